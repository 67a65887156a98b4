"""The badge of a certificate, as a public verifier of Open Badges 3.0 sees it."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier
from openbadgeslib.ob3.contexts import bundled_contexts
from openbadgeslib.ob3.credential import OpenBadgeCredential
from sqlalchemy import select

from tests import factories as make
from tests.apps import config_for
from tests.factories import World
from tests.safety.test_people import Do
from tests.safety.test_people import do as do
from tests.web import Web
from tracker import create_app
from tracker.accounts.models import Account
from tracker.campaigns.models import Campaign
from tracker.certificates import actions, signing
from tracker.certificates.models import Certificate
from tracker.config import Config, ConfigError
from tracker.core import clock
from tracker.core.db import db
from tracker.policy import Actor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOST = "https://localhost"


@pytest.fixture(autouse=True)
def behind_tls(app, monkeypatch: pytest.MonkeyPatch) -> None:
    """did:web knows no other addresses. A short key is enough for a test, and quickly made."""
    config = replace(app.config["TRACKER"], base_url=HOST)
    monkeypatch.setitem(app.config, "TRACKER", config)
    if not config.badge_key_file.exists():
        signing.make(config.badge_key_file, bits=2048)


@pytest.fixture
def certificate(world: World, do: Do) -> int:
    """A paper for the ambassador, a volunteer with an account."""

    def give() -> int:
        campaign = db.session.get_one(Campaign, world.campaign_id)
        account = db.session.get_one(Account, world.ambassador_id)
        person = make.volunteer(campaign.commune, account.name, account_id=account.id)
        day = clock.today() - timedelta(days=2)
        issued = clock.now() - timedelta(days=1)
        row = make.certificate(
            campaign, person, first_day=day, last_day=day, minutes=570, shifts=5, issued_at=issued,
            issuer="Đoàn xã Si Ma Cai",
        )  # fmt: skip
        return row.id

    return do(give)


@pytest.fixture
def badge(browse, world: World, certificate: int) -> str:
    answer = browse().sign_in(world.ambassador_id).get(f"/ca-cua-toi/giay/{certificate}/huy-hieu")
    assert (answer.status_code, answer.mimetype) == (200, "application/vc+jwt")
    assert 'filename="huy-hieu-' in answer.headers["Content-Disposition"]
    return answer.get_data(as_text=True)


class Wire:
    """What a verifier fetches comes from the application itself."""

    def __init__(self, web: Web) -> None:
        self.web, self.asked = web, list[str]()

    def __call__(self, url: str) -> bytes:
        assert url.startswith(f"{HOST}/")
        self.asked.append(url.removeprefix(HOST))
        answer = self.web.get(self.asked[-1])
        assert answer.status_code == 200, url
        assert "no-store" not in answer.headers["Cache-Control"]
        return bytes(answer.data)


def verified(token: str, wire: Wire) -> OpenBadgeCredential:
    """By the issuer's did:web and its list of revoked badges, signatures of both."""
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    verifier = OB3Verifier.for_issuer_did(issuer, download=wire)
    return verifier.verify(token, check_status=True, download=wire)


def test_a_public_verifier_finds_it_good(browse, badge: str, certificate: int, do: Do):
    wire = Wire(browse())
    found = verified(badge, wire)
    code, slug = do(lambda: db.session.execute(
        select(Certificate.code, Campaign.slug)
        .join(Campaign, Campaign.id == Certificate.campaign_id)
        .where(Certificate.id == certificate)).one())  # fmt: skip
    assert found.issuer.name == "Đoàn xã Si Ma Cai"
    assert found.achievement.id == f"{HOST}/cd/{slug}"
    assert found.achievement.criteria_narrative == "Có mặt ở ít nhất 3 ca."
    said = jwt.decode(badge, options={"verify_signature": False})
    assert said["id"] == f"{HOST}/x/{code}"
    assert said["credentialSubject"]["identifier"][0]["identityHash"] == "Giàng Thị Mỷ"
    assert said["credentialSubject"]["narrative"] == "5 ca, 9,5 giờ"
    assert [path.split("/")[1] for path in wire.asked] == ["doan", "doan"]


def test_its_words_are_those_of_the_standard(badge: str):
    """Every property is one that the contexts it names define."""
    known = {term for context in bundled_contexts().values() for term, _inside in walk(context)}
    said = jwt.decode(badge, options={"verify_signature": False})
    assert {name for name, _value in walk(said)} - {"iss", "jti", "nbf", "sub"} <= known
    assert set(said["@context"]) <= set(bundled_contexts())


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    """Every name in it with what stands under it, however deep."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name, inside
            yield from walk(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from walk(inside)


def holds(*names: str) -> Callable[[Any], bool]:
    """Each of these stands there, and is not empty."""
    return lambda part: all(part.get(name) not in (None, "", [], {}) for name in names)


def is_a(*kinds: str) -> Callable[[Any], bool]:
    """Its `type` is a set of which one item is one of these."""
    return lambda part: isinstance(part["type"], list) and bool({*kinds} & {*part["type"]})


# What the specification of Open Badges 3.0 (§8.2, §B.1) says MUST be, part by part: "" is the
# credential, "head" the JOSE header; a part may be there several times.
MUST: list[tuple[str, str, Callable[[Any], bool]]] = [
    ("", "first the context of W3C, then of Open Badges", lambda said: said["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]),
    ("", "a verifiable credential", is_a("VerifiableCredential")),
    ("", "one of an achievement", is_a("AchievementCredential", "OpenBadgeCredential")),
    ("", "exactly one of each of these", holds(
        "id", "name", "issuer", "validFrom", "credentialSubject"
    )),
    ("", "its id is an address", lambda said: URI.fullmatch(said["id"])),
    ("", "dates have a zone", lambda said: MOMENT.fullmatch(said["validFrom"])),
    ("", "no proof inside: the signature is around it", lambda said: "proof" not in said),
    ("", "nothing of version 1 of the data model", lambda said: not (
        {"issuanceDate", "expirationDate", "vc"} & said.keys()
    )),
    ("issuer", "a profile", is_a("Profile")),
    ("issuer", "with an id", lambda said: URI.fullmatch(said["id"])),
    ("credentialSubject", "a subject", is_a("AchievementSubject")),
    ("credentialSubject", "id, or an identifier", lambda said: said.keys() & {"id", "identifier"}),
    ("credentialSubject", "one achievement", lambda said: isinstance(said["achievement"], dict)),
    ("credentialSubject", "dates have a zone", lambda said: all(
        MOMENT.fullmatch(said[name]) for name in ("activityStartDate", "activityEndDate")
    )),
    ("achievement", "an achievement", is_a("Achievement")),
    ("achievement", "exactly one of each of these", holds("id", "criteria", "description", "name")),
    ("achievement", "its id is an address", lambda said: URI.fullmatch(said["id"])),
    ("achievement", "of a kind that the standard lists", lambda said: (
        said["achievementType"] == "CommunityService"
    )),
    ("criteria", "an address or a narrative", lambda said: said.keys() & {"id", "narrative"}),
    ("identifier", "of this type, which is no set", lambda said: said["type"] == "IdentityObject"),
    ("identifier", "hashed or not", lambda said: said["hashed"] in (True, False)),
    ("identifier", "whose, and by what", holds("identityHash", "identityType")),
    ("identifier", "by something that the standard lists", lambda said: (
        said["identityType"] == "name"
    )),
    ("credentialStatus", "id and type", holds("id", "type")),
    ("credentialStatus", "what Bitstring Status List asks for", lambda said: said.keys() == {
        "id", "type", "statusPurpose", "statusListIndex", "statusListCredential",
    }),
    ("credentialSchema", "the standard's own", lambda said: (
        said["type"] == "1EdTechJsonSchemaValidator2019" and URI.fullmatch(said["id"])
    )),
    ("head", "nothing but these", lambda said: said.keys() <= {"alg", "kid", "jwk", "typ"}),
    ("head", "the algorithm that everybody knows", lambda said: said["alg"] == "RS256"),
    ("head", "a JWT", lambda said: said.get("typ", "JWT") == "JWT"),
    ("head", "never the private half", lambda said: "d" not in said["jwk"]),
    ("claims", "iss is the issuer's id", lambda said: said["iss"] == said["issuer"]["id"]),
    ("claims", "jti is the id", lambda said: said["jti"] == said["id"]),
    ("claims", "sub is the subject's id", lambda said: (
        said["sub"] == said["credentialSubject"]["id"]
    )),
    ("claims", "nbf is the moment it is valid from", lambda said: (
        said["nbf"] == datetime.fromisoformat(said["validFrom"]).timestamp()
    )),
]  # fmt: skip
URI = re.compile(r"(https?|did|urn):[^\s]+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def test_it_is_what_the_specification_says_it_must_be(badge: str):
    said = jwt.decode(badge, options={"verify_signature": False})
    parts: dict[str, list[Any]] = {
        "": [said], "claims": [said], "head": [jwt.get_unverified_header(badge)]
    }  # fmt: skip
    for name, value in walk(said):
        parts.setdefault(name, []).extend(value if isinstance(value, list) else [value])
    broken = [
        f"{where}: {rule}"
        for where, rule, keeps in MUST
        if not parts.get(where) or not all(keeps(part) for part in parts[where])
    ]
    assert broken == []


def test_taken_back_it_is_good_no_more(browse, badge: str, certificate: int, world: World, do: Do):
    def revoke() -> None:
        row = db.session.get_one(Certificate, certificate)
        actions.revoke(
            Actor(world.commune_youth_id, ""), certificate=row, reason="nhầm", now=clock.now()
        )

    do(revoke)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verified(badge, Wire(browse()))
    me = browse().sign_in(world.ambassador_id)
    assert me.get(f"/ca-cua-toi/giay/{certificate}/huy-hieu").status_code == 404


def test_a_changed_badge_is_found_out(browse, badge: str):
    head, body, signature = badge.split(".")
    said = jwt.decode(badge, options={"verify_signature": False})
    said["credentialSubject"]["narrative"] = "50 ca, 95 giờ"
    forged = jwt.utils.base64url_encode(json.dumps(said).encode()).decode()
    with pytest.raises(OB3VerificationError):
        verified(f"{head}.{forged}.{signature}", Wire(browse()))
    assert body != forged


def test_a_new_key_leaves_old_badges_good(browse, badge: str, world: World, tmp_path: Path, app):
    """The new key in front signs; the old one behind it is still published."""
    file = tmp_path / "keys.pem"
    signing.make(file, bits=2048)
    fresh = file.read_bytes()
    old = app.config["TRACKER"].badge_key_file
    file.write_bytes(fresh + old.read_bytes())
    app.config["TRACKER"] = replace(app.config["TRACKER"], badge_key_file=file)
    wire = Wire(browse())
    assert verified(badge, wire).issuer.name == "Đoàn xã Si Ma Cai"
    document = json.loads(wire(f"{HOST}{wire.asked[0]}"))
    assert len(document["verificationMethod"]) == 2
    assert all("d" not in method["publicKeyJwk"] for method in document["verificationMethod"])


def test_children_and_strangers_get_none(browse, world: World, certificate: int, do: Do):
    def young() -> None:
        db.session.get_one(Certificate, certificate).is_child = True

    stranger = browse().sign_in(world.leader_id)
    assert stranger.get(f"/ca-cua-toi/giay/{certificate}/huy-hieu").status_code == 404
    do(young)
    me = browse().sign_in(world.ambassador_id)
    assert me.get(f"/ca-cua-toi/giay/{certificate}/huy-hieu").status_code == 404
    assert "huy-hieu" not in me.get("/ca-cua-toi/da-lam").text
    for name in ("xa999999999", "tinh0", "xx1", "xa", "xa-1", "xa1x"):
        assert browse().get(f"/doan/{name}/did.json").status_code == 404


def test_production_says_where_its_key_is(tmp_path: Path, database_url: str):
    env: dict[str, Any] = {"TRACKER_SECRET_KEY": "x" * 32, "TRACKER_BASE_URL": "https://a.vn"}
    assert Config.from_env(env).badge_key_file is None
    with pytest.raises(ConfigError):
        Config.from_env(env | {"TRACKER_BADGE_KEY_FILE": str(tmp_path / "none.pem")})
    run = create_app(config_for(database_url)).test_cli_runner()
    file = tmp_path / "key.pem"
    assert run.invoke(args=["badge-key", str(file)]).exit_code == 0
    assert (file.stat().st_mode & 0o777, run.invoke(args=["badge-key", str(file)]).exit_code) == (
        0o600, 1,
    )  # fmt: skip
    env |= {"TRACKER_BADGE_KEY_FILE": str(file)}
    assert Config.from_env(env).badge_key_file == file
