"""Amounts of money as they are typed: each thing that can be wrong has its own sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.forms import ValidationError

from tidtam.assistance.forms import BahtField


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("4500", "4500"),
        ("4,500.50 บาท", "4500.50"),
        ("๔,๕๐๐", "4500"),
        ("0", "0"),
        ("12.50", "12.5"),
        ("9999999999.99",) * 2,
    ],
)
def test_an_amount_is_read(text: str, amount: str) -> None:
    assert BahtField(max_length=20).clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-500", "ต้องไม่ติดลบ"), ("๑,๒๐๐.๕๐๕", "สตางค์มีได้ไม่เกินสองตำแหน่ง"),
        ("9" * 21, "มากเกินไป"), ("1" + "0" * 10, "มากเกินไป"),
        ("สิบ", "เป็นตัวเลข"), ("1e3", "เป็นตัวเลข"), ("NaN", "เป็นตัวเลข"), ("1.2.3", "เป็นตัวเลข"), ("--5", "เป็นตัวเลข"),
    ],
)  # fmt: skip
def test_what_is_no_amount_says_why(text: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        BahtField(required=False, max_length=20).clean(text)
    (said,) = caught.value.messages
    assert words in said


def test_nothing_typed_is_no_amount_where_none_is_needed() -> None:
    assert BahtField(required=False).clean("  ") is None
    with pytest.raises(ValidationError):
        BahtField().clean("")
