"""The course of a case as its visits tell it, in the order of their days: status, spans of suspension, the end.

The course after a visit that came late equals the course had it come in time. What a recorder decided by hand is not
part of it: the action compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from tidtam.aftercare.choices import CaseStatus, Result
from tidtam.aftercare.rules.cases import CaseEffect, Told, after_visit


def order(told: Told) -> tuple[date, bool, str]:
    """Return what visits are sorted by: their day; of one day, who found nobody comes first (as in `rules.cases`)."""
    return (told.visited_on, told.result != Result.N1, told.key)


@dataclass(frozen=True, slots=True)
class Span:
    """A suspension as visits tell it: [since, until), open while `until` is None."""

    kind: str
    since: date
    until: date | None = None


class Course(NamedTuple):
    """Where the visits have led: `reason` is the kind of suspension or closing that holds now."""

    status: str = CaseStatus.ACTIVE
    reason: str = ""
    not_found: int = 0
    spans: tuple[Span, ...] = ()
    closed_on: date | None = None
    lost_on: date | None = None
    last: Told | None = None

    def then(self, told: Told) -> Course:
        """Return the course after one more visit, later in order than the last."""
        if told.result == Result.N1 and self.last and told.visited_on == self.last.visited_on:
            return self._replace(last=told)
        effect = after_visit(self.status, self.not_found, told.result, reason=self.reason)
        return self.by_effect(effect, told)

    def by_effect(self, effect: CaseEffect, told: Told) -> Course:
        """Return the course with what an effect begins and ends on the day of a visit."""
        spans = self.spans
        if effect.resumes and spans and spans[-1].until is None:
            spans = (*spans[:-1], replace(spans[-1], until=max(spans[-1].since, told.visited_on)))
        if effect.suspends:
            spans = (*spans, Span(effect.suspends, told.visited_on))
        lost = effect.status == CaseStatus.LOST
        return Course(
            effect.status,
            effect.reason,
            effect.not_found,
            spans,
            told.visited_on if effect.closes else self.closed_on,
            (self.lost_on or told.visited_on) if lost else None,
            told,
        )


def follow(visits: Iterable[Told]) -> Course:
    """Return the course of a case from all its visits, whatever order they arrived in."""
    course = Course()
    for told in sorted(visits, key=order):
        course = course.then(told)
    return course
