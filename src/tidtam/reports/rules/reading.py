"""Read what a hand typed into a cell, what an edition's JSON says, and how two editions differ. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tidtam.reports.rules.form import Column, Form, Kind, Type, Value
from tidtam.reports.rules.sealing import said
from tidtam.thai.digits import to_arabic

WORDS = 2000  # characters of a text cell
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?")
_BEYOND = Decimal(10**12)  # no figure of an office comes near it


def typed(column: Column, text: str) -> str:
    """Return what is kept of a typed cell: the words, or the number without commas; "" for an empty cell.

    Errors: ValueError with a Thai sentence when it is no number, too large or not whole where things are counted; or
    when the words are too long.
    """
    text = text.replace("\x00", "").strip()
    if not text:
        return ""
    if column.type is Type.TEXT:
        if len(text) > WORDS:
            raise ValueError(f"ข้อความยาวได้ไม่เกิน {WORDS:,} ตัวอักษร")
        return text
    plain = to_arabic(text)
    if not _NUMBER.fullmatch(plain):
        raise ValueError("กรอกเป็นตัวเลข เช่น 1,250 ถ้าไม่มีให้กรอก 0")
    number = Decimal(plain.replace(",", ""))
    if number >= _BEYOND:
        raise ValueError("ตัวเลขใหญ่เกินไป กรอกได้ไม่เกิน 999,999,999,999")
    if column.type is Type.COUNT and number != number.to_integral_value():
        raise ValueError("กรอกเป็นจำนวนเต็ม")
    return said(number)


def values(form: Form, kept: Mapping[str, Any]) -> dict[str, Value]:
    """Return the values an edition or a draft keeps, by column; None for a cell nobody filled."""
    return {one.code: _value(one, kept.get(one.code)) for one in form.columns}


def _value(column: Column, text: Any) -> Value:
    if text is None or text == "":
        return None
    return str(text) if column.type is Type.TEXT else Decimal(text)


def kept(found: Mapping[str, Value]) -> dict[str, str | None]:
    """Return values as an edition keeps and signs them."""
    return {code: said(value) if isinstance(value, Decimal) else value for code, value in found.items()}


def happened(form: Form, found: Mapping[str, Value]) -> list[str]:
    """Return the cells that say something was done in the period: facts and numbers, no running totals."""
    return [
        one.code for one in form.columns
        if one.adds_up and not one.cumulative and (one.kind is Kind.FACT or one.kind is Kind.TYPED)
        and found.get(one.code)
    ]  # fmt: skip


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the cells that changed. Shape: [{"cell", "before", "after"}], in the order of the form."""
    return [
        {"cell": code, "before": before.get(code), "after": value} for code, value in after.items()
        if before.get(code) != value
    ]  # fmt: skip
