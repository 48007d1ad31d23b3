"""From the controls of the confirmation to what one confirmation says; errors stay beside their controls."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tidtam.console.confirming import values as v
from tidtam.kernel.problem import Problem
from tidtam.letters import rules as letter_rules
from tidtam.letters.actions.confirm import Checked, CheckedDeadline, CheckedLetter
from tidtam.letters.choices import Kind, Secrecy, Urgency
from tidtam.letters.models import Intake
from tidtam.obligations.choices import Level
from tidtam.obligations.rules import Rule, from_deadline, parse_rule
from tidtam.thai.dates import parse_date
from tidtam.thai.digits import to_arabic

_DATE_WORD = re.compile(r"\s*(?:ลง\s*วันที่|วันที่|·|,|ลว\.?)\s*")
_NO_DATE = gettext_noop("อ่านวันที่นี้ไม่ออก พิมพ์แบบ 15 พ.ย. 2566 หรือ 15/11/66")
NUMBER_LENGTH = 80


@dataclass
class Reading:
    """Reads the controls one by one, gathering errors by control name."""

    values: Mapping[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return the text of a control, blanks at the ends taken off."""
        return self.values.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """Return the date of a control, None when it is empty."""
        text = self.text(name)
        if not text:
            return None
        found = parse_date(text)
        if found is None or not 1900 <= found.year <= 2200:
            self.errors[name] = _(_NO_DATE)
            return None
        return found

    def count(self, name: str) -> int:
        """Return a small whole number, 0 when empty."""
        text = to_arabic(self.text(name))
        if not text:
            return 0
        if not (text.isascii() and text.isdigit() and int(text) < 10_000):
            self.errors[name] = _("พิมพ์เป็นตัวเลข เช่น 2")
            return 0
        return int(text)

    def choice(self, name: str, allowed: list[str], default: str) -> str:
        """Return a choice, the default when empty."""
        text = self.text(name) or default
        if text not in allowed:
            self.errors[name] = _("เลือกจากรายการ")
            return default
        return text


def read(intake: Intake, values: Mapping[str, str], today: date) -> tuple[Checked, dict[str, str]]:
    """Return what the controls say and the errors beside them."""
    form = Reading(values)
    letters = v.letters_of(intake)
    checked_letters = [_letter(form, intake, letter, i) for i, letter in enumerate(letters)]
    _added(form, checked_letters)
    main = form.text("main")
    hour = form.text("received_time").replace(".", ":")
    received_time = letter_rules.parse_time(hour if len(hour) != 4 else f"0{hour}")
    if hour and received_time is None:
        form.errors["received_time"] = _("พิมพ์เวลาแบบ 09.40")
    received = form.day("received_on")
    if received and received > today:
        form.errors["received_on"] = _("วันที่รับต้องไม่เกินวันนี้")
    if not received and "received_on" not in form.errors:
        form.errors["received_on"] = _("กรอกวันที่รับ")
    counts = _counts(form, received, today)
    secrecy = form.text("secrecy") or Secrecy.NORMAL
    if secrecy not in Secrecy.values:
        form.errors["secrecy"] = _("หนังสือลับที่สุดห้ามนำเข้าระบบ ให้ใช้ทะเบียนกระดาษ")
    return Checked(
        letters=checked_letters, main=int(main) if main.isdigit() and int(main) < len(letters) else 0,
        received_on=received, received_time=received_time, counts_from=counts, secrecy=secrecy,
        flags=(intake.reading or {}).get("flags") or [],
    ), form.errors  # fmt: skip


def _counts(form: Reading, received: date | None, today: date) -> date | None:
    how = form.choice("counts", ["received", "today", "other"], "received")
    if how == "today":
        return today
    if how == "received":
        return received
    day = form.day("counts_from")
    if day is None and "counts_from" not in form.errors:
        form.errors["counts_from"] = _("กรอกวันที่เริ่มนับ")
    elif day and day > today + timedelta(days=366):
        form.errors["counts_from"] = _("วันที่เริ่มนับไกลเกินหนึ่งปี")
    return day


def _letter(form: Reading, intake: Intake, letter: dict[str, Any], i: int) -> CheckedLetter:
    prefix = f"l{i}-"
    number = " ".join(form.text(prefix + "number").split())
    if len(number) > NUMBER_LENGTH:
        form.errors[prefix + "number"] = _("เลขที่ยาวเกิน %(n)s ตัวอักษร") % {"n": NUMBER_LENGTH}
    day = form.day(prefix + "date")
    fields: dict[str, Any] = {
        "number": number or None,
        "date": day.isoformat() if day else None,
        "kind": form.choice(prefix + "kind", Kind.values, Kind.EXTERNAL),
        "urgency": form.choice(prefix + "urgency", Urgency.values, Urgency.NORMAL),
        "circular": bool(form.text(prefix + "circular")),
        "enclosure_count": form.count(prefix + "enclosure_count"),
        "references": _references(form, prefix + "references", letter),
    }
    for name in ("issuer", "addressee", "subject", "signer_name", "signer_position"):
        fields[name] = " ".join(form.text(prefix + name).split()) or None
    if not any(fields[name] for name in ("number", "subject", "issuer")):
        form.errors.setdefault(prefix + "number", _("กรอกเลขที่หนังสือ เรื่อง หรือหน่วยงานเจ้าของ อย่างน้อยหนึ่งช่อง"))
    read_fields = {name: letter.get(name) for name in fields}
    read_fields["references"] = [
        {"number": r.get("number"), "date": r.get("date")} for r in letter.get("references") or []
    ]
    span = letter.get("span") or [0, len(intake.text)]
    checked = CheckedLetter(fields=fields, read=read_fields, text=intake.text[span[0] : span[1]])
    for j, deadline in enumerate(letter.get("deadlines") or []):
        duty, words = _duty(form, f"l{i}-d{j}", deadline), v.rule_words(deadline)
        if duty is not None:
            checked.deadlines.append(duty)
        _note(checked, words, form.text(f"l{i}-d{j}-rule") if duty is not None else None)
    return checked


def _note(letter: CheckedLetter, read: str | None, confirmed: str | None) -> None:
    """Keep what became of a duty when it is not as it was read."""
    if read != confirmed:
        letter.duty_changes.append({"field": "deadlines", "read": read, "confirmed": confirmed})


def _references(form: Reading, name: str, letter: dict[str, Any]) -> list[dict[str, Any]]:
    known = {letter_rules.number_key(one.get("number") or ""): one for one in letter.get("references") or []}
    found: list[dict[str, Any]] = []
    for line in form.text(name).splitlines()[:60]:
        number, *rest = _DATE_WORD.split(line.strip(), maxsplit=1)
        if not number.strip():
            continue
        day = parse_date(rest[0]) if rest and rest[0].strip() else None
        if rest and rest[0].strip() and day is None:
            form.errors[name] = _("อ่านวันที่ของ “%(number)s” ไม่ออก พิมพ์แบบ นม 0023/1 ลงวันที่ 3 พ.ค. 2566") % {
                "number": number.strip()
            }
        one = {"number": " ".join(number.split())[:NUMBER_LENGTH], "date": day.isoformat() if day else None}
        read_one = known.get(letter_rules.number_key(one["number"] or ""))
        if read_one and read_one.get("kind"):
            one["kind"] = read_one["kind"]
        found.append(one)
    return found


def rule_of(form: Reading, prefix: str, deadline: Mapping[str, Any] | None) -> Rule | None:
    """Return the rule of a duty: as it was read while its words are unchanged, else as typed."""
    words = form.text(f"{prefix}-rule")
    if deadline is not None and words == v.rule_words(deadline):
        try:
            return from_deadline(deadline)
        except Problem:
            pass
    if not words:
        form.errors[f"{prefix}-rule"] = _("เขียนกำหนดเวลา เช่น ทุกวันที่ 15 และ 30 ของเดือน หรือเอาหน้าที่นี้ออก")
        return None
    try:
        return parse_rule(words)
    except Problem as problem:
        form.errors[f"{prefix}-rule"] = _(problem.message)
        return None


def _duty(form: Reading, prefix: str, deadline: Mapping[str, Any] | None) -> CheckedDeadline | None:
    if not form.text(f"{prefix}-keep"):
        return None
    rule = rule_of(form, prefix, deadline)
    title = " ".join(form.text(f"{prefix}-title").split())[:300]
    if not title:
        form.errors[f"{prefix}-title"] = _("ตั้งชื่อสั้น ๆ ให้หน้าที่นี้")
    level = form.choice(f"{prefix}-from_level", Level.values, Level.ANY)
    first_due = form.day(f"{prefix}-first_due")
    replaces = [int(one) for one in form.text(f"{prefix}-replaces").split(",") if one.isascii() and one.isdigit()]
    span = _span(form, prefix, deadline)
    if rule is None:
        return None
    source = "read" if deadline is not None else form.choice(f"{prefix}-source", ["added", "recital"], "added")
    return CheckedDeadline(
        title=title, rule=rule.to_json(), from_level=level, to=form.text(f"{prefix}-to"),
        system=form.text(f"{prefix}-system"), first_due=first_due, source=source, span=span, replaces=replaces,
        quote=str(deadline.get("quote") or "") if deadline is not None else form.text(f"{prefix}-quote"),
    )  # fmt: skip


def _span(form: Reading, prefix: str, deadline: Mapping[str, Any] | None) -> tuple[int, int] | None:
    if deadline is not None:
        span = deadline.get("span")
        return (int(span[0]), int(span[1])) if span else None
    match = re.fullmatch(r"(\d{1,7})-(\d{1,7})", form.text(f"{prefix}-span"))
    return (int(match[1]), int(match[2])) if match else None


def _added(form: Reading, letters: list[CheckedLetter]) -> None:
    for k in range(v.added_count(form.values)):
        duty = _duty(form, f"a{k}", None)
        index = form.text(f"a{k}-letter")
        if duty is not None:
            letter = letters[int(index) if index.isdigit() and int(index) < len(letters) else 0]
            letter.deadlines.append(duty)
            _note(letter, None, f"{duty.title}: {form.text(f'a{k}-rule')}")
