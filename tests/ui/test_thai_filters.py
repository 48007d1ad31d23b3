"""Dates, hours, digits and office words as they stand on screens."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tidtam.ui.nowrap import wrap
from tidtam.ui.templatetags.thai import commas, thai_date, thai_digits, thai_month, thai_time, thai_weekday, thai_when

DAY = date(2023, 11, 15)
INSTANT = datetime(2023, 11, 22, 18, 5, tzinfo=UTC)  # 01.05 น. of the 23rd in Bangkok


@pytest.fixture(autouse=True)
def _thai():
    with translation.override("th"):
        yield


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("long", "15 พฤศจิกายน 2566"),
        ("long weekday", "วันพุธที่ 15 พฤศจิกายน 2566"),
        ("long noyear", "15 พฤศจิกายน"),
        ("long thai", "๑๕ พฤศจิกายน ๒๕๖๖"),
        ("short", "15 พ.ย. 2566"),
        ("short weekday", "พ. 15 พ.ย. 2566"),
        ("short weekday noyear", "พ. 15 พ.ย."),
    ],
)
def test_a_date_in_thai(form, written):
    assert thai_date(DAY, form) == written


def test_an_instant_is_told_in_bangkok():
    assert thai_date(INSTANT, "short time") == "23 พ.ย. 2566 01.05 น."
    assert thai_time(INSTANT) == "01.05 น."
    assert thai_when(INSTANT) == "23 พ.ย. 2566 01.05 น."
    assert thai_when("ภายใน 24 พ.ย.") == "ภายใน 24 พ.ย."


def test_nothing_is_written_for_nothing():
    assert thai_date(None) == thai_time(None) == thai_month(None) == thai_weekday(None) == thai_when(None) == ""


def test_english_pages_use_english_months_and_the_common_era():
    with translation.override("en"):
        assert thai_date(DAY) == "15 November 2023"
        assert thai_date(DAY, "short weekday") == "Wed 15 Nov 2023"
        assert thai_date(DAY, "long weekday noyear") == "Wednesday 15 November"
        assert thai_month(DAY) == "November 2023"
        assert thai_time(INSTANT) == "01:05"


def test_months_digits_and_thousands():
    assert thai_month(DAY) == "พฤศจิกายน 2566"
    assert thai_month(DAY, "thai") == "พฤศจิกายน ๒๕๖๖"
    assert thai_digits("ว 1702") == "ว ๑๗๐๒"
    assert commas(18943) == "18,943"
    assert commas("8 จาก 9") == "8 จาก 9"


@pytest.mark.parametrize(
    "number", ["นม ๐๐๒๓.๒๖/ว ๑๗๐๒", "นม ๐๐๒๓.๓/๖๑๒", "สธ 0240/ว2367", "มท ๐๓๑๑.ก/ว ๘๙๕๐", "นม ๗๑๔๐๑/๑๒๓"]
)
def test_a_document_number_stays_in_one_piece(number):
    assert f'<span class="nowrap">{number}</span>' in wrap(f"ที่ {number} ลงวันที่")


def test_office_words_stay_in_one_piece_and_neighbours_may_part():
    assert wrap("ให้ท่านรายงานผล") == ('<span class="nowrap">ให้ท่าน</span><wbr><span class="nowrap">รายงานผล</span>')


def test_what_a_letter_says_is_never_markup():
    assert "<script>" not in wrap("<script>รายงาน</script>")
