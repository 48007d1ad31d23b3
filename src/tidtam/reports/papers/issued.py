"""The papers of a number: what they are set from, kept as it was decided until they are set, and how they are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import override

from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import Enclosure, Letter, Signature, letter_pdf
from tidtam.reports.papers.paper import report_pdf
from tidtam.reports.queries.answering import Told

_LISTS = ("paragraphs", "address", "references")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What the papers of a reserved number are set from, read from the database already."""

    letter: Letter
    told: Told
    check: str


@dataclass(frozen=True, slots=True)
class Papers:
    """A letter and its enclosure as PDF/A."""

    letter: bytes
    enclosure: bytes


def set_papers(drawn: Drawn) -> Papers:
    """Set both papers in Thai, whoever asks. Shape: no query."""
    with override("th"):
        enclosure = report_pdf(drawn.told, check=drawn.check)
        return Papers(letter_pdf(replace(drawn.letter, emblem=emblem())), enclosure)


def as_json(letter: Letter) -> dict[str, Any]:
    """Return a letter as JSON; the emblem stands in the house and is not kept with it."""
    found = asdict(replace(letter, emblem=None))
    return found | {"dated": letter.dated.isoformat() if letter.dated else None, "kind": str(letter.kind)}


def from_json(data: Mapping[str, Any]) -> Letter:
    """Read what `as_json` wrote."""
    found: dict[str, Any] = dict(data) | {name: tuple(data[name]) for name in _LISTS}
    found["enclosures"] = tuple(Enclosure(**one) for one in data["enclosures"])
    found["signature"] = Signature(**data["signature"])
    found["dated"] = date.fromisoformat(data["dated"]) if data["dated"] else None
    return Letter(**found)
