"""Heads of an office's own bureaus and divisions are internal units."""

import pytest

from tidtam.letters.reader.offices import audience_of


@pytest.mark.parametrize(
    ("addressee", "level"),
    [
        ("ผู้อำนวยการสำนักการช่าง", "team"),
        ("ผู้อำนวยการสำนัก/กอง/ศูนย์ ทุกหน่วยงาน", "team"),
        ("ผู้อำนวยการกองคลัง และผู้อำนวยการโรงเรียน ทุกแห่ง", "any"),
    ],
)
def test_bureau_heads_are_a_team(addressee: str, level: str) -> None:
    assert audience_of(addressee) == level


def test_a_numbered_bureau_is_not_a_team() -> None:
    assert audience_of("ผู้อำนวยการสำนักบริหารพื้นที่ชายฝั่งที่ ๑ - ๙") != "team"
