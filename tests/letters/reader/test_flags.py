"""Contradictions found between the fields of letters."""

from __future__ import annotations

from datetime import date

import pytest

from tidtam.letters.reader import read, sequence_flags
from tidtam.letters.reader.places import PROVINCES, nearest_codes

LETTER = """{stamp}
ที่ {number}

ที่ว่าการอำเภอเวียงสา
ถนนสุขใจ นน ๕๕๑๑๐

{day}

เรื่อง การรายงาน
เรียน นายกองค์การบริหารส่วนตำบล ทุกแห่ง
{cited}
ขอให้องค์กรปกครองส่วนท้องถิ่นรายงานอำเภอภายใน{due}

จึงเรียนมาเพื่อทราบ

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
นายอำเภอเวียงสา
"""


def codes(**parts: str) -> list[str]:
    usual = {
        "stamp": "อบต.สมมติ\nรับที่ ๑๒\nวันที่ ๑๓ ม.ค. ๒๕๖๘\nเวลา ๐๙.๑๐ น.\n",
        "number": "นน ๐๐๒๓.๕/ว ๔๕",
        "day": "๑๐ มกราคม ๒๕๖๘",
        "cited": "",
        "due": "วันที่ ๕ ของทุกเดือน",
    }
    return [flag.code for flag in read(LETTER.format(**(usual | parts))).flags]


@pytest.mark.parametrize(
    ("parts", "meant"),
    [
        ({}, []),
        ({"number": "ขย ๐๐๒๓.๕/ว ๔๕"}, ["unknown_province_code"]),
        ({"number": "กค ๐๔๐๕.๒/ว ๑๑๙"}, []),
        ({"day": "๒๐ มกราคม ๒๕๖๘"}, ["received_before_written"]),
        ({"day": "๓๑ เมษายน ๒๕๖๗"}, ["date_does_not_exist"]),
        ({"due": "วันที่ ๓๑ เมษายน ๒๕๖๘"}, ["date_does_not_exist"]),
        ({"due": "วันจันทร์ที่ ๒๑ มกราคม ๒๕๖๘"}, ["weekday_mismatch"]),
        ({"due": "วันอังคารที่ ๒๑ มกราคม ๒๕๖๘"}, []),
        ({"due": "วันที่ ๓๐ ของทุกเดือน"}, ["duty_on_missing_day"]),
        ({"due": "วันสิ้นเดือนของทุกเดือน"}, []),
        ({"stamp": "อบต.สมมติ\nรับที่ ๑๒\nวันที่ ๑๓ ม.ค. ๒๕๖๘\nเวลา ๒๖.๑๐ น.\n"}, ["impossible_time"]),
        (
            {"cited": "อ้างถึง หนังสืออำเภอเวียงสา ที่ นน ๐๐๒๓.๕/ว ๔๕ ลงวันที่ ๒ ธันวาคม ๒๕๖๗\n"},
            ["own_number_also_cited"],
        ),
    ],
)
def test_one_contradiction(parts: dict[str, str], meant: list[str]) -> None:
    assert codes(**parts) == meant


def test_sequence() -> None:
    found = sequence_flags(
        [
            ("a", "มท 0311.3/ว 6335", date(2023, 3, 2)),
            ("b", "มท 0311.3/ว 7250", date(2023, 3, 14)),
            ("c", "มท 0311.3/ว 6335", date(2023, 3, 28)),
            ("d", "มท 0311.3/ว 12", date(2024, 1, 3)),
            ("e", "มท 0311.3/900", date(2023, 5, 1)),
        ]
    )
    assert [(key, other) for key, _, other in found] == [("c", "b")]


def test_province_codes() -> None:
    assert len(PROVINCES) == 77
    assert nearest_codes("ขย")[0] == "ชย"
