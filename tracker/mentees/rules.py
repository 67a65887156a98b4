"""Decisions about the people who learn. Pure: `today` is passed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.mentees.workdays import is_working_day
from tracker.places.rules import VillageKind

CHILD_AGE = 16
ELDER_AGE = 60
OLDEST = 120


class MenteeStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    ERASED = "erased"


class Device(StrEnum):
    """What the person uses (ux §2.4)."""

    SMART = "smart"
    FEATURE = "feature"
    NONE = "none"


class PhoneOwner(StrEnum):
    SELF = "self"
    FAMILY = "family"


class ConsentMethod(StrEnum):
    SPOKEN = "spoken"
    PAPER = "paper"
    SCREEN = "screen"


class EndReason(StrEnum):
    """Why a mentorship ended."""

    TRANSFERRED = "transferred"
    DONE = "done"
    MOVED_AWAY = "moved_away"
    NO_LONGER_WANTS = "no_longer_wants"
    NO_TIME = "no_time"
    AMBASSADOR_LEFT = "ambassador_left"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True)
class ConsentText:
    """The wording a person agreed to. A new wording gets a new version and asks again."""

    version: str
    text: str


def is_child(birth_year: int | None, *, today: date) -> bool:
    """Under 16 by year alone: a guardian must agree (facts §7, ruling 7)."""
    return birth_year is not None and today.year - birth_year < CHILD_AGE


def is_elder(birth_year: int | None, *, today: date) -> bool:
    return birth_year is not None and today.year - birth_year >= ELDER_AGE


def counts(status: MenteeStatus) -> bool:
    """Whether a mentee counts in 1 kèm 5: consent given, and not stopped (ruling 8)."""
    return status in {MenteeStatus.ACTIVE, MenteeStatus.PAUSED, MenteeStatus.DONE}


@dataclass(frozen=True)
class Agreement:
    """That somebody agreed just now, to which words, and who or what can witness it."""

    method: ConsentMethod
    wording: ConsentText
    witness: str = ""
    paper_number: str = ""


@dataclass(frozen=True)
class NewMentee:
    """A person as typed in. `different` says that a likeness was looked at and is someone else."""

    name: str
    commune_id: int
    village_id: int | None
    team_id: int
    ambassador_id: int
    agreement: Agreement | None
    birth_year: int | None = None
    phone: str | None = None
    phone_owner: PhoneOwner | None = None
    phone_note: str = ""
    device: Device | None = None
    guardian_name: str = ""
    guardian_relation: str = ""
    different: bool = False
    # Who heard the consent, where the actor only writes it down for them.
    author_id: int | None = None


class Refusal(StrEnum):
    """Why a person cannot be added as typed."""

    NO_CONSENT = "no_consent"
    NO_WITNESS = "no_witness"
    NO_PAPER = "no_paper"
    NO_GUARDIAN = "no_guardian"
    OWN_PHONE = "own_phone"
    OWN_NAME = "own_name"
    LIKENESS = "likeness"
    NO_LONGER_WAITS = "no_longer_waits"


@dataclass(frozen=True)
class Likeness:
    """Somebody known who may be the same person: all that may be shown of them (ux §2.4)."""

    mentee_id: int
    name: str
    village_kind: VillageKind | None
    village: str
    guide: str
    is_waiting: bool
    # Not shown: it decides who answers a request about the person.
    team_id: int | None


@dataclass(frozen=True)
class Added:
    """What became of an entry. `guided` is how many the ambassador guides now."""

    mentee_id: int | None = None
    refusal: Refusal | None = None
    likenesses: tuple[Likeness, ...] = ()
    guided: int = 0


@dataclass(frozen=True)
class Owner:
    """Whoever adds, or is to guide: nobody is their own learner."""

    search_key: str
    phone: str
    birth_year: int | None


def judge_agreement(
    agreement: Agreement | None, *, birth_year: int | None, guardian: str, today: date
) -> Refusal | None:
    """What is missing before a person may be recorded (ruling 8, facts §7)."""
    if agreement is None:
        return Refusal.NO_CONSENT
    if agreement.method is ConsentMethod.SPOKEN and not agreement.witness:
        return Refusal.NO_WITNESS
    if agreement.method is ConsentMethod.PAPER and not agreement.paper_number:
        return Refusal.NO_PAPER
    if is_child(birth_year, today=today) and not guardian:
        return Refusal.NO_GUARDIAN
    return None


def judge_self(
    owner: Owner, *, search_key: str, phone: str | None, birth_year: int | None
) -> Refusal | None:
    """Whether the entry is the owner's own self. A namesake is told apart by the year of birth."""
    if phone is not None and phone == owner.phone:
        return Refusal.OWN_PHONE
    is_namesake = birth_year is not None and owner.birth_year not in {None, birth_year}
    if search_key == owner.search_key and not is_namesake:
        return Refusal.OWN_NAME
    return None


def starting_set(birth_year: int | None, *, today: date) -> str:
    """Which agreed set of skills a newcomer begins with (skills.SkillSet.code)."""
    return "cao_tuoi" if is_elder(birth_year, today=today) else "nguoi_dan"


class Ask(StrEnum):
    """What about a learner needs somebody else's yes (accounts.Request.kind)."""

    TRANSFER = "transfer"
    ERASURE = "erasure"


class PhoneReason(StrEnum):
    """Why somebody other than the guide looks at a number. A code, so that no name is kept."""

    CALL_TO_CLASS = "call_to_class"
    CHECK_WITH_PERSON = "check_with_person"
    PERSON_ASKED = "person_asked"
    GUIDE_AWAY = "guide_away"


class PauseReason(StrEnum):
    HARVEST = "harvest"
    AWAY = "away"
    BUSY = "busy"


# Working days to answer a request, days to carry it out (facts §7).
ANSWER_WORKING_DAYS = 2
ERASE_DAYS = 15


@dataclass(frozen=True)
class DueDates:
    """Until when a request must be answered, and carried out."""

    answer: date
    done: date


def due_dates(asked_on: date) -> DueDates:
    """Two working days to answer, fifteen days to have it done; the day of asking not counted."""
    day, left = asked_on, ANSWER_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return DueDates(day, asked_on + timedelta(days=ERASE_DAYS))


@dataclass(frozen=True)
class Guide:
    """An ambassador who may be given a learner, and the team it would count for."""

    account_id: int
    name: str
    team_id: int
    team: str
    commune_id: int
    village_id: int | None = None

    @property
    def key(self) -> str:
        """How a form names the choice: one person may be an ambassador of two teams."""
        return f"{self.account_id}-{self.team_id}"


class Next(StrEnum):
    """What a list says about a person, under the name."""

    STATUS = "status"
    DONE = "done"
    NOT_BEGUN = "not_begun"
    QUIET = "quiet"
    SKILL = "skill"


def what_next(
    status: MenteeStatus, *, is_complete: bool, days_unseen: int | None, quiet_days: int
) -> Next:
    """What matters most about a person at a glance (ux §2.3)."""
    if status in {MenteeStatus.PENDING, MenteeStatus.PAUSED, MenteeStatus.STOPPED}:
        return Next.STATUS
    if is_complete:
        return Next.DONE
    if days_unseen is None:
        return Next.NOT_BEGUN
    return Next.QUIET if days_unseen >= quiet_days else Next.SKILL
