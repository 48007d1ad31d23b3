"""What the reader hands over: letters, receipts and flags, every value with its words and a confidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
Span = tuple[int, int]


class Alternative(NamedTuple):
    """Another value the clerk may pick, the words it stands on and why it is offered (Thai)."""

    value: Any
    span: Span | None
    why: str


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value, its span `[start, end)` in code points of the original text, and how sure the reader is (0..1)."""

    value: T
    span: Span | None = None
    confidence: float = 1.0
    alternatives: tuple[Alternative, ...] = ()

    def but(self, *alternatives: Alternative, confidence: float | None = None) -> Found[T]:
        """Return the same value with more alternatives and, when given, another confidence."""
        return replace(
            self,
            alternatives=self.alternatives + alternatives,
            confidence=self.confidence if confidence is None else confidence,
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """A letter cited by this one."""

    number: Found[str]
    date: Found[date | None]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One item listed as sent with the letter; `number` and `date` when it is itself a letter."""

    words: str
    span: Span | None
    number: str | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """A duty with a time, as `letters/README.md` defines it. `span` is that of the quote."""

    frequency: str
    days: tuple[int, ...]
    month_offset: int
    every_n_days: int | None
    duration_days: int | None
    first_due: date | None
    due: date | None
    from_level: str
    to: str | None
    system: str | None
    quote: str
    span: Span
    spans: dict[str, Span | None] = field(default_factory=dict)
    confidence: float = 1.0
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the keys of the schema and the extras."""
        return {
            "frequency": self.frequency,
            "days": list(self.days),
            "month_offset": self.month_offset,
            "every_n_days": self.every_n_days,
            "duration_days": self.duration_days,
            "first_due": iso(self.first_due),
            "due": iso(self.due),
            "from_level": self.from_level,
            "to": self.to,
            "system": self.system,
            "quote": self.quote,
            "span": list(self.span),
            "spans": {name: listed(span) for name, span in self.spans.items()},
            "confidence": round(self.confidence, 3),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """A received stamp or register entry; it belongs to the document."""

    office: Found[str | None]
    number: Found[str | None]
    date: Found[date | None]
    time: Found[str | None]
    span: Span

    def as_json(self) -> dict[str, Any]:
        """Return the keys of the schema and the extras."""
        parts: dict[str, Found[Any]] = {
            "office": self.office,
            "number": self.number,
            "date": self.date,
            "time": self.time,
        }
        return {
            "office": self.office.value,
            "number": self.number.value,
            "date": iso(self.date.value),
            "time": self.time.value,
            "span": list(self.span),
            "spans": {name: listed(part.span) for name, part in parts.items()},
            "confidence": {name: round(part.confidence, 3) for name, part in parts.items()},
            "alternatives": {name: alternatives(part) for name, part in parts.items()},
        }


@dataclass(frozen=True, slots=True)
class Flag:
    """A contradiction or danger: a stable code, the words it stands on and a Thai sentence that says what to do."""

    code: str
    letter: int | None
    words: str
    span: Span | None
    message: str

    def as_json(self) -> dict[str, Any]:
        """Return the flag as `read-letter --json` prints it."""
        return {
            "code": self.code,
            "letter": self.letter,
            "words": self.words,
            "span": listed(self.span),
            "message": self.message,
        }


LETTER_FIELDS = (
    "number", "date", "kind", "urgency", "circular", "issuer", "addressee", "subject",
    "enclosure_count", "signer_name", "signer_position",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the document in the order in which it stands there."""

    number: Found[str | None]
    date: Found[date | None]
    kind: Found[str]
    urgency: Found[str]
    circular: Found[bool]
    issuer: Found[str | None]
    addressee: Found[str | None]
    subject: Found[str | None]
    enclosure_count: Found[int]
    signer_name: Found[str | None]
    signer_position: Found[str | None]
    references: tuple[Reference, ...]
    deadlines: tuple[Deadline, ...]
    recital_deadlines: tuple[Deadline, ...]
    enclosures: tuple[Enclosure, ...]
    relays: tuple[Found[str], ...]
    issuer_kind: str | None
    span: Span
    body_span: Span | None

    def as_json(self) -> dict[str, Any]:
        """Return the keys of the schema and the extras."""
        parts: dict[str, Found[Any]] = {name: getattr(self, name) for name in LETTER_FIELDS}
        out: dict[str, Any] = {
            name: iso(part.value) if isinstance(part.value, date) else part.value for name, part in parts.items()
        }
        cited = [reference.number.span for reference in self.references if reference.number.span]
        spans = {name: listed(part.span) for name, part in parts.items()}
        spans["references"] = [min(s for s, _ in cited), max(e for _, e in cited)] if cited else None
        sure = {name: round(part.confidence, 3) for name, part in parts.items()}
        sure["references"] = round(min([r.number.confidence for r in self.references], default=1.0), 3)
        return out | {
            "references": [
                {
                    "number": r.number.value,
                    "date": iso(r.date.value),
                    "span": listed(r.number.span),
                    "spans": {"number": listed(r.number.span), "date": listed(r.date.span)},
                }
                for r in self.references
            ],
            "deadlines": [deadline.as_json() for deadline in self.deadlines],
            "spans": spans,
            "confidence": sure,
            "alternatives": {name: alternatives(part) for name, part in parts.items()},
            "recital_deadlines": [deadline.as_json() for deadline in self.recital_deadlines],
            "enclosures": [
                {"words": e.words, "number": e.number, "date": iso(e.date), "span": listed(e.span)}
                for e in self.enclosures
            ],
            "relays": [{"words": r.value, "span": listed(r.span)} for r in self.relays],
            "issuer_kind": self.issuer_kind,
            "span": list(self.span),
            "body_span": listed(self.body_span),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read in one document."""

    letters: tuple[Letter, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    flags: tuple[Flag, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the schema of the letters with spans, confidence, alternatives and flags beside it."""
        return {
            "letters": [letter.as_json() for letter in self.letters],
            "receipts": [receipt.as_json() for receipt in self.receipts],
            "flags": [flag.as_json() for flag in self.flags],
        }


def iso(day: date | None) -> str | None:
    """Return the ISO date or None."""
    return day.isoformat() if day else None


def listed(span: Span | None) -> list[int] | None:
    """Return a span as a JSON list."""
    return list(span) if span else None


def alternatives(part: Found[Any]) -> list[dict[str, Any]]:
    """Return the alternatives of a field for JSON."""
    return [
        {"value": iso(a.value) if isinstance(a.value, date) else a.value, "span": listed(a.span), "why": a.why}
        for a in part.alternatives
    ]
