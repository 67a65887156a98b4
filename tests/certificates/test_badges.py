"""The badge of a certificate, as a public verifier of Open Badges 3.0 sees it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
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
    assert jwt.get_unverified_header(badge)["alg"] == "RS256"


def test_its_words_are_those_of_the_standard(badge: str):
    """Every property is one that the contexts it names define, with what they require there."""
    known = {term for context in bundled_contexts().values() for term in terms_of(context)}
    said = jwt.decode(badge, options={"verify_signature": False})
    claims = {"iss", "jti", "nbf", "sub"}
    assert {*properties_of(said)} - claims <= known
    assert set(said["@context"]) <= set(bundled_contexts())
    achievement = said["credentialSubject"]["achievement"]
    assert {"id", "type", "criteria", "description", "name"} <= achievement.keys()
    assert said["credentialStatus"].keys() == {
        "id", "type", "statusPurpose", "statusListIndex", "statusListCredential",
    }  # fmt: skip


def terms_of(context: Any) -> Iterator[str]:
    if isinstance(context, dict):
        for name, inside in context.items():
            yield name
            yield from terms_of(inside)
    elif isinstance(context, list):
        for inside in context:
            yield from terms_of(inside)


def properties_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from properties_of(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from properties_of(inside)


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
