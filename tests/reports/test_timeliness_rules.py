"""Who will miss the next date: points, reasons, and shares that can never pass 100."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.reports.rules.timeliness import Ahead, Risk, Standing, forecast

DUE = date(2026, 11, 30)


def _ahead(**other) -> Ahead:
    return Ahead(**({"due_on": DUE, "working_days": 8, "past": ["on_time"] * 6, "begun": False} | other))


@pytest.mark.parametrize(
    ("ahead", "risk"),
    [
        (_ahead(), Risk(0, ())),
        (_ahead(past=[]), Risk(0, ())),  # nobody is judged by a past he has not
        (_ahead(past=["late"] + ["on_time"] * 5), Risk(1, ("late_before",))),
        (_ahead(past=["missing"] * 6), Risk(2, ("late_before",))),
        (_ahead(working_days=2), Risk(1, ("not_begun",))),
        (_ahead(working_days=1, begun=True), Risk(0, ())),
        (_ahead(working_days=2, past=["late"] * 2 + ["on_time"] * 4), Risk(2, ("not_begun", "late_before"))),
        (_ahead(working_days=2, begun=True, below=32, below_missing=1), Risk(1, ("below_missing",))),
        (
            _ahead(working_days=2, begun=True, below=32, below_missing=16, slack=0),
            Risk(2, ("below_missing", "no_slack")),
        ),
        (_ahead(working_days=9, begun=True, below=32, below_missing=32, slack=0), Risk(0, ())),  # they still have time
        (_ahead(working_days=1, returned=True, slack=0), Risk(2, ("returned", "no_slack"))),
        (_ahead(working_days=1, begun=True, past=["late"] * 3), Risk(2, ("late_before", "few_days"))),
        (_ahead(past=["missing"]), Risk(1, ("late_before",))),  # once is no habit
    ],
)
def test_a_forecast_says_why(ahead, risk):
    assert forecast(ahead) == risk


_COUNTS = st.builds(Standing, *[st.integers(0, 9_999)] * 4)


@given(_COUNTS, _COUNTS)
def test_shares_stay_within_a_hundred_and_add_up(one, other):
    both = one + other
    assert both.owed == one.owed + other.owed
    for standing in (one, other, both):
        if not standing.owed:
            assert standing.completeness is None is standing.timeliness
            continue
        assert 0 <= standing.timeliness <= standing.completeness <= 100
        assert (standing.completeness == 100) == (standing.missing == 0)
        assert (standing.timeliness == 100) == (standing.missing == standing.late == 0)
