"""The synthetic nation: offices, teams, and a programme year of invented people; the same seed, the same rows."""

from tidtam.demo.nation.tree import load_tree

__all__ = ["load_tree"]
