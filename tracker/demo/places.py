"""Thôn, sites, posters and teams of the demo's communes."""

from datetime import timedelta
from itertools import product

from tracker.core import codes, names
from tracker.core.bulk import Row
from tracker.demo.cast import PLACES, SILENT_VILLAGE, Place
from tracker.demo.stage import Stage, Team
from tracker.places.models import Poster, Site, Village
from tracker.places.models import Team as TeamRow
from tracker.places.rules import SiteKind, VillageKind

_KIND = {VillageKind.THON: "thôn", VillageKind.XOM: "xóm"}
_SHARED = (
    (SiteKind.COMMUNE_OFFICE, "Trung tâm Phục vụ hành chính công"),
    (SiteKind.POST_OFFICE, "Góc học tập số, bưu điện xã"),
    (SiteKind.MARKET, "Chợ phiên"),
)


def build(stage: Stage) -> None:
    for place in PLACES:
        commune = stage.communes[place.code]
        for kind, name in _SHARED:
            _site(stage, commune["id"], kind, name, None)
        for village in _villages(stage, place):
            stage.teams.append(_team(stage, place, commune, village))


def _villages(stage: Stage, place: Place) -> list[str]:
    """As many as there are teams: those of the story first."""
    made_up = [f"{first} {second}" for first, second in product(*place.syllables)]
    stage.rng.shuffle(made_up)
    return [*place.villages, *made_up][: place.teams]


def _team(stage: Stage, place: Place, commune: Row, name: str) -> Team:
    village = stage.rows.add(
        Village,
        commune_id=commune["id"],
        kind=place.kind,
        name=name,
        search_key=names.search_key(name),
        # Half of the thôn have their Người bản số by now.
        fluent_since=stage.first_day + timedelta(days=200) if len(name) % 2 else None,
    )
    kind = _KIND[place.kind]
    site_id = _site(
        stage, commune["id"], SiteKind.CULTURE_HOUSE, f"Nhà văn hóa {kind} {name}", village["id"]
    )
    decided_on = stage.first_day - timedelta(days=30 + stage.rng.randrange(40))
    row = stage.rows.add(
        TeamRow,
        commune_id=commune["id"],
        village_id=village["id"],
        name=f"Tổ CNSCĐ {kind} {name}",
        decision_number=f"{stage.rng.randrange(12, 90)}/QĐ-UBND",
        decided_on=decided_on,
        consolidated_on=decided_on,
    )
    drive = 0.9 if name == SILENT_VILLAGE else stage.rng.choice((0.6, 0.85, 1.0, 1.0, 1.1, 1.25))
    return Team(place, row, name, village["id"], site_id, drive)


def _site(stage: Stage, commune_id: int, kind: SiteKind, name: str, village_id: int | None) -> int:
    row = stage.rows.add(Site, commune_id=commune_id, village_id=village_id, kind=kind, name=name)
    issued = stage.at(stage.first_day, 9)
    if stage.chance(0.1):
        replaced = stage.now - timedelta(days=stage.rng.randrange(20, 200))
        _poster(stage, row, issued_at=issued, revoked_at=replaced)
        issued = replaced
    _poster(stage, row, issued_at=issued, revoked_at=None)
    return int(row["id"])


def _poster(stage: Stage, site: Row, **moments: object) -> None:
    stage.rows.add(
        Poster,
        commune_id=site["commune_id"],
        site_id=site["id"],
        code=stage.code(codes.POSTER_CODE),
        **moments,
    )
