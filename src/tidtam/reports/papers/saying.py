"""How a figure, a period and a signature are said on every paper of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop

from tidtam.reports.choices import Capacity
from tidtam.reports.models import Edition
from tidtam.reports.queries.annex import MOVED
from tidtam.reports.queries.answering import Told
from tidtam.reports.rules.form import Check, CheckKind, Column, Form, Type, Value
from tidtam.thai.dates import long_date

MOVERS = "บัญชีรายชื่อผู้ย้าย (ลับ)"
_CAPACITY = {Capacity.ON_BEHALF: "ปฏิบัติราชการแทน", Capacity.ACTING: "รักษาราชการแทน"}


def period(start: date, end: date) -> str:
    """Return a period in Thai words: `1–15 พฤษภาคม 2569`."""
    if start == end:
        return long_date(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{long_date(end)}"
    return f"{long_date(start)} – {long_date(end)}"


def figure(column: Column, value: Value) -> str:
    """Return a value as it is printed: commas, money and rates with two places, a dash for what is not there."""
    if value is None:
        return "–"
    if not isinstance(value, Decimal):
        return str(value)
    if column.type in (Type.MONEY, Type.RATE):
        return f"{value:,.2f}"
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,}"


def capacity(edition: Edition) -> str:
    """Return the words between two positions: `ปฏิบัติราชการแทน`; "" for who signs as himself."""
    return _CAPACITY.get(Capacity(edition.capacity), "")


def signer(edition: Edition) -> tuple[str, ...]:
    """Return who signed: name, position with its capacity, the position signed for."""
    position = " ".join(filter(None, (edition.signer_position, capacity(edition))))
    return tuple(filter(None, (f"({edition.signer_name})", position, edition.for_position)))


def movers(edition: Edition) -> str:
    """Return how many people the signed name list holds: `จำนวน 2 คน`; "" without one, or for an empty one."""
    return f"จำนวน {len(edition.annex):,} คน" if edition.annex else ""


def unlisted(told: Told) -> str:
    """Return that more visits found somebody to have left the province than the signed name list names; "" else."""
    lines = told.edition.annex
    found = [value for one in told.form.columns if one.measure == MOVED
             if isinstance(value := told.values.get(one.code), Decimal)]  # fmt: skip
    moved = sum(found, Decimal(0))
    if lines is None or moved <= len(lines):
        return ""
    return f"ย้ายนอกจังหวัดตามผลการเยี่ยม {moved:,.0f} ครั้ง มีชื่อในบัญชีแนบ {len(lines):,} คน ผู้ที่ยังไม่ได้ส่งต่อไม่มีชื่อ"


def at(moment: datetime) -> str:
    """Return a moment in Bangkok: `30 พฤษภาคม 2569 เวลา 10.05 น.`."""
    local = moment.astimezone()
    return f"{long_date(local.date())} เวลา {local:%H.%M} น."


def grouped(digest: str) -> str:
    """Return a hash in groups of four."""
    return " ".join(digest[n : n + 4] for n in range(0, len(digest), 4))


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of the form, whether it held, and the note that explains it."""

    words: str
    held: bool


def checks(told: Told) -> list[Checked]:
    """Return the checks of the form with their outcome at signing."""
    failed = {id(one.check) for one in told.failed}
    known = [(one, id(one) in failed) for one in told.form.checks]
    return [Checked(check_words(told.form, check), not bad) for check, bad in known]


def check_words(form: Form, check: Check, say: Callable[[str], str] = str) -> str:
    """Return what a check demands; one without words of its own by its columns. `say` turns words into a language."""
    if check.words:
        return say(check.words)
    names = [", ".join(say(form.columns_by_code[code].label) for code in side) for side in (check.left, check.right)]
    match check.kind:
        case CheckKind.EQUAL:
            return " = ".join(names)
        case CheckKind.AT_MOST:
            return " ≤ ".join(names)
        case CheckKind.NEVER_FALLS:
            return say(gettext_noop("%(columns)s ไม่ลดลงจากงวดก่อน")) % {"columns": names[0]}
        case CheckKind.REQUIRED:
            return say(gettext_noop("ต้องกรอก %(columns)s")) % {"columns": names[0]}


def notes(told: Told) -> list[tuple[str, str]]:
    """Return the notes with the label of their cell, in the order of the form; "" is the report as a whole."""
    order = ["", *(one.code for one in told.form.columns)]
    labels = {one.code: one.label for one in told.form.columns} | {"": "ทั้งฉบับ"}
    kept = {code: str(words).strip() for code, words in told.edition.notes.items()}
    return [(labels[code], kept[code]) for code in order if kept.get(code)]


def numbers(told: Told) -> list[Column]:
    """Return the columns that hold numbers."""
    return [one for one in told.form.columns if one.type is not Type.TEXT]


def texts(told: Told) -> list[tuple[str, str, str]]:
    """Return what was written in words: label, office, words."""
    columns: Sequence[Column] = [one for one in told.form.columns if one.type is Type.TEXT]
    rows = [*told.rows, ("", told.values)] if told.is_upper else told.rows
    found = []
    for column in columns:
        for office, values in rows:
            words = str(values.get(column.code) or "").strip()
            if words:
                found.append((column.label, office or told.called, words))
    return found
