"""Figures of aftercare: aggregates with no names in them.

Rounds and visits count for `counted_office` (fixed when a round closes or a visit is written), cases and needs for the
office answerable now. A district therefore keeps the visits it made to people who have moved away, whose rows its wall
no longer shows: counting opens the wall, listing never does. Source: design §3.8–3.10.
"""

from tidtam.aftercare.facts.counted import Round24, retention
from tidtam.aftercare.facts.measures import R2, Asked, Measure, report
from tidtam.aftercare.facts.standing import National, national
from tidtam.aftercare.facts.telling import told_report
from tidtam.aftercare.rules.periods import (
    half_end,
    half_of,
    half_start,
    period_asked,
    period_end,
    period_of,
    period_start,
)

__all__ = [
    "R2", "Asked", "Measure", "National", "Round24", "half_end", "half_of", "half_start", "national", "period_asked",
    "period_end", "period_of", "period_start", "report", "retention", "told_report",
]  # fmt: skip
