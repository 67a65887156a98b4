"""A certificate as Open Badge 3.0: a W3C credential as a signed token that anybody can verify.

Its issuer is a did:web of ours, its revocation a Bitstring Status List. Nobody under 16 gets one.
"""

import gzip
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from tracker.certificates.models import Certificate
from tracker.certificates.rules import hours_of
from tracker.certificates.signing import Signer
from tracker.papers.words import day_words, grouped

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
# The least a list may have, so that an index tells nothing about one person.
LIST_SIZE = 131_072
LIST_DAYS = 7


@dataclass(frozen=True)
class Issuer:
    """A Youth Union as issuer. `code` is made of our own key: official codes change."""

    code: str
    name: str
    base_url: str

    @property
    def did(self) -> str:
        return f"did:web:{quote(urlsplit(self.base_url).netloc, safe='')}:doan:{self.code}"

    def list_address(self, number: int) -> str:
        return f"{self.base_url}/doan/{self.code}/thu-hoi/{number}"


def issuer_of(one: Certificate, base_url: str) -> Issuer:
    code = f"xa{one.commune_id}" if one.commune_id else f"tinh{one.province_id}"
    return Issuer(code, one.issuer, base_url)


def credential(one: Certificate, *, threshold: int, base_url: str) -> dict[str, Any]:
    """What the badge says: the same as the paper, for machines."""
    issuer = issuer_of(one, base_url)
    number, index = divmod(one.id, LIST_SIZE)
    address = issuer.list_address(number)
    return {
        "@context": [VC, OPEN_BADGES],
        "id": f"{base_url}/x/{one.code}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Giấy xác nhận tham gia {one.campaign_name}",
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": base_url},
        "validFrom": _moment(one.issued_at),
        "credentialSubject": _subject(one, threshold=threshold, base_url=base_url),
        "credentialStatus": {
            "id": f"{address}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": address,
        },
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def file_name(one: Certificate) -> str:
    return f"Huy hiệu {one.campaign_name}"


def token(one: Certificate, signer: Signer, *, threshold: int, base_url: str) -> str:
    """VC-JWT as Open Badges 3.0 has it (§8.2): the payload is the credential itself."""
    said = credential(one, threshold=threshold, base_url=base_url)
    claims = {
        "iss": said["issuer"]["id"],
        "jti": said["id"],
        "nbf": int(one.issued_at.timestamp()),
        "sub": said["credentialSubject"]["id"],
    }
    return signer.sign(said | claims, owner=said["issuer"]["id"])


def did_document(issuer: Issuer, signer: Signer) -> dict[str, Any]:
    """Which keys speak for this issuer."""
    methods = [
        {
            "id": f"{issuer.did}#{name}",
            "type": "JsonWebKey2020",
            "controller": issuer.did,
            "publicKeyJwk": jwk,
        }
        for name, jwk in signer.public.items()
    ]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/suites/jws-2020/v1",
        ],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def status_list(
    issuer: Issuer, signer: Signer, number: int, revoked: Collection[int], *, now: datetime
) -> str:
    """Which badges of this list are good no more, signed, for a week."""
    bits = bytearray(LIST_SIZE // 8)
    for key in revoked:
        index = key - number * LIST_SIZE
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    address, until = issuer.list_address(number), now + timedelta(days=LIST_DAYS)
    said = {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": _moment(now),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{urlsafe_b64encode(packed).decode().rstrip('=')}",
        },
    }
    claims = {
        "iss": issuer.did, "jti": address, "sub": f"{address}#list",
        "nbf": int(now.timestamp()), "exp": int(until.timestamp()),
    }  # fmt: skip
    return signer.sign(said | claims, owner=issuer.did)


def _subject(one: Certificate, *, threshold: int, base_url: str) -> dict[str, Any]:
    """The person by name alone: a number or an address would follow them around."""
    return {
        "id": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{base_url}/x/{one.code}')}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": one.name,
                "identityType": "name",
            }
        ],
        "activityStartDate": f"{one.first_day}T00:00:00+07:00",
        "activityEndDate": f"{one.last_day}T23:59:59+07:00",
        "narrative": f"{grouped(one.shifts)} ca, {grouped(hours_of(one.minutes))} giờ",
        "achievement": {
            "id": f"{base_url}/cd/{one.campaign.slug}",
            "type": ["Achievement"],
            "achievementType": "CommunityService",
            "name": one.campaign_name,
            "description": (
                f"Hoạt động tình nguyện từ {day_words(one.campaign.first_day)}"
                f" đến {day_words(one.campaign.last_day)}."
            ),
            "criteria": {"narrative": f"Có mặt ở ít nhất {threshold} ca."},
        },
    }


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
