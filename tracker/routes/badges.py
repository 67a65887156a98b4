"""Open Badges: the download, and what a verifier asks for: the issuer's keys, what was revoked."""

from flask import Blueprint, Response, abort, current_app, jsonify

from tracker.certificates import badge, queries, signing
from tracker.certificates.badge import LIST_SIZE, Issuer
from tracker.certificates.models import Certificate
from tracker.config import Mode
from tracker.core import clock
from tracker.core.scope import unscoped
from tracker.places import queries as places
from tracker.places.models import Commune, Province
from tracker.routes.files import named
from tracker.routes.guards import public
from tracker.routes.web import base_url

bp = Blueprint("badges", __name__)

TOKEN = "application/vc+jwt"  # noqa: S105 - a kind of file
DAY = "public, max-age=86400"
MINUTES = "public, max-age=300"
MOST_LISTS = 10_000
LONGEST_KEY = 9


@bp.get("/doan/<issuer>/did.json")
@public
def keys(issuer: str) -> Response:
    """did:web: which keys speak for this Youth Union."""
    whose, _commune, _province = _issuer(issuer)
    answer = jsonify(badge.did_document(whose, _signer()))
    answer.headers["Cache-Control"] = DAY
    return answer


@bp.get("/doan/<issuer>/thu-hoi/<int:number>")
@public
def revoked(issuer: str, number: int) -> Response:
    """Bitstring Status List: which of its badges were taken back. Numbers, no names."""
    if number > MOST_LISTS:
        abort(404)
    whose, commune, province = _issuer(issuer)
    lowest = number * LIST_SIZE
    taken_back = queries.revoked(
        province.id, commune.id if commune else None, lowest, lowest + LIST_SIZE
    )
    said = badge.status_list(whose, _signer(), number, taken_back, now=clock.now())
    return Response(said, mimetype=TOKEN, headers={"Cache-Control": MINUTES})


def is_offered() -> bool:
    """Without a key there are no badges; outside production one makes itself."""
    return bool(current_app.config["TRACKER"].badge_key_file)


def download(row: Certificate) -> Response:
    """The badge of a certificate, for whoever it is about. Children get the paper alone."""
    if row.is_child or not is_offered():
        abort(404)
    threshold = queries.threshold_of(row.campaign)
    said = badge.token(row, _signer(), threshold=threshold, base_url=base_url())
    name = named(badge.file_name(row), "jwt")
    return Response(said, mimetype=TOKEN, headers={"Content-Disposition": name})


def _signer() -> signing.Signer:
    config = current_app.config["TRACKER"]
    if not config.badge_key_file:
        abort(404)
    if config.mode is not Mode.PRODUCTION and not config.badge_key_file.exists():
        signing.make(config.badge_key_file)
    return signing.signer(config.badge_key_file)


def _issuer(name: str) -> tuple[Issuer, Commune | None, Province]:
    """Whose name this is: xa12, tinh3. Our own keys, because official codes change."""
    kind, digits = name.rstrip("0123456789"), name.lstrip("xatinh")
    if not digits.isascii() or not digits.isdigit() or len(digits) > LONGEST_KEY:
        abort(404)
    with unscoped("names of places are public"):
        commune = places.commune(int(digits)) if kind == "xa" else None
        province = places.province(int(digits)) if kind == "tinh" else None
    owner = commune.province if commune else province
    return Issuer(name, "", base_url()), commune, owner or abort(404)
