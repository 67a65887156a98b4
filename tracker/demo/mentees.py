"""The people who learn: whom each ambassador guides, what they agreed to, the cards they carry."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker.accounts.models import Account
from tracker.cards.rules import NUMBER_DIGITS
from tracker.core import codes, names
from tracker.core.bulk import Row
from tracker.demo import cast
from tracker.demo.stage import Stage, Team
from tracker.mentees.models import Card, Consent, Mentee, Mentorship
from tracker.mentees.rules import (
    ConsentMethod,
    Device,
    EndReason,
    MenteeStatus,
    PhoneOwner,
    starting_set,
)

_GROUPS = (3, 4, 5, 5, 5, 5, 6, 6, 8)
_CONSENT = "Ghi tên, thôn và việc học để báo cáo số người được kèm."


def build(stage: Stage) -> None:
    for team in stage.teams:
        for ambassador_id, name in _ambassadors(stage, team):
            known = cast.MENTEES.get(name, ())
            for person, year in known:
                _mentee(stage, team, ambassador_id, person, year, since=_story_day(stage))
            if name not in cast.MENTEES:
                for _ in range(stage.rng.choice(_GROUPS)):
                    person, year = stage.name(team.place), _year(stage)
                    _mentee(stage, team, ambassador_id, person, year, since=_day(stage))
    _the_story(stage)
    _cards(stage)


def walk_in(stage: Stage, team: Team, came_at: datetime) -> Row:
    """Somebody new at a class. Who came long ago and never agreed has faded to a bare count."""
    waits = stage.now - came_at < timedelta(days=30)
    name = stage.name(team.place) if waits else ""
    return stage.rows.add(
        Mentee,
        commune_id=team.commune_id,
        village_id=team.village_id if waits else None,
        status=MenteeStatus.PENDING if waits else MenteeStatus.ERASED,
        created_at=came_at,
        last_seen_on=None,
        **_named(name),
    )


def _ambassadors(stage: Stage, team: Team) -> list[tuple[int, str]]:
    chosen = set(team.ambassador_ids)
    return [(row["id"], row["name"]) for row in stage.rows.of(Account) if row["id"] in chosen]


def _story_day(stage: Stage) -> date:
    return stage.today - timedelta(days=70)


def _day(stage: Stage) -> date:
    """Most began early in the year that is told, some join every month."""
    days = 360 if stage.chance(0.45) else stage.rng.randrange(14, 360)
    return stage.today - timedelta(days=days - stage.rng.randrange(14))


def _year(stage: Stage) -> int:
    age = stage.rng.choice((24, 32, 38, 44, 51, 58, 63, 68, 74)) + stage.rng.randrange(6)
    return stage.today.year - age


def _named(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "search_key": names.search_key(name),
        "sort_key": names.sort_key(name),
    }


def _mentee(
    stage: Stage, team: Team, ambassador_id: int, name: str, year: int, *, since: date
) -> Row:
    began = stage.at(since, 9, stage.rng.randrange(60))
    device = stage.rng.choice((Device.SMART,) * 6 + (Device.FEATURE, Device.NONE))
    row = stage.rows.add(
        Mentee,
        commune_id=team.commune_id,
        village_id=team.village_id,
        team_id=team.id,
        ambassador_id=ambassador_id,
        status=MenteeStatus.ACTIVE,
        birth_year=year,
        device=device,
        skill_set=starting_set(year, today=stage.today),
        created_at=began,
        created_by_id=ambassador_id,
        last_seen_on=since,
        **_named(name),
        **_phone(stage, device),
    )
    team.mentees.append(row)
    _consent(stage, row, began)
    _guidance(stage, team, row, since)
    return row


def _phone(stage: Stage, device: Device) -> dict[str, Any]:
    if device is Device.NONE:
        if stage.chance(0.5):
            return {}
        return {
            "phone": stage.phone(),
            "phone_owner": PhoneOwner.FAMILY,
            "phone_note": stage.rng.choice(("con trai", "con gái", "cháu", "chồng", "vợ")),
        }
    return {"phone": stage.phone(), "phone_owner": PhoneOwner.SELF} if stage.chance(0.8) else {}


def _consent(stage: Stage, person: Row, at: datetime) -> None:
    on_paper = stage.chance(0.3)
    stage.rows.add(
        Consent,
        mentee_id=person["id"],
        method=ConsentMethod.PAPER if on_paper else ConsentMethod.SPOKEN,
        text_version="1",
        text_digest=codes.digest(_CONSENT),
        witness="" if on_paper else "Trưởng thôn",
        paper_number=f"{stage.rng.randrange(1, 400):02}/{at.year}" if on_paper else "",
        taken_by_id=person["ambassador_id"],
        taken_at=at,
    )


def _guidance(stage: Stage, team: Team, person: Row, since: date) -> None:
    """One mentorship; a few people changed their ambassador, a few stopped."""
    current = {
        "mentee_id": person["id"],
        "commune_id": team.commune_id,
        "team_id": team.id,
        "ambassador_id": person["ambassador_id"],
        "since": since,
    }
    is_old = (stage.today - since).days > 120 and person["name"] not in cast.STORY
    if is_old and len(team.ambassador_ids) > 1 and stage.chance(0.03):
        others = [id_ for id_ in team.ambassador_ids if id_ != person["ambassador_id"]]
        moved = since + timedelta(days=60)
        before = {**current, "ambassador_id": stage.rng.choice(others)}
        stage.rows.add(Mentorship, **before, until=moved, end_reason=EndReason.TRANSFERRED)
        current["since"] = moved
    if is_old and stage.chance(0.03):
        until = stage.today - timedelta(days=stage.rng.randrange(5, 60))
        stage.rows.add(Mentorship, **current, until=until, end_reason=EndReason.MOVED_AWAY)
        person.update(status=MenteeStatus.STOPPED, team_id=None, ambassador_id=None)
        return
    if is_old and stage.chance(0.05):
        person["status"] = MenteeStatus.PAUSED
        person["status_reason"] = "Mùa gặt"
    stage.rows.add(Mentorship, **current)


def _the_story(stage: Stage) -> None:
    """Bà Sửu has no phone: her grandson's number, a signed paper, and the set for older people."""
    her = next(row for row in stage.rows.of(Mentee) if row["name"] == "Hoàng Thị Sửu")
    her.update(
        device=Device.NONE, phone=stage.phone(), phone_owner=PhoneOwner.FAMILY,
        phone_note="Quân (cháu)", skill_set="cao_tuoi",
    )  # fmt: skip
    consent = next(row for row in stage.rows.of(Consent) if row["mentee_id"] == her["id"])
    consent.update(method=ConsentMethod.PAPER, witness="", paper_number=f"07/{stage.today.year}")


def _cards(stage: Stage) -> None:
    """For who has no smartphone; a few lost theirs and got another."""
    numbers = iter(stage.rng.sample(range(10**NUMBER_DIGITS), 2000))
    for person in stage.rows.of(Mentee):
        if person["status"] is MenteeStatus.ACTIVE and person["device"] is not Device.SMART:
            if stage.chance(0.08):
                lost = {"revoked_at": stage.now - timedelta(days=9), "revoked_reason": "lost"}
                _card(stage, person, next(numbers), lost)
            _card(stage, person, next(numbers), {})


def _card(stage: Stage, person: Row, number: int, lost: Row) -> None:
    stage.rows.add(
        Card,
        mentee_id=person["id"],
        commune_id=person["commune_id"],
        code=stage.code(codes.CARD_CODE),
        number=f"{number:0{NUMBER_DIGITS}}",
        issued_at=person["created_at"],
        issued_by_id=person["ambassador_id"],
        **lost,
    )
