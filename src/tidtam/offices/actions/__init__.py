"""Every write of the office tree."""

from tidtam.offices.actions.imports import apply_import, check_import, preview, undo_import
from tidtam.offices.actions.loading import load_tree
from tidtam.offices.actions.tree import close, create, edit, move, rename_or_retype, set_areas

__all__ = [
    "apply_import",
    "check_import",
    "close",
    "create",
    "edit",
    "load_tree",
    "move",
    "preview",
    "rename_or_retype",
    "set_areas",
    "undo_import",
]
