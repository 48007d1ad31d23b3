"""Where figures come from: the sources of all rooms, and what rows said at the version that was signed."""

from tidtam.reports.facts.kept import said
from tidtam.reports.facts.sources import SOURCES, Rows, Source, leaves, rows, source, total

__all__ = ["SOURCES", "Rows", "Source", "leaves", "rows", "said", "source", "total"]
