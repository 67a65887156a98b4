"""What is done with goals."""

from tracker.quotas.actions.closing import close, set_rules
from tracker.quotas.actions.giving import Decision, assign, prepare
from tracker.quotas.actions.revising import revise, write_number

__all__ = ["Decision", "assign", "close", "prepare", "revise", "set_rules", "write_number"]
