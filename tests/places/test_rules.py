"""Sort keys and place words, without a database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.places import gazetteer, rules
from tidtam.places.provinces import BY_CODE, BY_LETTERS, PROVINCES

THAI = st.text(
    alphabet=[chr(c) for c in range(0x0E01, 0x0E3B)] + [chr(c) for c in range(0x0E40, 0x0E4F)] + list(" ๑a1")
)


def test_thai_words_sort_as_in_the_dictionary() -> None:
    words = ["ไก่", "ขา", "เก่า", "กา", "แก้ว", "กุ้ง", "ก่า", "โก", "เขา"]
    assert sorted(words, key=rules.th_key) == ["กา", "ก่า", "กุ้ง", "เก่า", "แก้ว", "โก", "ไก่", "ขา", "เขา"]


@given(THAI)
def test_a_key_keeps_words_apart(text: str) -> None:
    assert rules.th_key(text) == rules.th_key(str(text))
    assert len(rules.th_key(text)) == 2 * len(text) + 1 - sum(c in "็่้๊๋์ํ๎ๆฯ" for c in text)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("ปักธงชัย", [("ปักธงชัย", None)]),
        ("อ.ปักธงชัย", [("ปักธงชัย", "district")]),
        ("อำเภอ ปักธงชัย", [("ปักธงชัย", "district")]),
        ("ต. ตูม อ.ปักธงชัย จ. นครราชสีมา", [("ตูม", "subdistrict"), ("ปักธงชัย", "district"), ("นครราชสีมา", "province")]),
        ("แขวงดุสิต เขตดุสิต", [("ดุสิต", "subdistrict"), ("ดุสิต", "district")]),
        ("๓๐๑๔", [("3014", None)]),
        ("  ", []),
    ],
)
def test_words_of_a_place(typed: str, read: list[tuple[str, str | None]]) -> None:
    assert [tuple(word) for word in rules.wanted(typed)] == read


def test_provinces_are_whole_and_distinct() -> None:
    assert len(PROVINCES) == len(BY_CODE) == len(BY_LETTERS) == 77
    assert BY_LETTERS["นม"].name_th == "นครราชสีมา"
    assert {p.code: p.name_th for p in PROVINCES} == {
        a.code: a.name_th for a in gazetteer.areas() if a.level == "province"
    }


def test_points_cover_provinces_and_districts() -> None:
    known = {a.code for a in gazetteer.areas() if a.level in ("province", "district")}
    assert {p.code for p in gazetteer.points()} == known
    assert len(known) == 77 + 928
