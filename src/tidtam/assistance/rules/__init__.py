"""The rules of the room as values, without a database: the ledger of needs, the way of a request."""

from tidtam.assistance.rules.needs import Standing, Step, balanced, bucket_on, change, opening, standing
from tidtam.assistance.rules.requests import (
    Next,
    after_needs,
    allowed,
    announce_until,
    announceable,
    answer_by,
    answers_citizens,
    landing,
    next_step,
    overdue_climbs,
    track_of,
)

__all__ = [
    "Next", "Standing", "Step", "after_needs", "allowed", "announce_until", "announceable", "answer_by",
    "answers_citizens", "balanced", "bucket_on", "change", "landing", "next_step", "opening", "overdue_climbs",
    "standing", "track_of",
]  # fmt: skip
