from datetime import date, timedelta

import pytest
from django.utils.translation import override
from pythainlp.util import arabic_digit_to_thai_digit, thai_digit_to_arabic_digit, thai_strftime

from tidtam.thai.dates import long_date, month_number, parse_date, short_date
from tidtam.thai.digits import to_arabic, to_thai
from tidtam.ui.templatetags.thai import thai_date


def test_dates_agree_with_the_oracle() -> None:
    day = date(2019, 12, 25)
    for _ in range(1500):
        assert long_date(day, thai_digits=True) == thai_strftime(day, "%-d %B %Y", True)
        assert short_date(day) == thai_strftime(day, "%-d %b %Y")
        for written in (long_date(day), long_date(day, thai_digits=True), short_date(day), day.isoformat()):
            assert parse_date(written) == day
        day += timedelta(days=1)


def test_a_day_as_english_pages_write_it_is_read_again() -> None:
    day = date(2023, 12, 25)
    with override("en"):
        for _ in range(400):
            for form in ("long", "short"):
                assert parse_date(thai_date(day, form)) == day
            day += timedelta(days=1)
    assert parse_date("21 May 2569") == date(2026, 5, 21)
    for wrong in ("31 Feb 2026", "21 Mai 2026", "21 May 26", "21 May"):
        assert parse_date(wrong) is None


def test_digits_agree_with_the_oracle() -> None:
    text = "มท 0311.3/ว 15534 ลงวันที่ 29 กุมภาพันธ์ 2567"
    assert to_thai(text) == arabic_digit_to_thai_digit(text)
    assert to_arabic(to_thai(text)) == thai_digit_to_arabic_digit(to_thai(text)) == text


@pytest.mark.parametrize("name", ["กุมภาพันธ์", "ก.พ.", "กพ", "ก. พ."])
def test_month_number(name: str) -> None:
    assert month_number(name) == 2
