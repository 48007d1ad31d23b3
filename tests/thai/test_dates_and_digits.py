from datetime import date, timedelta

import pytest
from pythainlp.util import arabic_digit_to_thai_digit, thai_digit_to_arabic_digit, thai_strftime

from tidtam.thai.dates import long_date, month_number, parse_date, short_date
from tidtam.thai.digits import to_arabic, to_thai


def test_dates_agree_with_the_oracle() -> None:
    day = date(2019, 12, 25)
    for _ in range(1500):
        assert long_date(day, thai_digits=True) == thai_strftime(day, "%-d %B %Y", True)
        assert short_date(day) == thai_strftime(day, "%-d %b %Y")
        for written in (long_date(day), long_date(day, thai_digits=True), short_date(day), day.isoformat()):
            assert parse_date(written) == day
        day += timedelta(days=1)


def test_digits_agree_with_the_oracle() -> None:
    text = "มท 0311.3/ว 15534 ลงวันที่ 29 กุมภาพันธ์ 2567"
    assert to_thai(text) == arabic_digit_to_thai_digit(text)
    assert to_arabic(to_thai(text)) == thai_digit_to_arabic_digit(to_thai(text)) == text


@pytest.mark.parametrize("name", ["กุมภาพันธ์", "ก.พ.", "กพ", "ก. พ."])
def test_month_number(name: str) -> None:
    assert month_number(name) == 2
