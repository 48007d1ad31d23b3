"""Rows of the activities room, by noun."""

from __future__ import annotations

from tidtam.activities.models.activity import Activity, Flag, Photo, Print, Used
from tidtam.activities.models.knowledge import KnowledgeFile, KnowledgeRead, KnowledgeSet, KnowledgeShare
from tidtam.activities.models.plan import Finding, Inspection, NamedArea, Project, Target

__all__ = [
    "Activity", "Finding", "Flag", "Inspection", "KnowledgeFile", "KnowledgeRead", "KnowledgeSet", "KnowledgeShare",
    "NamedArea", "Photo", "Print", "Project", "Target", "Used",
]  # fmt: skip
