import random
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.demo import rule_reference
from tidtam.obligations.rules import Kind, due_dates, parse_rule, period_of, slack, warnings
from tidtam.thai.holidays import seed


@pytest.mark.parametrize(
    ("text", "due", "first", "last"),
    [
        ("ทุกวันที่ 15 และ 30", "2024-04-15", "2024-03-31", "2024-04-15"),
        ("ทุกวันที่ 15 และ 30", "2024-05-15", "2024-05-01", "2024-05-15"),
        ("ทุกวันที่ 15 และ 30", "2024-01-30", "2024-01-16", "2024-01-30"),
        ("ทุกวันที่ 15 และ 30", "2024-02-29", "2024-02-16", "2024-02-29"),
        ("ทุกวันที่ 25", "2024-03-25", "2024-02-26", "2024-03-25"),
        ("ทุกวันที่ 1", "2024-03-01", "2024-02-01", "2024-02-29"),
        ("ทุกวันที่ 5", "2024-03-05", "2024-02-01", "2024-02-29"),
        ("ภายในวันที่ 5 ของเดือนถัดไป", "2024-01-05", "2023-12-01", "2023-12-31"),
        ("ภายในวันที่ 25 ของเดือนถัดไป", "2024-01-25", "2023-12-01", "2023-12-31"),
        ("ทุกวันสิ้นเดือน", "2024-02-29", "2024-02-01", "2024-02-29"),
        ("ทุกวันศุกร์", "2024-03-01", "2024-02-24", "2024-03-01"),
        ("ทุกวัน", "2024-03-01", "2024-03-01", "2024-03-01"),
        ("ทุกวันทำการ", "2024-03-04", "2024-03-02", "2024-03-04"),
        ("ทุกไตรมาส ภายในวันที่ 10 ของเดือนแรกของไตรมาสถัดไป", "2024-01-10", "2023-10-01", "2023-12-31"),
        ("ทุกปีงบประมาณ ภายในวันที่ 31 ตุลาคม", "2023-10-31", "2022-10-01", "2023-09-30"),
        ("ทุกปี ภายในวันที่ 31 ตุลาคม", "2023-10-31", "2022-11-01", "2023-10-31"),
        ("ทุก 15 วัน เริ่ม 31 มีนาคม 2566", "2023-04-15", "2023-04-01", "2023-04-15"),
        ("ภายในวันที่ 15 เมษายน 2566", "2023-04-15", "2023-04-15", "2023-04-15"),
    ],
)
def test_period_covered(text: str, due: str, first: str, last: str) -> None:
    expected = date.fromisoformat(first), date.fromisoformat(last)
    assert period_of(parse_rule(text), date.fromisoformat(due)) == expected


@given(seed_=st.integers(0, 2**32))
@settings(max_examples=300, deadline=None)
def test_periods_follow_each_other_without_gap(seed_: int) -> None:
    rng = random.Random(seed_)
    near = date(2024, 1, 1) + timedelta(days=rng.randint(0, 1500))
    rule = rule_reference.random_rule(rng, near)
    due = due_dates(rule, near, near + timedelta(days=900))
    periods = [period_of(rule, day) for day in due]
    assert all(first <= last <= day for (first, last), day in zip(periods, due, strict=True))
    if rule.kind not in (Kind.ONCE, Kind.ANNOUNCED) and not (rule.month_offset > 0 and len(rule.days) == 1):
        for (_, last), (first, _) in pairwise(periods):
            assert first == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("below", "above", "days"),
    [
        ("ทุกวันที่ 25", "ทุกวันที่ 25", 0),
        ("ทุกวันที่ 25", "ทุกวันที่ 30", 3),
        ("ทุกวันที่ 1", "ภายในวันที่ 5 ของเดือนถัดไป", 4),
        ("ทุกวันที่ 5", "ทุกวันที่ 25", 20),
        ("ทุกวันที่ 15", "ทุกวันที่ 5", 18),
        ("ทุกวันที่ 25", "ภายในวันที่ 5 ของเดือนถัดไป", 8),
        ("ภายในวันที่ 10 ของเดือนถัดไป", "ภายในวันที่ 5 ของเดือนถัดไป", -5),
        ("ทุกวันที่ 30", "ทุกวันที่ 25", -5),
        ("ทุกวันที่ 12 และ 27", "ทุกวันที่ 15 และ 30", 1),
        ("ทุกวันที่ 25", "ทุกไตรมาส ภายในวันที่ 10 ของเดือนแรกของไตรมาสถัดไป", 15),
        ("ภายในวันที่ 5 ของเดือนถัดไป", "ทุกไตรมาส ภายในวันที่ 3 ของเดือนแรกของไตรมาสถัดไป", -2),
        ("ทุกวันศุกร์", "ทุกวันสิ้นเดือน", 0),
        ("ทุกวัน", "ทุกวันศุกร์", 0),
        ("ภายในวันที่ 10 เมษายน 2567", "ภายในวันที่ 15 เมษายน 2567", 5),
        ("ภายในวันที่ 10 เมษายน 2567", "ภายในวันที่ 5 เมษายน 2567", None),
        ("ทันที", "ทุกวัน", None),
        ("เดือนละ 2 ครั้ง", "ทุกวันที่ 25", None),
    ],
)
def test_slack(below: str, above: str, days: int | None) -> None:
    assert slack(parse_rule(below), parse_rule(above)) == days


def test_a_holiday_warns_and_does_not_move_the_date() -> None:
    holidays = {holiday.day: holiday.name for holiday in seed(2023)}
    due = date(2023, 4, 15)
    found = warnings(due, holidays)
    assert [warning.code for warning in found] == ["weekend", "holiday"]
    assert all(warning.send_by == date(2023, 4, 12) for warning in found)
    assert "ไม่เลื่อน" in found[0].message
    assert "สงกรานต์" in found[1].message
    assert due_dates(parse_rule("ทุกวันที่ 15"), due, due, holidays=holidays) == [due]
    assert warnings(date(2023, 4, 12), holidays) == []
    assert [warning.code for warning in warnings(due, {due})] == ["weekend", "holiday"]
