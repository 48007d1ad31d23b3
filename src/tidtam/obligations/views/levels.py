"""The time each level has: who must send before whom, and how many days lie between."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tidtam.kernel.actor import Actor
from tidtam.obligations import access, queries
from tidtam.obligations.choices import Level, ObligationKind, ObligationState
from tidtam.obligations.models import Obligation
from tidtam.obligations.rules import due_dates, slack
from tidtam.obligations.views.showing import rule_words

ORDER = (Level.LGO, Level.DISTRICT, Level.PROVINCE, Level.DEPARTMENT)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between one level's date and the next one's; none or less is no slack."""

    below: Obligation
    above: Obligation
    days: int

    @property
    def tight(self) -> bool:
        """Say whether no time is left."""
        return self.days <= 0

    @property
    def below_level(self) -> str:
        """Return the lower level in Thai."""
        return str(Level(self.below.from_level).label)

    @property
    def above_level(self) -> str:
        """Return the upper level in Thai."""
        return str(Level(self.above.from_level).label)

    @property
    def above_rule(self) -> str:
        """Return the upper rule in Thai."""
        return rule_words(self.above.value)


def gaps(obligations: Iterable[Obligation]) -> list[Gap]:
    """Pair the live dated obligations of one family of letters, level by level. Shape: one query.

    With several of a level, each is measured against the nearest upper one.
    """
    live = [one for one in obligations if one.state == ObligationState.LIVE and one.kind == ObligationKind.DATED]
    family = queries.families(one.letter_id for one in live)
    found = []
    for below in live:
        if below.from_level not in ORDER:
            continue
        for level in ORDER[ORDER.index(Level(below.from_level)) + 1 :]:
            uppers = [
                one for one in live
                if one.from_level == level and family[one.letter_id] == family[below.letter_id]
            ]  # fmt: skip
            measured = [(days, one) for one in uppers if (days := slack(below.value, one.value)) is not None]
            if measured:
                days, above = min(measured, key=lambda pair: pair[0])
                found.append(Gap(below, above, days))
                break
    return found


def of(actor: Actor, obligation: Obligation, due_on: date) -> list[dict[str, object]]:
    """Return the levels round one duty, lowest first, each with its date near `due_on` and the days before the next.

    Shape: [{"level", "on", "here", "days"}]; empty when only one level is known.
    """
    related = queries.related_letters(obligation.letter_id)
    known = list(
        access.obligations(actor)
        .filter(letter__in=related, kind=ObligationKind.DATED, state=ObligationState.LIVE)
        .exclude(pk=obligation.pk)[:100]
    )
    mine = [one for one in (obligation, *known) if one.from_level in ORDER]
    rows: list[dict[str, object]] = []
    for level in ORDER:
        of_level = [one for one in mine if one.from_level == level]
        one = next((o for o in of_level if o.pk == obligation.pk), of_level[0] if of_level else None)
        if one is None:
            continue
        here = one.pk == obligation.pk
        day = due_on if here else _near(one, due_on, after=ORDER.index(level) > _place(obligation))
        rows.append({"level": str(Level(level).label), "on": day, "here": here, "days": None})
    for row, following in pairwise(rows):
        if isinstance(row["on"], date) and isinstance(following["on"], date):
            row["days"] = (following["on"] - row["on"]).days
    return rows if len(rows) > 1 else []


def _place(obligation: Obligation) -> int:
    return ORDER.index(Level(obligation.from_level)) if obligation.from_level in ORDER else 0


def _near(obligation: Obligation, due_on: date, *, after: bool) -> date | None:
    reach = timedelta(days=400)
    try:
        if after:
            return next(iter(due_dates(obligation.value, due_on, due_on + reach)), None)
        return next(reversed(due_dates(obligation.value, due_on - reach, due_on)), None)
    except OverflowError:
        return None
