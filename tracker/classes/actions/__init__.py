"""What is done to a class: planned, opened, ended, written up; and asked for."""

from tracker.classes.actions.asking import (
    accept_class,
    accept_site,
    as_plan,
    ask_for_class,
    ask_for_site,
    decline,
)
from tracker.classes.actions.door import close_check_in, open_check_in
from tracker.classes.actions.minutes import (
    GROUPS,
    Listed,
    Minutes,
    correct,
    figures,
    lock,
    note,
    unlock,
)
from tracker.classes.actions.planning import (
    ClassPlan,
    add_host,
    cancel,
    edit,
    plan,
    remove_host,
)

__all__ = [
    "GROUPS",
    "ClassPlan",
    "Listed",
    "Minutes",
    "accept_class",
    "accept_site",
    "add_host",
    "as_plan",
    "ask_for_class",
    "ask_for_site",
    "cancel",
    "close_check_in",
    "correct",
    "decline",
    "edit",
    "figures",
    "lock",
    "note",
    "open_check_in",
    "plan",
    "remove_host",
    "unlock",
]
