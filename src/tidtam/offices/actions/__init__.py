"""Every write of the office tree."""

from tidtam.offices.actions.loading import load_tree
from tidtam.offices.actions.tree import close, create, edit, move, rename_or_retype, set_areas

__all__ = ["close", "create", "edit", "load_tree", "move", "rename_or_retype", "set_areas"]
