"""The papers of a number: what they are set from, kept as it was decided, and how they are set, as PDF and as DOCX."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import override
from docx import Document

from tidtam.letters.papers.emblem import emblem
from tidtam.letters.papers.official import Enclosure, Letter, Signature, letter_pdf
from tidtam.letters.papers.worddoc import letter_docx
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


def as_word(letter: Letter) -> bytes:
    """Return an issued letter as DOCX: with its number and its day, at the foot the address its code is checked at."""
    with override("th"):
        document = Document(io.BytesIO(letter_docx(replace(letter, emblem=emblem()))))
    section = document.sections[0]
    for foot in (section.first_page_footer, section.footer):
        place = foot.add_paragraph() if foot.paragraphs[0].text else foot.paragraphs[0]
        place.add_run(f"ตรวจสอบได้ที่ {letter.check.partition('://')[2]}")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


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
