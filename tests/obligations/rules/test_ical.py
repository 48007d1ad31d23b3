import random
from datetime import date, datetime, timedelta

from dateutil.rrule import rruleset, rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tidtam.demo import rule_reference
from tidtam.obligations.rules import Kind, due_dates, parse_rule, rrule, starts


def test_fifteenth_and_thirtieth() -> None:
    assert rrule(parse_rule("ทุกวันที่ 15 และ 30 ของทุกเดือน")) == [
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    ]


def test_nothing_to_repeat() -> None:
    for text in ("ทันที", "ภายในวันที่ 15 เมษายน 2566", "เดือนละ 2 ครั้ง", "ทุก 15 วัน"):
        assert rrule(parse_rule(text)) == []


@given(seed=st.integers(0, 2**32))
@settings(max_examples=400, deadline=None)
def test_another_calendar_library_reads_the_same_dates(seed: int) -> None:
    rng = random.Random(seed)
    near = date(2024, 1, 1) + timedelta(days=rng.randint(0, 1500))
    rule = rule_reference.random_rule(rng, near)
    assume(rule.kind not in (Kind.ONCE, Kind.ANNOUNCED) and rule.is_dated)
    begin = starts(rule) or near
    assume(not (rule.starts_on and starts(rule) is None))
    # A length without a start cannot be said in iCalendar; the obligation's own bound closes such a rule.
    assume(rule.duration_days is None or rule.starts_on is not None)
    end = max(begin, near) + timedelta(days=800)
    expected = rruleset()
    for line in rrule(rule):
        expected.rrule(rrulestr(f"RRULE:{line}", dtstart=datetime(begin.year, begin.month, begin.day)))
    found = expected.between(
        datetime(begin.year, begin.month, begin.day), datetime(end.year, end.month, end.day), inc=True
    )
    assert [moment.date() for moment in found] == due_dates(rule, begin, end)
