"""Every table, for migrations and tests."""

from tracker.accounts.models import (
    Account,
    Invitation,
    Membership,
    RateHit,
    Request,
    ResetCode,
    SignIn,
)
from tracker.campaigns.models import Campaign, CampaignSkill, Goal, Signup, Squad, Wave
from tracker.certificates.models import Certificate, CertificateCheck
from tracker.checkins.models import CheckIn, GuidePresence
from tracker.classes.models import ClassHost, ClassProposal, ClassSession, ClassSkill
from tracker.core.journal import JournalEntry
from tracker.core.receipts import Receipt
from tracker.core.settings import Setting
from tracker.indicators.models import PlaceFigure
from tracker.machines.models import Machine
from tracker.mentees.models import Card, Consent, Mentee, Mentorship
from tracker.mentoring.models import Issue, IssueEvent, Meeting, MeetingMentee, SupportTurn
from tracker.outbox.models import Review
from tracker.papers.models import ExportJob
from tracker.places.models import (
    Commune,
    FormerName,
    Poster,
    Province,
    Site,
    SiteProposal,
    Team,
    Village,
)
from tracker.quotas.models import CommuneRule, Quota, QuotaDecision, QuotaRevision, TeamRating
from tracker.rankings.models import Ranking, RankingComment
from tracker.reports.models import Report, TeamPart
from tracker.rewards.models import Reward
from tracker.shifts.models import Assignment, Shift, ShiftRole
from tracker.skills.models import Module, Skill, SkillMark, SkillSet, SkillSetItem
from tracker.snapshots.models import Snapshot
from tracker.totals import triggers  # noqa: F401 - they come with the tables
from tracker.volunteers.models import Volunteer

__all__ = [
    "Account", "Assignment", "Campaign", "CampaignSkill", "Card", "Certificate", "CertificateCheck",
    "CheckIn", "ClassHost", "ClassProposal", "ClassSession", "ClassSkill", "Commune", "CommuneRule",
    "Consent", "ExportJob", "FormerName", "Goal", "GuidePresence", "Invitation", "Issue",
    "IssueEvent", "JournalEntry", "Machine", "Meeting", "MeetingMentee", "Membership", "Mentee",
    "Mentorship", "Module", "PlaceFigure", "Poster", "Province", "Quota", "QuotaDecision",
    "QuotaRevision", "Ranking", "RankingComment", "RateHit", "Receipt", "Report", "Request",
    "ResetCode", "Review", "Reward", "Setting", "Shift", "ShiftRole", "SignIn", "Signup", "Site",
    "SiteProposal", "Skill", "SkillMark", "SkillSet", "SkillSetItem", "Snapshot", "Squad",
    "SupportTurn", "Team", "TeamPart", "TeamRating", "Village", "Volunteer", "Wave",
]  # fmt: skip
