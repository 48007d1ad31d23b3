"""Every write about people: register, edit, hand over, merge and undo a merge."""

from tidtam.people.actions.changing import edit, give_notice, set_address, set_caregiver
from tidtam.people.actions.copying import copy_many, copy_to_purpose
from tidtam.people.actions.merging import merge, unmerge
from tidtam.people.actions.moving import move_scope
from tidtam.people.actions.placing import keep_positions
from tidtam.people.actions.registering import register, register_many

__all__ = [
    "copy_many", "copy_to_purpose", "edit", "give_notice", "keep_positions", "merge", "move_scope", "register",
    "register_many", "set_address", "set_caregiver", "unmerge",
]  # fmt: skip
