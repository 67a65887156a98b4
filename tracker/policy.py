"""All rights on one page: who may do what, and how far it reaches. The matrix of permissions.

A role is held at a place (a Post). A permission is granted to a role with a breadth: one's own
rows, the team, the commune, the province, or all. Someone with several posts has all their rights
added up and chooses nothing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AMBASSADOR = "ambassador"
    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"
    COMMUNE_HEAD = "commune_head"
    FOCAL_OFFICER = "focal_officer"
    COMMUNE_YOUTH = "commune_youth"
    PROVINCE_YOUTH = "province_youth"
    PROVINCE_BOARD = "province_board"
    ADMIN = "admin"


class Breadth(StrEnum):
    OWN = "own"
    TEAM = "team"
    COMMUNE = "commune"
    PROVINCE = "province"
    ALL = "all"


class Permission(StrEnum):
    # Learners and mentoring
    MENTEE_ADD = "mentee.add"
    MENTEE_READ = "mentee.read"
    MENTEE_PHONE = "mentee.phone"
    MENTEE_EDIT = "mentee.edit"
    MENTEE_TRANSFER = "mentee.transfer"
    MENTEE_TRANSFER_ASK = "mentee.transfer.ask"
    MENTORING_LOG = "mentoring.log"
    SKILL_MARK = "skill.mark"
    SKILL_UNDO = "skill.undo"
    VNEID_RECORD = "vneid.record"
    ERASURE_RECEIVE = "erasure.receive"
    ERASURE_CARRY_OUT = "erasure.carry_out"
    # Classes, sites, check-in
    CLASS_READ = "class.read"
    CLASS_PLAN = "class.plan"
    CLASS_ASK = "class.ask"
    CLASS_HOST = "class.host"
    CLASS_JOIN = "class.join"
    CLASS_ATTENDEES = "class.attendees"
    MINUTES_LOCK = "minutes.lock"
    SITE_READ = "site.read"
    SITE_MANAGE = "site.manage"
    SITE_ASK = "site.ask"
    POSTER_REVOKE = "poster.revoke"
    OUTBOX_REVIEW = "outbox.review"
    # Quotas, indicators, issues
    QUOTA_PREPARE = "quota.prepare"
    QUOTA_ASSIGN = "quota.assign"
    QUOTA_READ = "quota.read"
    TEAM_RATE = "team.rate"
    DENOMINATOR_ENTER = "denominator.enter"
    ISSUE_RAISE = "issue.raise"
    ISSUE_READ = "issue.read"
    ISSUE_RESOLVE = "issue.resolve"
    # Volunteers and campaigns
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_MANAGE = "campaign.manage"
    SHIFT_PROPOSE = "shift.propose"
    SHIFT_ASSIGN = "shift.assign"
    SHIFT_SIGN_UP = "shift.sign_up"
    SHIFT_CONFIRM = "shift.confirm"
    SHIFT_LEAD = "shift.lead"
    VOLUNTEER_READ = "volunteer.read"
    VOLUNTEER_PHONE = "volunteer.phone"
    AMBASSADOR_NOMINATE = "ambassador.nominate"
    AMBASSADOR_APPROVE = "ambassador.approve"
    CERTIFICATE_ISSUE = "certificate.issue"
    REWARD_PROPOSE = "reward.propose"
    # Reports, rankings, exports
    REPORT_PREPARE = "report.prepare"
    REPORT_APPROVE = "report.approve"
    REPORT_RECEIVE = "report.receive"
    RANKING_DRAFT = "ranking.draft"
    RANKING_PUBLISH = "ranking.publish"
    NAMES_DOWNLOAD = "names.download"
    FIGURES_DOWNLOAD = "figures.download"
    # Administration
    ACCOUNT_INVITE = "account.invite"
    ACCOUNT_RESET = "account.reset"
    ACCOUNT_MANAGE = "account.manage"
    CATALOGUE_EDIT = "catalogue.edit"
    CATALOGUE_ASK = "catalogue.ask"
    VILLAGE_MANAGE = "village.manage"
    TEAM_MANAGE = "team.manage"
    JOURNAL_READ = "journal.read"
    SYSTEM_MANAGE = "system.manage"
    # Everyone who is signed in
    OWN_ACCOUNT = "account.own"


P = Permission
OWN, TEAM, COMMUNE, PROVINCE, ALL = Breadth

_EVERYONE = {P.OWN_ACCOUNT: OWN, P.CLASS_JOIN: OWN}
_IN_THE_FIELD = _EVERYONE | {P.ISSUE_RAISE: OWN}

_AMBASSADOR = _IN_THE_FIELD | {
    P.MENTEE_ADD: OWN, P.MENTEE_READ: OWN, P.MENTEE_PHONE: OWN, P.MENTEE_EDIT: OWN,
    P.MENTEE_TRANSFER_ASK: OWN, P.MENTORING_LOG: OWN, P.SKILL_MARK: OWN, P.SKILL_UNDO: OWN,
    P.VNEID_RECORD: OWN, P.ERASURE_RECEIVE: OWN,
    P.CLASS_READ: TEAM, P.CLASS_ASK: TEAM, P.CLASS_HOST: OWN, P.CLASS_ATTENDEES: OWN,
    P.SITE_READ: COMMUNE, P.SITE_ASK: TEAM,
    P.QUOTA_READ: TEAM, P.ISSUE_READ: OWN, P.SHIFT_SIGN_UP: OWN, P.VOLUNTEER_READ: TEAM,
    P.VOLUNTEER_PHONE: TEAM, P.CAMPAIGN_READ: COMMUNE, P.SHIFT_LEAD: OWN,
}  # fmt: skip

_LEADER = _IN_THE_FIELD | {
    P.MENTEE_ADD: TEAM, P.MENTEE_READ: TEAM, P.MENTEE_PHONE: TEAM, P.MENTEE_EDIT: TEAM,
    P.MENTEE_TRANSFER: TEAM, P.MENTORING_LOG: TEAM, P.SKILL_MARK: TEAM, P.SKILL_UNDO: TEAM,
    P.VNEID_RECORD: TEAM, P.ERASURE_RECEIVE: TEAM,
    P.CLASS_READ: TEAM, P.CLASS_PLAN: TEAM, P.CLASS_HOST: TEAM, P.CLASS_ATTENDEES: TEAM,
    P.MINUTES_LOCK: TEAM, P.SITE_READ: COMMUNE, P.SITE_ASK: TEAM,
    P.QUOTA_READ: TEAM, P.ISSUE_READ: TEAM, P.ISSUE_RESOLVE: TEAM,
    P.OUTBOX_REVIEW: TEAM,
    P.CAMPAIGN_READ: COMMUNE, P.SHIFT_PROPOSE: TEAM, P.SHIFT_SIGN_UP: OWN,
    P.SHIFT_CONFIRM: TEAM, P.SHIFT_LEAD: TEAM, P.VOLUNTEER_READ: TEAM, P.VOLUNTEER_PHONE: TEAM,
    P.AMBASSADOR_NOMINATE: TEAM, P.REWARD_PROPOSE: TEAM, P.REPORT_PREPARE: TEAM,
    P.NAMES_DOWNLOAD: TEAM, P.FIGURES_DOWNLOAD: TEAM, P.ACCOUNT_INVITE: TEAM,
    P.ACCOUNT_RESET: TEAM,
}  # fmt: skip

_MEMBER = _IN_THE_FIELD | {
    P.CLASS_READ: TEAM, P.CLASS_HOST: OWN, P.CLASS_ATTENDEES: OWN, P.SITE_READ: COMMUNE,
    P.QUOTA_READ: TEAM, P.ISSUE_READ: OWN, P.SHIFT_SIGN_UP: OWN, P.VOLUNTEER_READ: TEAM,
    P.VOLUNTEER_PHONE: TEAM, P.CAMPAIGN_READ: COMMUNE, P.SHIFT_LEAD: OWN,
}  # fmt: skip

# The focal officer prepares everything; what commits the commune needs the head.
_FOCAL_OFFICER = _IN_THE_FIELD | {
    P.MENTEE_ADD: COMMUNE, P.MENTEE_READ: COMMUNE, P.MENTEE_PHONE: COMMUNE,
    P.MENTEE_EDIT: COMMUNE, P.MENTEE_TRANSFER: COMMUNE, P.SKILL_UNDO: COMMUNE,
    P.ERASURE_RECEIVE: COMMUNE, P.ERASURE_CARRY_OUT: COMMUNE,
    P.CLASS_READ: COMMUNE, P.CLASS_PLAN: COMMUNE, P.CLASS_HOST: COMMUNE,
    P.CLASS_ATTENDEES: COMMUNE, P.MINUTES_LOCK: COMMUNE,
    P.SITE_READ: COMMUNE, P.SITE_MANAGE: COMMUNE, P.POSTER_REVOKE: COMMUNE,
    P.QUOTA_PREPARE: COMMUNE, P.QUOTA_READ: COMMUNE, P.TEAM_RATE: COMMUNE,
    P.DENOMINATOR_ENTER: COMMUNE, P.ISSUE_READ: COMMUNE, P.ISSUE_RESOLVE: COMMUNE,
    P.OUTBOX_REVIEW: COMMUNE, P.CAMPAIGN_READ: COMMUNE, P.VOLUNTEER_READ: COMMUNE,
    P.VOLUNTEER_PHONE: COMMUNE, P.AMBASSADOR_APPROVE: COMMUNE, P.REWARD_PROPOSE: COMMUNE,
    P.REPORT_PREPARE: COMMUNE, P.RANKING_DRAFT: COMMUNE, P.NAMES_DOWNLOAD: COMMUNE,
    P.FIGURES_DOWNLOAD: COMMUNE, P.ACCOUNT_MANAGE: COMMUNE,
    P.ACCOUNT_INVITE: COMMUNE, P.ACCOUNT_RESET: COMMUNE, P.VILLAGE_MANAGE: COMMUNE,
    P.TEAM_MANAGE: COMMUNE, P.JOURNAL_READ: COMMUNE,
}  # fmt: skip

_COMMUNE_HEAD = _FOCAL_OFFICER | {P.QUOTA_ASSIGN: COMMUNE, P.REPORT_APPROVE: COMMUNE}

_COMMUNE_YOUTH = _IN_THE_FIELD | {
    P.MENTORING_LOG: OWN, P.SKILL_MARK: OWN, P.ERASURE_RECEIVE: COMMUNE,
    P.CLASS_READ: COMMUNE, P.CLASS_PLAN: COMMUNE, P.CLASS_HOST: OWN, P.CLASS_ATTENDEES: OWN,
    P.MINUTES_LOCK: OWN, P.SITE_READ: COMMUNE, P.SITE_ASK: COMMUNE,
    P.QUOTA_READ: COMMUNE, P.ISSUE_READ: OWN,
    P.CAMPAIGN_READ: COMMUNE, P.SHIFT_LEAD: COMMUNE,
    P.CAMPAIGN_MANAGE: COMMUNE, P.SHIFT_ASSIGN: COMMUNE, P.SHIFT_SIGN_UP: OWN,
    P.SHIFT_CONFIRM: COMMUNE, P.VOLUNTEER_READ: COMMUNE,
    P.VOLUNTEER_PHONE: COMMUNE, P.AMBASSADOR_NOMINATE: COMMUNE,
    P.CERTIFICATE_ISSUE: COMMUNE, P.REWARD_PROPOSE: COMMUNE, P.REPORT_PREPARE: COMMUNE,
    P.REPORT_APPROVE: COMMUNE, P.RANKING_DRAFT: COMMUNE, P.FIGURES_DOWNLOAD: COMMUNE,
    P.ACCOUNT_MANAGE: COMMUNE,
    P.ACCOUNT_INVITE: COMMUNE, P.ACCOUNT_RESET: COMMUNE,
}  # fmt: skip

_PROVINCE_YOUTH = _IN_THE_FIELD | {
    P.QUOTA_READ: PROVINCE, P.ISSUE_READ: OWN,
    P.CAMPAIGN_READ: PROVINCE, P.SHIFT_LEAD: PROVINCE,
    P.CAMPAIGN_MANAGE: PROVINCE, P.SHIFT_ASSIGN: PROVINCE, P.SHIFT_SIGN_UP: OWN,
    P.SHIFT_CONFIRM: PROVINCE, P.VOLUNTEER_READ: PROVINCE,
    P.VOLUNTEER_PHONE: PROVINCE, P.AMBASSADOR_APPROVE: PROVINCE,
    P.CERTIFICATE_ISSUE: PROVINCE, P.REWARD_PROPOSE: PROVINCE, P.REPORT_PREPARE: PROVINCE,
    P.REPORT_APPROVE: PROVINCE, P.REPORT_RECEIVE: PROVINCE, P.RANKING_DRAFT: PROVINCE,
    P.FIGURES_DOWNLOAD: PROVINCE, P.ACCOUNT_MANAGE: PROVINCE,
    P.ACCOUNT_INVITE: PROVINCE, P.ACCOUNT_RESET: PROVINCE,
}  # fmt: skip

_PROVINCE_BOARD = _EVERYONE | {
    P.QUOTA_READ: PROVINCE, P.ISSUE_READ: PROVINCE, P.ISSUE_RESOLVE: PROVINCE,
    P.REPORT_RECEIVE: PROVINCE, P.RANKING_DRAFT: PROVINCE, P.RANKING_PUBLISH: PROVINCE,
    P.CATALOGUE_ASK: PROVINCE, P.FIGURES_DOWNLOAD: PROVINCE,
}  # fmt: skip

_ADMIN = _EVERYONE | {
    P.POSTER_REVOKE: ALL, P.ACCOUNT_MANAGE: ALL,
    P.ACCOUNT_INVITE: ALL, P.ACCOUNT_RESET: ALL, P.CATALOGUE_EDIT: ALL, P.VILLAGE_MANAGE: ALL,
    P.JOURNAL_READ: ALL, P.SYSTEM_MANAGE: ALL,
}  # fmt: skip

GRANTS: dict[Role, dict[Permission, Breadth]] = {
    Role.AMBASSADOR: _AMBASSADOR,
    Role.LEADER: _LEADER,
    Role.DEPUTY: _LEADER,
    Role.MEMBER: _MEMBER,
    Role.COMMUNE_HEAD: _COMMUNE_HEAD,
    Role.FOCAL_OFFICER: _FOCAL_OFFICER,
    Role.COMMUNE_YOUTH: _COMMUNE_YOUTH,
    Role.PROVINCE_YOUTH: _PROVINCE_YOUTH,
    Role.PROVINCE_BOARD: _PROVINCE_BOARD,
    Role.ADMIN: _ADMIN,
}

# Whoever was asked to host a class may do this at that class, however far their post reaches.
AS_HOST = {P.CLASS_READ, P.CLASS_HOST, P.CLASS_ATTENDEES}

# A minor's account never sees a phone number, whatever the post (day script 4).
_NOT_FOR_MINORS = {P.MENTEE_PHONE, P.VOLUNTEER_PHONE, P.NAMES_DOWNLOAD}


@dataclass(frozen=True)
class Post:
    """A role held at a place. The wider places are known from the narrower one."""

    role: Role
    province_id: int | None = None
    commune_id: int | None = None
    team_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Whoever asks. `is_minor` is under 18 by year of birth."""

    account_id: int
    name: str
    posts: tuple[Post, ...] = ()
    is_minor: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)


def grants(actor: Actor, permission: Permission) -> list[tuple[Post, Breadth]]:
    """Through which posts, and how far, the actor holds the permission. Empty: not at all."""
    if actor.is_minor and permission in _NOT_FOR_MINORS:
        return []
    return [
        (post, GRANTS[post.role][permission])
        for post in actor.posts
        if permission in GRANTS[post.role]
    ]


def can(actor: Actor, permission: Permission) -> bool:
    """One's own account stays in reach also before the first post and after the last."""
    return permission is P.OWN_ACCOUNT or bool(grants(actor, permission))
