from datetime import date

from tidtam.thai.holidays import (
    add_working_days,
    is_working_day,
    next_working_day,
    previous_working_day,
    seed,
    working_day_after,
)


def test_seed_is_the_table_of_offices() -> None:
    days = {holiday.day: holiday.name for holiday in seed(2023)}
    assert "สงกรานต์" in days[date(2023, 4, 13)]
    assert "พืชมงคล" in days[date(2023, 5, 17)]
    assert date(2023, 5, 5) in days
    assert date(2023, 5, 1) not in days
    assert not any("วันเด็ก" in name for name in days.values())
    assert list(days) == sorted(days)
    assert all(day.year == 2023 for day in days)


def test_working_days_around_songkran() -> None:
    holidays = {holiday.day for holiday in seed(2023)}
    due = date(2023, 4, 15)
    assert not is_working_day(due, holidays)
    assert previous_working_day(due, holidays) == date(2023, 4, 12)
    assert next_working_day(due, holidays) == date(2023, 4, 18)
    assert previous_working_day(date(2023, 4, 12), holidays) == date(2023, 4, 12)
    assert working_day_after(date(2023, 4, 12), holidays) == date(2023, 4, 18)
    assert add_working_days(date(2023, 4, 11), 3, holidays) == date(2023, 4, 19)
