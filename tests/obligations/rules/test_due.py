import random
import time
from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.demo import rule_reference
from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import Kind, Rule, add_months, due_dates, explain, parse_rule, resolve

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
SEEDS = st.integers(0, 2**32)


def case(seed: int) -> tuple[Rule, date, date, date | None, date | None]:
    return rule_reference.random_case(random.Random(seed))


def test_equal_to_the_independent_reference() -> None:
    cases, mismatches, _ = rule_reference.run(20_000, seed=2567)
    assert (cases, mismatches) == (20_000, 0)


def test_the_reference_notices_a_wrong_calculus() -> None:
    rule = Rule(kind=Kind.MONTHLY, days=(30,))
    found = rule_reference.reference(rule, date(2024, 2, 1), date(2024, 3, 31), None, None)
    assert found == [date(2024, 2, 29), date(2024, 3, 30)]


def test_machine_contract() -> None:
    assert explain("ทุกวันที่ 15 และ 30 ของทุกเดือน", date(2024, 1, 1), date(2024, 3, 31)) == {
        "rule": "ทุกวันที่ 15 และ 30 ของทุกเดือน",
        "due": ["2024-01-15", "2024-01-30", "2024-02-15", "2024-02-29", "2024-03-15", "2024-03-30"],
    }


def test_by_the_fifth_of_the_next_month_is_due_every_fifth() -> None:
    found = explain("ภายในวันที่ 5 ของเดือนถัดไป", date(2024, 1, 1), date(2024, 3, 5))
    assert found["due"] == ["2024-01-05", "2024-02-05", "2024-03-05"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("ทุกวันที่ 31 ของทุกเดือน", ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]),
        ("ทุกวันที่ 29 30 31", ["2023-01-29", "2023-01-30", "2023-01-31", "2023-02-28"]),
        ("ทุกวันศุกร์", ["2023-01-06", "2023-01-13", "2023-01-20", "2023-01-27"]),
        ("ทุกวันทำการ", ["2023-01-02", "2023-01-03", "2023-01-04", "2023-01-05"]),
        ("ทุกไตรมาส ภายในวันที่ 10 ของเดือนแรกของไตรมาสถัดไป", ["2023-01-10", "2023-04-10", "2023-07-10", "2023-10-10"]),
        ("ทุกวันสิ้นไตรมาส", ["2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"]),
        ("ทุกปี ภายในสิ้นเดือนกุมภาพันธ์", ["2023-02-28", "2024-02-29", "2025-02-28", "2026-02-28"]),
        ("ทุก 6 เดือน เริ่ม 31 สิงหาคม 2565", ["2023-02-28", "2023-08-31", "2024-02-29", "2024-08-31"]),
        ("ทุก 2 สัปดาห์ ครั้งแรกวันที่ 6 มกราคม 2566", ["2023-01-06", "2023-01-20", "2023-02-03", "2023-02-17"]),
    ],
)
def test_first_four_dates(text: str, due: list[str]) -> None:
    assert explain(text, date(2023, 1, 1), date(2027, 1, 1))["due"][:4] == due


def test_a_year_of_fifteen_day_visits_has_24() -> None:
    for text in ("เริ่ม 31 มีนาคม 2566", "ครั้งแรกวันที่ 15 เมษายน 2566"):
        rule = parse_rule(f"ทุก 15 วัน เป็นเวลา 1 ปี {text}")
        due = due_dates(rule, date(2023, 1, 1), date(2026, 1, 1))
        assert (due[0], due[-1], len(due)) == (date(2023, 4, 15), date(2024, 3, 25), 24)


def test_an_interval_without_start_counts_from_first_due() -> None:
    rule = Rule(kind=Kind.EVERY_N_DAYS, n=15, duration_days=60)
    window = date(2024, 1, 1), date(2024, 12, 31)
    assert due_dates(rule, *window) == []
    due = due_dates(rule, *window, first_due=date(2024, 1, 10))
    assert due == [date(2024, 1, 10), date(2024, 1, 25), date(2024, 2, 9), date(2024, 2, 24)]


def test_working_days_leave_holidays_out_and_nothing_else_does() -> None:
    holidays = {date(2023, 4, 13), date(2023, 4, 14)}
    window = date(2023, 4, 12), date(2023, 4, 17)
    assert due_dates(parse_rule("ทุกวันทำการ"), *window, holidays=holidays) == [date(2023, 4, 12), date(2023, 4, 17)]
    assert due_dates(parse_rule("ทุกวันที่ 13"), *window, holidays=holidays) == [date(2023, 4, 13)]


def test_days_from_receipt() -> None:
    rule = parse_rule("ภายใน 7 วัน นับแต่วันที่ได้รับหนังสือ")
    assert not rule.is_dated
    assert resolve(rule, date(2023, 4, 10)).dates == (date(2023, 4, 17),)
    working = parse_rule("ภายใน 3 วันทำการ")
    assert resolve(working, date(2023, 4, 12), {date(2023, 4, 13), date(2023, 4, 14)}).dates == (date(2023, 4, 19),)
    assert resolve(parse_rule("ทุกวัน"), date(2023, 4, 10)) == parse_rule("ทุกวัน")


@pytest.mark.parametrize("kind", ["immediately", "per_case", "on_event", "standing"])
def test_undated_kinds_have_no_dates(kind: str) -> None:
    assert due_dates(Rule(kind=Kind(kind)), date(2020, 1, 1), date(2030, 1, 1)) == []


@given(seed=SEEDS, cut=st.integers(0, 60))
@settings(max_examples=400, deadline=None)
def test_windows_add_up(seed: int, cut: int) -> None:
    rule, start, end, first_due, ends_on = case(seed)
    middle = min(start + timedelta(days=cut), end)
    bounds = {"first_due": first_due, "ends_on": ends_on}
    left = due_dates(rule, start, middle, **bounds)
    right = due_dates(rule, middle + timedelta(days=1), end, **bounds)
    whole = due_dates(rule, start, max(end, middle), **bounds)
    assert left + right == whole
    assert whole == sorted(set(whole))
    assert all(start <= day <= end for day in whole)
    assert first_due is None or all(day >= first_due for day in whole)
    assert ends_on is None or all(day <= ends_on for day in whole)


@given(day=st.integers(1, 31), start=DAYS)
def test_one_day_a_month_gives_each_month_exactly_one_date(day: int, start: date) -> None:
    start = start.replace(day=1)
    end = add_months(start, 24) - timedelta(days=1)
    due = due_dates(Rule(kind=Kind.MONTHLY, days=(day,)), start, end)
    assert len({(d.year, d.month) for d in due}) == len(due) == 24
    assert all(d.day == min(day, monthrange(d.year, d.month)[1]) for d in due)


@given(days=st.sets(st.integers(1, 31), min_size=2, max_size=5), start=DAYS)
def test_days_that_clamp_together_are_one_date(days: set[int], start: date) -> None:
    due = due_dates(Rule(kind=Kind.MONTHLY, days=tuple(days)), start, start + timedelta(days=800))
    assert due == sorted(set(due))


@given(seed=SEEDS)
@settings(max_examples=300, deadline=None)
def test_json_round_trip(seed: int) -> None:
    rule = case(seed)[0]
    assert Rule.from_json(rule.to_json()) == rule


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "hourly"},
        {"kind": "monthly", "days": [0]},
        {"kind": "monthly", "days": [32]},
        {"kind": "weekly", "days": [8]},
        {"kind": "every_n_days"},
        {"kind": "every_n_days", "n": 0},
        {"kind": "yearly", "months": [13]},
        {"kind": "monthly", "month_offset": 2},
        {"kind": "once", "dates": ["2023-02-29"]},
        {"kind": "daily", "colour": "red"},
        {"kind": "monthly", "days": ["5"]},
    ],
)
def test_a_rule_that_cannot_be_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(Problem) as problem:
        Rule.from_json(data)
    assert problem.value.code == "obligations.rule_invalid"


def test_a_year_costs_microseconds() -> None:
    rule = parse_rule("ทุกวันที่ 15 และ 30")
    began = time.process_time()
    for _ in range(1000):
        due_dates(rule, date(2024, 1, 1), date(2024, 12, 31))
    # Seven microseconds on an idle machine; the bound only catches a change of order.
    assert (time.process_time() - began) / 1000 < 200e-6
