"""What is done to shifts: planned, joined, filled, worked."""

from tracker.shifts.actions.bulk import Bulk, Bulked, place_all
from tracker.shifts.actions.closing import move_on
from tracker.shifts.actions.copying import Copied, copy_plan
from tracker.shifts.actions.joining import Joined, Wish, add_wishes, give_up, sign_up
from tracker.shifts.actions.parting import correct, withdraw
from tracker.shifts.actions.placing import (
    Placed,
    Placing,
    answer,
    lead,
    place,
    propose,
    take_off,
)
from tracker.shifts.actions.planning import Block, Change, cancel, edit, plan
from tracker.shifts.actions.taking_part import let_in
from tracker.shifts.actions.training import enrol
from tracker.shifts.actions.working import (
    close_shift,
    come,
    early,
    leave,
    log_turns,
    note_hours,
    open_shift,
)

__all__ = [
    "Block",
    "Bulk",
    "Bulked",
    "Change",
    "Copied",
    "Joined",
    "Placed",
    "Placing",
    "Wish",
    "add_wishes",
    "answer",
    "cancel",
    "close_shift",
    "come",
    "copy_plan",
    "correct",
    "early",
    "edit",
    "enrol",
    "give_up",
    "lead",
    "leave",
    "let_in",
    "log_turns",
    "move_on",
    "note_hours",
    "open_shift",
    "place",
    "place_all",
    "plan",
    "propose",
    "sign_up",
    "take_off",
    "withdraw",
]
