"""The code's rights against the matrix of permissions, which is written here as it was founded.

O own · T own team · C own commune · P own province · A all; – none; "." what the code grants
by another name or through a finer rule, said beside it.
"""

import pytest

from tracker.policy import GRANTS, Actor, Breadth, Permission, Post, Role, can, grants

COLUMNS = {
    "AMB": [Role.AMBASSADOR],
    "TL": [Role.LEADER, Role.DEPUTY],
    "CH": [Role.COMMUNE_HEAD, Role.FOCAL_OFFICER],
    "CYU": [Role.COMMUNE_YOUTH],
    "PYU": [Role.PROVINCE_YOUTH],
    "PSC": [Role.PROVINCE_BOARD],
    "ADM": [Role.ADMIN],
}
LETTERS = {
    "O": Breadth.OWN, "T": Breadth.TEAM, "C": Breadth.COMMUNE, "P": Breadth.PROVINCE,
    "A": Breadth.ALL, "–": None,
}  # fmt: skip

P = Permission
# action: AMB TL CH CYU PYU PSC ADM
MATRIX = {
    # Learners and mentoring
    P.MENTEE_ADD: "O T C – – – –",
    P.MENTEE_READ: "O T C – – – –",
    P.MENTEE_PHONE: "O T C – – – –",  # TL and CH: with a reason, journalled
    P.MENTEE_EDIT: "O T C – – – –",
    P.MENTEE_TRANSFER: "– T C – – – –",
    P.MENTEE_TRANSFER_ASK: "O – – – – – –",
    P.MENTORING_LOG: "O T – O – – –",
    P.SKILL_MARK: "O T – O – – –",
    P.SKILL_UNDO: "O T C – – – –",  # AMB: within 24 hours
    P.VNEID_RECORD: "O T – – – – –",
    P.ERASURE_RECEIVE: "O T C C – – –",
    P.ERASURE_CARRY_OUT: "– – C – – – –",  # ADM only on a written order: no right in the code
    # Classes, sites, check-in
    P.CLASS_PLAN: "– T C C – – –",
    P.CLASS_ASK: "T – – – – – –",
    P.CLASS_HOST: "O T C O – – –",
    P.CLASS_ATTENDEES: "O T C O – – –",
    P.MINUTES_LOCK: "– T C O – – –",
    P.SITE_MANAGE: "– – C – – – –",
    P.SITE_ASK: "T T – C – – –",
    P.POSTER_REVOKE: "– – C – – – A",
    P.OUTBOX_REVIEW: "– T C – – – –",  # what a phone kept and no longer fits
    # Quotas, indicators, issues
    P.QUOTA_PREPARE: "– – C – – – –",
    P.QUOTA_READ: "T T C C P P –",
    P.TEAM_RATE: "– – C – – – –",
    P.DENOMINATOR_ENTER: "– – C – – – –",
    P.ISSUE_RAISE: "O O O O O – –",
    P.ISSUE_RESOLVE: "– T C – – P –",
    # Volunteers and campaigns
    P.CAMPAIGN_MANAGE: "– – – C P – –",
    P.SHIFT_PROPOSE: "– T – – – – –",
    P.SHIFT_ASSIGN: "– – – C P – –",
    P.SHIFT_SIGN_UP: "O O – O O – –",
    P.SHIFT_CONFIRM: "– T – C P – –",
    P.VOLUNTEER_READ: "T T C C P – –",
    P.VOLUNTEER_PHONE: "T T C C P – –",
    P.AMBASSADOR_NOMINATE: "– T – C – – –",
    P.AMBASSADOR_APPROVE: "– – C – P – –",
    P.CERTIFICATE_ISSUE: "– – – C P – –",
    P.REWARD_PROPOSE: "– T C C P – –",
    # Reports, rankings, exports
    P.REPORT_PREPARE: "– T C C P – –",
    P.REPORT_RECEIVE: "– – – – P P –",
    P.RANKING_DRAFT: "– – C C P P –",
    P.RANKING_PUBLISH: "– – – – – P –",
    P.NAMES_DOWNLOAD: "– T C – – – –",
    P.FIGURES_DOWNLOAD: "– T C C P P –",
    # Administration
    P.ACCOUNT_MANAGE: "– – C C P – A",
    P.CATALOGUE_EDIT: "– – – – – – A",
    P.CATALOGUE_ASK: "– – – – – P –",
    P.VILLAGE_MANAGE: "– – C – – – A",
    P.JOURNAL_READ: "– – C – – – A",
    P.SYSTEM_MANAGE: "– – – – – – A",
}

# "C†": the focal officer prepares, the head decides.
ONLY_THE_HEAD = {P.QUOTA_ASSIGN, P.REPORT_APPROVE}

# Not in the matrix: reading what the role works with, and everybody's own account.
BESIDES = {
    P.CLASS_READ, P.CLASS_JOIN, P.CAMPAIGN_READ, P.SHIFT_LEAD, P.SITE_READ, P.ISSUE_READ,
    P.TEAM_MANAGE, P.ACCOUNT_INVITE,
    P.ACCOUNT_RESET, P.OWN_ACCOUNT,
}  # fmt: skip


@pytest.mark.parametrize("permission", MATRIX)
def test_the_code_grants_what_the_matrix_says(permission):
    expected = dict(zip(COLUMNS, MATRIX[permission].split(), strict=True))
    for column, roles in COLUMNS.items():
        granted = {GRANTS[role].get(permission) for role in roles}
        assert granted == {LETTERS[expected[column]]}, column


def test_every_permission_stands_in_the_matrix_or_is_said_to_stand_beside_it():
    assert set(Permission) == set(MATRIX) | ONLY_THE_HEAD | BESIDES


@pytest.mark.parametrize("permission", sorted(ONLY_THE_HEAD))
def test_what_binds_the_commune_needs_its_head(permission):
    assert GRANTS[Role.COMMUNE_HEAD][permission] is Breadth.COMMUNE
    assert permission not in GRANTS[Role.FOCAL_OFFICER]


def test_names_of_learners_never_leave_the_commune():
    for role in (Role.PROVINCE_YOUTH, Role.PROVINCE_BOARD, Role.COMMUNE_YOUTH, Role.ADMIN):
        assert not {P.MENTEE_READ, P.MENTEE_PHONE, P.NAMES_DOWNLOAD} & set(GRANTS[role])


def test_rights_of_several_posts_add_up():
    both = Actor(1, "", (Post(Role.AMBASSADOR, 1, 10, 100), Post(Role.LEADER, 1, 10, 101)))
    assert {breadth for _, breadth in grants(both, P.MENTEE_READ)} == {Breadth.OWN, Breadth.TEAM}
    assert can(both, P.MINUTES_LOCK)


def test_a_member_may_not_touch_learners():
    assert not {permission for permission in GRANTS[Role.MEMBER] if permission.startswith("mentee")}


@pytest.mark.parametrize("permission", [P.MENTEE_PHONE, P.VOLUNTEER_PHONE, P.NAMES_DOWNLOAD])
def test_minors_never_see_phone_numbers(permission):
    leader = Actor(1, "", (Post(Role.LEADER, 1, 10, 100),), is_minor=True)
    assert not can(leader, permission)
    assert can(leader, P.MENTEE_READ)


def test_whoever_holds_no_post_keeps_their_own_account_and_nothing_else():
    nobody = Actor(1, "")
    assert {permission for permission in Permission if can(nobody, permission)} == {P.OWN_ACCOUNT}
