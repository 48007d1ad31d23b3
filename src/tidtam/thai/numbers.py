"""Thai number words, and amounts as they are read."""

from __future__ import annotations

import re
from decimal import Decimal

from tidtam.thai.digits import to_arabic

_DIGITS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_VALUE = {word: i for i, word in enumerate(_DIGITS)} | {"เอ็ด": 1, "ยี่": 2}
_UNIT = {word: 10**i for i, word in enumerate(_PLACES) if word} | {"ล้าน": 1_000_000}
_TOKEN = re.compile("|".join(sorted([*_VALUE, *_UNIT], key=len, reverse=True)))
NUMBER_WORDS = "(?:" + _TOKEN.pattern + ")+"


def in_words(number: int) -> str:
    """Write a whole number in Thai words: 21 is `ยี่สิบเอ็ด`."""
    if number < 0:
        return "ลบ" + in_words(-number)
    if number == 0:
        return _DIGITS[0]
    millions, rest = divmod(number, 1_000_000)
    head = in_words(millions) + "ล้าน" if millions else ""
    return head + _below_million(rest, after=bool(millions))


def _below_million(number: int, *, after: bool) -> str:
    out = ""
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 1 and digit <= 2:
            out += ("", "สิบ", "ยี่สิบ")[digit]
        elif place == 0 and digit == 1 and (out or after):
            out += "เอ็ด"
        else:
            out += _DIGITS[digit] + _PLACES[place]
    return out


def from_words(text: str) -> int | None:
    """Read a whole number in Thai words or in digits of either script; None when it is no number."""
    text = to_arabic(text).strip().replace(",", "")
    if re.fullmatch(r"[0-9]+", text):
        return int(text)
    total, below, digit, at = 0, 0, None, 0
    for match in _TOKEN.finditer(text):
        if match.start() != at:
            return None
        at = match.end()
        word = match[0]
        if word in _VALUE:
            if digit is not None:
                return None
            digit = _VALUE[word]
        elif word == "ล้าน":
            total, below, digit = (total + below + (digit or 0) or 1) * 1_000_000, 0, None
        else:
            below, digit = below + (1 if digit is None else digit) * _UNIT[word], None
    return total + below + (digit or 0) if at and at == len(text) else None


def amount(value: Decimal | float) -> str:
    """Write an amount as it is read: commas, two decimals only where there are some."""
    return f"{value:,.2f}".removesuffix(".00")


def per_cent(part: int | Decimal, whole: int | Decimal) -> int:
    """Return a share as it is read everywhere: the nearest whole number, but 100 only of all and 0 only of none.

    Units: per cent; a half goes up. More than the whole stays more. Errors: ZeroDivisionError without a whole.
    """
    found = int((200 * part + whole) // (2 * whole))
    if 0 < part < whole:
        return min(99, max(1, found))
    if part > whole:
        return max(101, found)
    return found


def baht_text(satang: int) -> str:
    """Write an amount in words as on cheques and vouchers: 150 satang is `หนึ่งบาทห้าสิบสตางค์`.

    Units: satang.
    """
    if satang < 0:
        return "ลบ" + baht_text(-satang)
    baht, rest = divmod(satang, 100)
    if not rest:
        return in_words(baht) + "บาทถ้วน"
    return (in_words(baht) + "บาท" if baht else "") + in_words(rest) + "สตางค์"
