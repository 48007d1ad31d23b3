"""The status of a case: every code from every status, and out-of-order visits."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.aftercare.choices import CaseStatus, Result
from tidtam.aftercare.rules.cases import CaseEffect, Told, after_visit, after_visits, is_latest, next_tracing

LIVE = ("registered", "active", "suspended", "lost")
EXPECTED = {
    "F1": CaseEffect("active"),
    "F2": CaseEffect("active"),
    "F3": CaseEffect("active"),
    "C1": CaseEffect("active"),
    "N1": CaseEffect("active", not_found=1),
    "M1": CaseEffect("active", opens_transfer="district"),
    "M2": CaseEffect("active", opens_transfer="province"),
    "J1": CaseEffect("suspended", "jailed", suspends="jailed"),
    "H1": CaseEffect("suspended", "hospital", suspends="hospital"),
    "O1": CaseEffect("suspended", "ordained", suspends="ordained"),
    "O2": CaseEffect("suspended", "conscripted", suspends="conscripted"),
    "O3": CaseEffect("suspended", "abroad", suspends="abroad"),
    "D1": CaseEffect("closed", "deceased", closes="deceased"),
    "T1": CaseEffect("closed", "re_entered", closes="re_entered"),
    "R1": CaseEffect("active", proposes_close="refused"),
    "X1": CaseEffect("active", proposes_close="not_a_case"),
}


def test_every_code_is_in_the_table() -> None:
    assert set(EXPECTED) == set(Result.values)


@pytest.mark.parametrize("code", Result.values)
@pytest.mark.parametrize("status", ["registered", "active"])
def test_every_code_from_an_open_case(status: str, code: str) -> None:
    assert after_visit(status, 0, code) == EXPECTED[code]


@pytest.mark.parametrize("code", Result.values)
@pytest.mark.parametrize("status", ["closed", "completed"])
def test_no_visit_opens_what_has_ended(status: str, code: str) -> None:
    effect = after_visit(status, 2, code, reason="refused")
    assert (effect.status, effect.reason, effect.ignored) == (status, "refused", True)


@pytest.mark.parametrize("code", Result.values)
def test_every_code_from_a_suspension(code: str) -> None:
    effect = after_visit("suspended", 0, code, reason="jailed")
    if code in ("N1", "J1"):
        assert effect == CaseEffect("suspended", "jailed")
    else:
        assert effect.resumes
        assert effect.status == EXPECTED[code].status
        assert effect.suspends == EXPECTED[code].suspends


@pytest.mark.parametrize("code", Result.values)
def test_every_code_from_lost(code: str) -> None:
    effect = after_visit("lost", 3, code)
    if code == "N1":
        assert effect == CaseEffect("lost", not_found=4)
    else:
        assert effect.status == EXPECTED[code].status
        assert effect.not_found == 0


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(ValueError):
        after_visit("active", 0, "Z9")


def told(*codes: str) -> list[Told]:
    return [Told(date(2026, 1, 1) + timedelta(days=15 * n), f"v{n}", code) for n, code in enumerate(codes)]


def test_three_not_found_in_a_row_are_lost_once() -> None:
    assert after_visits(told("F1", "N1", "N1")).status == CaseStatus.ACTIVE
    third = after_visits(told("F1", "N1", "N1", "N1"))
    assert (third.status, third.tracing_task) == ("lost", True)
    fourth = after_visits(told("N1", "N1", "N1", "N1"))
    assert (fourth.status, fourth.tracing_task, fourth.not_found) == ("lost", False, 4)
    assert after_visits(told("N1", "N1", "C1", "N1")).status == "active"
    assert after_visits(told("N1", "N1", "N1", "F1")).status == "active"


def test_two_members_of_one_day_are_one_attempt() -> None:
    day = date(2026, 1, 1)
    both = [Told(day, "a", "N1"), Told(day, "b", "N1"), Told(day + timedelta(days=3), "c", "N1")]
    assert after_visits(both).not_found == 2
    found = [Told(day, "z", "N1"), Told(day, "a", "F1")]
    assert after_visits(found) == CaseEffect("active")


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(Result.values)), max_size=5))
def test_the_order_of_arrival_does_not_matter(made: list[tuple[int, str]]) -> None:
    visits = [Told(date(2026, 1, 1) + timedelta(days=on), str(n), code) for n, (on, code) in enumerate(made)]
    assert len({after_visits(order) for order in permutations(visits)}) <= 1


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Result.values)), min_size=1, max_size=30))
def test_status_is_always_one_of_the_machine(made: list[tuple[int, str]]) -> None:
    visits = [Told(date(2026, 1, 1) + timedelta(days=on), str(n), code) for n, (on, code) in enumerate(made)]
    effect = after_visits(visits)
    assert effect.status in CaseStatus.values
    assert bool(effect.reason) == (effect.status in ("suspended", "closed"))
    assert sum(is_latest(one, visits) for one in visits) == 1


def test_tracing_comes_monthly_and_stays_in_the_month() -> None:
    assert next_tracing(date(2026, 1, 31)) == date(2026, 2, 28)
    assert next_tracing(date(2026, 12, 5)) == date(2027, 1, 5)
