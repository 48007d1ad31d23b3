"""What the confirmation page shows: numbered fields with their words, duties with their dates, flags, differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tidtam.console.confirming import marks as m
from tidtam.console.confirming import values as v
from tidtam.console.confirming.forms import Reading, rule_of
from tidtam.console.confirming.preview import Preview, preview
from tidtam.letters.choices import FIELD_LABELS, Kind, Secrecy, Urgency
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.letters.rules import number_key
from tidtam.obligations import matching
from tidtam.obligations.choices import Level
from tidtam.offices.models import Office
from tidtam.thai.dates import parse_date, short_date
from tidtam.ui.templatetags.thai import thai_date

_FIRST = ("number", "issuer", "date", "subject", "addressee", "references")
_OPTIONS: dict[str, Sequence[tuple[str, Any]]] = {"kind": Kind.choices, "urgency": Urgency.choices}
_DUTY_LABELS = {
    "title": gettext_lazy("ชื่อหน้าที่"),
    "rule": gettext_lazy("กำหนดเวลา"),
    "from_level": gettext_lazy("ใครต้องทำ"),
    "to": gettext_lazy("ส่งถึง"),
    "system": gettext_lazy("ระบบ"),
    "first_due": gettext_lazy("ครั้งแรก"),
    "keep": gettext_lazy("ใช้หน้าที่นี้"),
    "replaces": gettext_lazy("แทนหน้าที่เดิม"),
}
_PAGE_LABELS = {
    "main": gettext_lazy("ฉบับที่ส่งถึงเรา"),
    "received_on": gettext_lazy("วันที่รับ"),
    "received_time": gettext_lazy("เวลารับ"),
    "counts": gettext_lazy("นับหน้าที่ตั้งแต่"),
    "counts_from": gettext_lazy("วันที่เริ่มนับ"),
    "secrecy": gettext_lazy("ชั้นความลับ"),
    "added": gettext_lazy("หน้าที่ที่เพิ่ม"),
}

# What a control's value is called; all else is as typed.
_VALUE_WORDS = dict((*Kind.choices, *Urgency.choices, *Level.choices, *Secrecy.choices)) | {
    "received": gettext_lazy("วันที่รับ"), "today": gettext_lazy("ตั้งแต่วันนี้"), "other": gettext_lazy("วันอื่น"),
}  # fmt: skip


def is_low(confidence: float) -> bool:
    """Say whether a confidence shows two red bars or fewer: then the page says why."""
    return round(confidence * 4) <= 2


@dataclass
class Choice:
    """A value one may pick instead: as shown, and why."""

    value: str
    why: str = ""
    label: str = ""


@dataclass
class Row:
    """One numbered field with its control."""

    key: str
    name: str
    label: str
    value: str
    kind: str = "text"
    options: Sequence[tuple[str, Any]] = ()
    confidence: float = 1.0
    anchored: bool = False
    why: str = ""
    choices: list[Choice] = field(default_factory=list)
    error: str = ""
    note: str = ""
    found: list[tuple[str, RegisterEntry]] = field(default_factory=list)
    time: str = ""
    time_error: str = ""

    @property
    def low(self) -> bool:
        """Say whether the clerk must look at it."""
        return bool(self.why) or bool(self.error)

    @property
    def shown(self) -> str:
        """Return the value in words."""
        if self.kind == "select":
            return str(dict(self.options).get(self.value, self.value))
        if self.kind == "check":
            return _("ใช่") if self.value else _("ไม่ใช่")
        if self.kind == "date":
            day = parse_date(self.value) if self.value else None
            return thai_date(day, "short weekday") if day else self.value
        return self.value.replace("\n", " · ")


@dataclass
class DutyRow:
    """One duty with its controls and next dates."""

    key: str
    prefix: str
    values: dict[str, str]
    errors: dict[str, str]
    preview: Preview
    quote: str = ""
    letter: str = ""
    confidence: float = 1.0
    anchored: bool = False
    notes: list[str] = field(default_factory=list)
    source: str = "read"
    ours: bool = True
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Say whether the duty is kept."""
        return bool(self.values["keep"])

    @property
    def low(self) -> bool:
        """Say whether the clerk must look at it."""
        return self.is_on and (is_low(self.confidence) or bool(self.errors) or bool(self.preview.error))

    @property
    def level(self) -> str:
        """Return who must act, in words."""
        return str(dict(Level.choices).get(self.values["from_level"], ""))

    @property
    def replaced(self) -> list[int]:
        """Return the ids of the obligations it replaces."""
        return [int(one) for one in self.values["replaces"].split(",") if one.isascii() and one.isdigit()]


@dataclass
class LetterBlock:
    """One letter of the bundle."""

    index: int
    title: str
    about: str
    is_main: bool
    first: list[Row]
    rest: list[Row]
    recital: list[tuple[str, str]] = field(default_factory=list)

    @property
    def low_rest(self) -> bool:
        """Say whether a folded field wants to be looked at."""
        return any(row.low for row in self.rest)


@dataclass
class FlagRow:
    """One contradiction: its sentence, the words, where they are."""

    key: str
    href: str
    message: str
    words: str


class Builder:
    """Builds the page from a document and the controls as they stand."""

    def __init__(
        self, intake: Intake, office: Office, *, values: Mapping[str, str], errors: Mapping[str, str], today: date,
        registered: Mapping[str, RegisterEntry],
    ) -> None:  # fmt: skip
        self.intake, self.office, self.values, self.errors = intake, office, values, errors
        self.today, self.registered = today, registered
        self.marks: list[m.Mark] = []
        self.count = 0
        self.letters = v.letters_of(intake)
        main = values.get("main", "0")
        self.main = int(main) if main.isdigit() and int(main) < len(self.letters) else 0
        received = values.get("received_on", "")
        self.received_on = parse_date(received) if received else None
        self.taken = {values.get(f"a{k}-span", "") for k in range(v.added_count(values))}
        # Numbers run in the order in which the page is read: our own letter, its receipt, the duties, the others.
        blocks = {self.main: self._block(self.main, self.letters[self.main])}
        self.received = self._received()
        self.duties = self._duties()
        for i, letter in enumerate(self.letters):
            if i != self.main:
                blocks[i] = self._block(i, letter)
        self.blocks = [blocks[i] for i in range(len(self.letters))]
        self.flags = self._flags()

    def _mark(self, span: Sequence[int] | None, low: bool) -> tuple[str, bool]:
        self.count += 1
        key = str(self.count)
        if span and span[0] < span[1]:
            self.marks.append(m.Mark(key, int(span[0]), int(span[1]), low))
            return key, True
        return key, False

    def _received(self) -> Row:
        stamp = v.own_receipt(self.intake, self.office)
        why, sure = "", 0.5
        if stamp is None or not stamp.get("date"):
            why = _("ไม่พบตรารับของเราในเอกสาร จึงเสนอวันนี้")
        else:
            sure = float((stamp.get("confidence") or {}).get("date", 0.8))
            if is_low(sure):
                why = _("ตราประทับอ่านยาก ตรวจกับต้นฉบับ")
        written = self._written()
        if self.received_on and written and self.received_on < written:
            why = _("รับก่อนเขียนไม่ได้ หนังสือลงวันที่ %(day)s ตราประทับอาจอ่านผิด") % {"day": thai_date(written, "short")}
            sure = 0.2
        spans = (stamp or {}).get("spans") or {}
        key, anchored = self._mark(spans.get("date") or (stamp or {}).get("span"), bool(why))
        choices = [
            Choice(short_date(self.today), _("วันนี้"), _("ใช้วันนี้ %(day)s") % {"day": thai_date(self.today, "short")})
        ]
        for other in (self.intake.reading or {}).get("receipts") or []:
            told = v.thai(other.get("date"))
            choices.append(Choice(told, str(other.get("office") or _("ตรารับอื่น")), _("ใช้ %(value)s") % {"value": told}))
        for value in ((stamp or {}).get("alternatives") or {}).get("date") or []:
            told = v.thai(value.get("value"))
            choices.append(Choice(told, str(value.get("why") or ""), _("ใช้ %(value)s") % {"value": told}))
        return Row(
            key, "received_on", _("วันที่รับ"), self.values.get("received_on", ""), "date", confidence=sure,
            anchored=anchored, why=why, choices=_distinct(choices, self.values.get("received_on", "")),
            error=self.errors.get("received_on", ""), time=self.values.get("received_time", ""),
            time_error=self.errors.get("received_time", ""),
        )  # fmt: skip

    def _written(self) -> date | None:
        text = self.values.get(f"l{self.main}-date", "")
        return parse_date(text) if text else None

    def _block(self, i: int, letter: dict[str, Any]) -> LetterBlock:
        rows = {name: self._row(i, letter, name) for name in v.FIELDS}
        number, subject = self.values.get(f"l{i}-number", ""), self.values.get(f"l{i}-subject", "")
        return LetterBlock(
            index=i,
            title=self._title(i),
            about=" · ".join(
                part for part in (subject if number else "", self.values.get(f"l{i}-addressee", "")) if part
            ),
            is_main=i == self.main,
            first=[rows[name] for name in _FIRST],
            rest=[rows[name] for name in v.FIELDS if name not in _FIRST],
            recital=[
                (f"recital|{i}|{j}", str(one.get("quote") or ""))
                for j, one in enumerate(letter.get("recital_deadlines") or [])
                if "-".join(str(edge) for edge in one.get("span") or []) not in self.taken
            ],
        )

    def _title(self, i: int) -> str:
        return self.values.get(f"l{i}-number") or self.values.get(f"l{i}-subject") or _("ฉบับที่ %(n)s") % {"n": i + 1}

    def _row(self, i: int, letter: dict[str, Any], name: str) -> Row:
        control = f"l{i}-{name}"
        value, read = self.values.get(control, ""), v.shown(name, letter)
        sure = float((letter.get("confidence") or {}).get(name, 1.0)) if self.intake.reading else 1.0
        offered = [
            Choice(
                v.thai(one.get("value")) if name == "date" else str(one.get("value") or ""), str(one.get("why") or "")
            )
            for one in (letter.get("alternatives") or {}).get(name) or []
        ]
        why = ""
        if is_low(sure) and value == read and name in (*_FIRST, "urgency") and (value or offered):
            reasons = [one.why for one in offered if one.why]
            why = reasons[0] if reasons else _("คำในเอกสารไม่ชัดหรือไม่ครบ ตรวจกับต้นฉบับ")
        if name in ("number", "date") and not value and self.intake.reading:
            why = why or _("ไม่พบในหัวหนังสือ เว้นว่างได้ถ้าไม่มีจริง")
        key, anchored = self._mark((letter.get("spans") or {}).get(name), bool(why))
        kind = {"date": "date", "references": "area", "subject": "area", "addressee": "area", "circular": "check"}.get(
            name
        )
        row = Row(
            key, control, str(FIELD_LABELS[name]), value, kind or ("select" if name in _OPTIONS else "text"),
            _OPTIONS.get(name, ()), sure, anchored, why, _distinct(offered, value), self.errors.get(control, ""),
        )  # fmt: skip
        if name == "references":
            numbers = [line.split(" ลงวันที่")[0].strip() for line in value.splitlines()]
            row.found = [
                (one, self.registered[number_key(one)]) for one in numbers if number_key(one) in self.registered
            ]
        return row

    def _duties(self) -> list[DutyRow]:
        rows = []
        for i, letter in enumerate(self.letters):
            for j, deadline in enumerate(letter.get("deadlines") or []):
                rows.append(self._duty(f"l{i}-d{j}", deadline, self._title(i)))
        for k in range(v.added_count(self.values)):
            rows.append(self._duty(f"a{k}", None, ""))
        return rows

    def _duty(self, prefix: str, deadline: dict[str, Any] | None, letter: str) -> DutyRow:
        controls = {name: self.values.get(f"{prefix}-{name}", "") for name in (*v.DUTY_FIELDS, "keep", "replaces")}
        errors = {n: self.errors[f"{prefix}-{n}"] for n in controls if f"{prefix}-{n}" in self.errors}
        sure = float((deadline or {}).get("confidence", 1.0))
        span = (deadline or {}).get("span") if deadline else _span_of(self.values.get(f"{prefix}-span", ""))
        key, anchored = self._mark(span, is_low(sure))
        hidden = {} if deadline else {
            f"{prefix}-{n}": self.values.get(f"{prefix}-{n}", "") for n in ("letter", "source", "quote", "span")
        }  # fmt: skip
        return DutyRow(
            key, prefix, controls, errors, duty_preview(self.values, prefix, deadline, self.received_on, self.today),
            str((deadline or {}).get("quote") or self.values.get(f"{prefix}-quote", "")),
            letter if len(self.letters) > 1 else "", sure, anchored,
            [str(note) for note in (deadline or {}).get("notes") or []],
            "read" if deadline else self.values.get(f"{prefix}-source", "added"),
            matching.binds(controls["from_level"], self.office.level), hidden,
        )  # fmt: skip

    def _flags(self) -> list[FlagRow]:
        rows = []
        for n, flag in enumerate((self.intake.reading or {}).get("flags") or []):
            span = flag.get("span")
            key, href = f"g{n}", ""
            if span and span[0] < span[1]:
                same = next((one for one in self.marks if one.start <= span[0] and span[1] <= one.end), None)
                if same is not None:
                    key, href = same.key, f"#f{same.key}"
                else:
                    self.marks.append(m.Mark(key, int(span[0]), int(span[1]), True))
                    href = f"#w{key}"
            rows.append(FlagRow(key, href, str(flag.get("message") or flag.get("code")), str(flag.get("words") or "")))
        return rows

    @property
    def left(self) -> int:
        """Return how many fields and duties want to be looked at."""
        rows = [self.received, *(row for block in self.blocks if block.is_main for row in (*block.first, *block.rest))]
        return sum(row.low for row in rows) + sum(duty.low for duty in self.duties)


def duty_preview(
    values: Mapping[str, str], prefix: str, deadline: Mapping[str, Any] | None, received: date | None, today: date
) -> Preview:
    """Return the next dates of the rule that stands in a duty's controls, or the sentence that says what is wrong."""
    form = Reading(values)
    if not form.text(f"{prefix}-rule"):
        return Preview()
    rule = rule_of(form, prefix, deadline)
    first_due = form.day(f"{prefix}-first_due")
    if rule is None:
        return Preview(error=form.errors.get(f"{prefix}-rule", ""))
    return preview(rule, first_due=first_due, received=received, today=today)


def _span_of(text: str) -> list[int] | None:
    start, _, end = text.partition("-")
    return [int(start), int(end)] if start.isdigit() and end.isdigit() else None


def _distinct(choices: list[Choice], value: str) -> list[Choice]:
    kept: dict[str, Choice] = {}
    for one in choices:
        if one.value and one.value != value:
            kept.setdefault(
                one.value, Choice(one.value, one.why, one.label or _("ใช้ %(value)s") % {"value": one.value})
            )
    return list(kept.values())[:5]


@dataclass(frozen=True)
class Difference:
    """A control in which two clerks differ."""

    label: str
    mine: str
    theirs: str


def differences(mine: Mapping[str, str], theirs: Mapping[str, str], letters: int) -> list[Difference]:
    """Return where two clerks' controls differ, in office words."""
    found = []
    for name in sorted({*mine, *theirs}):
        if name in ("kept_by", "kept_at", "version", "reason", "added"):
            continue
        one, other = _told(mine, name), _told(theirs, name)
        if one != other:
            found.append(Difference(_label(name, letters), one, other))
    return found


def _told(values: Mapping[str, str], name: str) -> str:
    """Say what one clerk's control holds; a duty this clerk never added holds nothing."""
    head, _dash, _rest = name.partition("-")
    if head[:1] == "a" and head[1:].isdigit() and int(head[1:]) >= int(values.get("added") or 0):
        return "–"
    value = values.get(name, "")
    if name.endswith("-keep"):
        return _("ใช้") if value else _("ไม่ใช้")
    if name == "main" and value.isdigit():
        return _("ฉบับที่ %(n)s") % {"n": int(value) + 1}
    if name.endswith("-replaces") and value:
        return _("เลือกไว้")
    return str(_VALUE_WORDS.get(value, value)) or "–"


def _label(name: str, letters: int) -> str:
    if name in _PAGE_LABELS:
        return str(_PAGE_LABELS[name])
    head, _sep, rest = name.partition("-")
    where = ""
    if letters > 1 and head[1:].isdigit() and head[0] == "l":
        where = f" ({_('ฉบับที่ %(n)s') % {'n': int(head[1:]) + 1}})"
    if head.startswith("a"):
        return f"{_PAGE_LABELS['added']}: {_DUTY_LABELS.get(rest, rest)}"
    if rest.startswith("d") and "-" in rest:
        number, _sep, part = rest.partition("-")
        if not number[1:].isdigit():
            return name
        told = _("หน้าที่ %(n)s: %(part)s") % {"n": int(number[1:]) + 1, "part": _DUTY_LABELS.get(part, part)}
        return f"{told}{where}"
    return f"{FIELD_LABELS.get(rest, rest)}{where}"
