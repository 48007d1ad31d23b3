"""Days as people type them, and visits that cannot have been."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.aftercare.rules.checks import End, check_completed, check_visit, read_day
from tidtam.aftercare.rules.findings import hard
from tidtam.aftercare.rules.plan import plan
from tidtam.thai.dates import long_date, short_date

TODAY = date(2023, 6, 1)
PLAN = plan(date(2023, 3, 31))


@pytest.mark.parametrize(
    ("text", "day", "codes"),
    [
        ("15/4/2566", date(2023, 4, 15), []),
        ("15/4/2023", date(2023, 4, 15), []),
        ("๑๕ เมษายน ๒๕๖๖", date(2023, 4, 15), []),
        ("15 เม.ย. 66", date(2023, 4, 15), []),
        ("2023-04-15", date(2023, 4, 15), []),
        ("2566-04-15", date(2023, 4, 15), ["era"]),
        ("2567-02-29", date(2024, 2, 29), ["era"]),
        ("2566-02-29", None, ["unreadable"]),
        ("1480-04-15", None, ["era"]),
        ("0066-04-15", None, ["year"]),
        ("๑/๑/๒๙๙๙", None, ["year"]),  # the era is taken off once
        ("31/2/2566", None, ["unreadable"]),
        ("เมื่อวาน", None, ["unreadable"]),
        ("", None, ["missing"]),
    ],
)
def test_days_as_typed(text: str, day: date | None, codes: list[str]) -> None:
    found = read_day(text, "visited_on")
    assert found.day == day
    assert [one.code for one in found.findings] == codes
    assert all(one.field == "visited_on" and "%" not in one.message for one in found.findings)


@pytest.mark.parametrize("text", ["29 ก.พ. 2569", "๓๑ เมษายน ๒๕๖๖", "31 Feb 2026", "31/2/2566", "31 2 2566"])
def test_a_day_that_is_not_in_the_calendar_is_told_so(text: str) -> None:
    (one,) = read_day(text, "x").findings
    assert one.message == f"ไม่มีวันที่ “{text}” ในปฏิทิน ตรวจวันและเดือน"


@pytest.mark.parametrize("text", ["29 กพพ 2569", "ก.พ. 2569", "คนที่ 29 มาเยี่ยม", "29"])
def test_what_is_no_date_is_told_how_to_type_one(text: str) -> None:
    (one,) = read_day(text, "x").findings
    assert one.message.startswith("อ่านวันที่")


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_every_day_written_in_thai_is_read_again(day: date) -> None:
    for text in (long_date(day), long_date(day, thai_digits=True), short_date(day), day.isoformat()):
        assert read_day(text, "x").day == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_sentence(text: str) -> None:
    found = read_day(text, "x")
    assert found.day or found.findings
    assert all(one.message for one in found.findings)


def codes(visited_on: date, **more: object) -> list[str]:
    return [one.code for one in check_visit(visited_on, plan=PLAN, today=TODAY, **more)]  # type: ignore[arg-type]


def test_visits_that_cannot_be() -> None:
    assert codes(date(2023, 4, 15)) == ["late_entry"]
    assert codes(date(2023, 5, 30)) == []
    assert codes(date(2023, 6, 2)) == ["future"]
    assert codes(date(2023, 3, 30)) == ["before_completion"]
    assert codes(date(2023, 5, 30), end=End(date(2023, 5, 29), "deceased")) == ["after_death"]
    assert codes(date(2023, 5, 29), end=End(date(2023, 5, 29), "deceased")) == []
    assert codes(date(2023, 5, 30), end=End(date(2023, 5, 29), "refused")) == ["after_end"]


def test_odd_visits_are_warned_about_and_saved() -> None:
    assert codes(date(2023, 4, 2)) == ["late_entry", "outside"]
    assert codes(date(2023, 5, 30), taken={4}) == ["double"]
    assert not hard(check_visit(date(2023, 4, 2), plan=PLAN, today=TODAY))


def test_a_year_of_two_digits_read_as_be_is_explained() -> None:
    day = read_day("30/5/23", "visited_on").day
    assert day == date(1980, 5, 30)
    (found,) = check_visit(day, plan=PLAN, today=TODAY)
    assert "30 พ.ค. 2566" in found.message


def test_next_appointments() -> None:
    visited = date(2023, 5, 20)
    assert codes(visited, next_on=visited) == ["past"]
    assert codes(visited, next_on=date(2023, 5, 25)) == ["past"]
    assert hard(check_visit(visited, plan=PLAN, today=TODAY, next_on=visited))
    assert not hard(check_visit(visited, plan=PLAN, today=TODAY, next_on=date(2023, 5, 25)))
    assert codes(visited, next_on=TODAY) == []
    assert codes(visited, next_on=TODAY + timedelta(days=61)) == ["far"]


def test_days_of_completion() -> None:
    found = lambda day, **more: [one.code for one in check_completed(day, today=TODAY, **more)]  # noqa: E731
    assert found(date(2023, 3, 31)) == []
    assert found(date(2023, 6, 2)) == ["future"]
    assert found(date(2020, 1, 1)) == ["too_old"]
    assert found(date(2022, 1, 1)) == ["over"]
    assert found(date(2023, 3, 1), began_on=date(2023, 3, 2)) == ["before_start"]
