"""Repair of Thai text, and where every code point goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.files.extract.boxes import highlight
from tidtam.files.extract.layer import Layer, words_of
from tidtam.files.extract.normalise import from_latin1, normalise, thai_shape
from tidtam.files.extract.shapes import Word
from tidtam.files.extract.textlayer import is_usable

LETTER = "ที่ นม ๐๐๒๓/ว ๑๔๕ เรื่อง การรายงานผลการติดตามผู้ผ่านการฟื้นฟู เรียน นายกองค์การบริหารส่วนตำบลทุกแห่ง"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("อําเภอ", "อำเภอ"),
        ("น้ําดื่ม", "น้ำดื่ม"),
        ("นํ้าดื่ม", "น้ำดื่ม"),
        ("นั้าดื่ม", "น้ำดื่ม"),
        ("เเห่ง", "แห่ง"),
        ("ท ี่", "ที่"),
        ("เ รื่อง", "เรื่อง"),
        ("ที\uf70a", "ที่"),
        ("ป\uf702\uf713", "ปี่"),
        ("ที่่", "ที่"),
        ("ก่ิง", "กิ่ง"),
        ("ห น ั ง ส ื อ ร า ช ก า ร", "หนังสือราชการ"),
        ("a\u200bb\u00adc\u202ed", "abcd"),
        ("ก\r\nข\rค", "ก\nข\nค"),
        ("ก  \n\n\n\nข", "ก\n\nข"),
        ("  ก ", "ก"),
        ("ก ข ค", "ก ข ค"),
        ("อำเภอ ทุกแห่ง", "อำเภอ ทุกแห่ง"),
        ("นม ่๐๐๒๓", "นม ๐๐๒๓"),
    ],
)
def test_repairs(raw: str, clean: str) -> None:
    assert normalise(raw).text == clean


def test_letters_a_writer_repeated_are_dropped_when_it_is_a_habit() -> None:
    assert normalise("สิ่สิ่ง ครั้รั้ง ที่ที่", doubled=False).text == "สิ่สิ่ง ครั้รั้ง ที่ที่"
    assert normalise("สิ่สิ่ง ที่ที่ดิน ปู่ปู่", doubled=True).text == "สิ่ง ที่ดิน ปู่"
    assert normalise("ปู่ปู่ไป", doubled=True).text == "ปู่ปู่ไป"


_THAI = st.text(alphabet="กนมอเแำาํัิี่้๊ \n\r๑2a\uf70a\u200b", max_size=40)


@given(_THAI)
def test_offsets_are_ordered_and_end_with_the_text(raw: str) -> None:
    clean = normalise(raw)
    assert len(clean.at) == len(raw) + 1
    assert list(clean.at) == sorted(clean.at)
    assert clean.at[-1] == len(clean.text)


@given(_THAI)
def test_solid_letters_stay_where_the_offsets_say(raw: str) -> None:
    clean = normalise(raw)
    for index, character in enumerate(raw):
        if character in "กนมอ๑2a":
            assert clean.text[clean.at[index]] == character


def test_bytes_of_an_old_font_become_thai_again() -> None:
    mojibake = LETTER.encode("cp874").decode("latin-1")
    assert from_latin1(mojibake) == LETTER
    assert from_latin1("Résumé déjà vu, naïve café") is None
    assert from_latin1(LETTER) is None


def test_a_layer_is_believed_only_when_it_can_be_a_letter() -> None:
    def usable(text: str, *, on_a_picture: bool = False) -> bool:
        return is_usable(Layer(text, (None,) * len(text)), on_a_picture=on_a_picture)

    assert usable(LETTER)
    assert usable("Please report by the 25th of every month.")
    assert not usable("")
    assert not usable("\ufffd" * 200)
    assert not usable("\ue001\ue002\ue003 abc" * 30)
    assert not usable(LETTER[::-1]) and thai_shape(LETTER[::-1]) < 0.85
    assert not usable("Scanned by SomeScanner", on_a_picture=True)
    assert not usable("n1sa0 v1u wuu 5nau ua:" * 40, on_a_picture=True)
    assert usable(LETTER * 6, on_a_picture=True)


def test_words_keep_their_boxes_through_the_repair() -> None:
    raw = "อําเภอ ๒๕"
    boxes = tuple(None if c == " " else (i / 10, 0.1, (i + 1) / 10, 0.2) for i, c in enumerate(raw))
    text, words = words_of(Layer(raw, boxes))
    assert [(text[w.start : w.end], w.x0, w.x1) for w in words] == [("อำเภอ", 0.0, 0.6), ("๒๕", 0.7, 0.9)]


def test_a_span_is_highlighted_line_by_line_and_trimmed_inside_words() -> None:
    text = "abcd efgh\nijkl"
    words = [Word(0, 4, 0.0, 0.1, 0.4, 0.2), Word(5, 9, 0.5, 0.1, 0.9, 0.2), Word(10, 14, 0.0, 0.3, 0.4, 0.4)]
    assert highlight(text, words, 2, 12) == [(0.2, 0.1, 0.9, 0.2), (0.0, 0.3, 0.2, 0.4)]
    assert highlight(text, words, 4, 5) == []
