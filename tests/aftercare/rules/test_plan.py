"""The plan of visits: golden days, tiling windows, leap years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.aftercare.rules.plan import Parameters, plan, year_after
from tidtam.kernel.problem import Problem

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))


def test_golden_days_of_the_source_letters() -> None:
    made = plan(date(2023, 3, 31))
    assert len(made.rounds) == 24
    assert (made.rounds[0].due, made.rounds[0].start, made.rounds[0].end) == (
        date(2023, 4, 15), date(2023, 4, 8), date(2023, 4, 22),
    )  # fmt: skip
    assert made.rounds[-1].due == date(2024, 3, 25)
    assert (made.closing.due, made.closing.start, made.closing.end) == (
        date(2024, 3, 31), date(2024, 3, 24), date(2024, 4, 30),
    )  # fmt: skip


def test_29_february_closes_on_28_february() -> None:
    assert plan(date(2024, 2, 29)).closing.due == date(2025, 2, 28)
    assert year_after(date(2023, 2, 28)) == date(2024, 2, 28)


@given(DAYS)
def test_windows_tile_days_8_to_367_and_a_day_belongs_to_one_round_or_none(completed: date) -> None:
    made = plan(completed)
    for offset in range(-3, 375):
        day = completed + timedelta(days=offset)
        holding = [slot.n for slot in made.rounds if slot.holds(day)]
        assert len(holding) == (1 if 8 <= offset <= 367 else 0)
        assert made.round_of(day) == (holding[0] if holding else None)


@given(DAYS, st.integers(1, 40), st.integers(1, 31), st.integers(0, 15), st.integers(-500, 1500))
def test_any_parameters_give_one_round_or_none(completed: date, rounds: int, every: int, window: int, at: int) -> None:
    if 2 * window >= every:
        with pytest.raises(Problem):
            Parameters(rounds=rounds, interval_days=every, window_days=window)
        return
    made = plan(completed, Parameters(rounds=rounds, interval_days=every, window_days=window))
    day = completed + timedelta(days=at)
    holding = [slot.n for slot in made.rounds if slot.holds(day)]
    assert made.round_of(day) == (holding[0] if holding else None)
    assert len(holding) <= 1


def test_json_is_plain() -> None:
    said = plan(date(2023, 3, 31)).as_json()
    assert said["rounds"][0] == {"n": 1, "due": "2023-04-15", "from": "2023-04-08", "to": "2023-04-22"}
    assert said["closing"] == {"due": "2024-03-31", "from": "2024-03-24", "to": "2024-04-30"}


def test_a_year_nobody_means_is_refused() -> None:
    with pytest.raises(Problem, match="completed_on"):
        plan(date(2566, 3, 31))
    with pytest.raises(Problem):
        Parameters(rounds=0)
    with pytest.raises(Problem):
        Parameters(closing_after=-1)
