"""The letter reader: the text of a document in, its letters, duties, receipts and contradictions out."""

from __future__ import annotations

from dataclasses import replace

from tidtam.letters.reader import citations, duties, flags, head, receipts, segment
from tidtam.letters.reader.body import body as body_of
from tidtam.letters.reader.flags import Evidence, sequence_flags
from tidtam.letters.reader.normalise import Document
from tidtam.letters.reader.offices import kind_of
from tidtam.letters.reader.reading import (
    Alternative,
    Deadline,
    Enclosure,
    Flag,
    Found,
    Letter,
    Reading,
    Receipt,
    Reference,
    Span,
)  # fmt: skip
from tidtam.letters.reader.signer import signer

__all__ = [
    "Alternative", "Deadline", "Enclosure", "Flag", "Found", "Letter", "Reading", "Receipt", "Reference", "Span", "read", "sequence_flags",  # noqa: E501
]  # fmt: skip


def read(text: str) -> Reading:
    """Read a document and return its letters, receipts and flags; a text that is no letter gives none.

    Shape: every value is a `Found` with its span in code points of `text`.
    """
    document = Document(text)
    stamps = receipts.stamps(document)
    lines = receipts.without_stamps(document, stamps)
    evidence = [_letter(document, zones) for zones in segment.letters(document, lines)]
    evidence = _with_cited_values(evidence)
    return Reading(
        letters=tuple(item.letter for item in evidence),
        receipts=tuple(stamp.receipt for stamp in stamps),
        flags=flags.flags(document, evidence, stamps),
    )


def _letter(document: Document, zones: segment.Zones) -> Evidence:
    number, parts = head.own_number(document, zones)
    kind = head.kind(document, zones)
    day, dated = head.own_date(document, zones)
    issuer = head.issuer(document, zones, kind.value)
    addressee = head.addressee(document, zones)
    body = body_of(document, zones)
    ordered, told = duties.deadlines(body, addressee.value, issuer.value)
    enclosed, items = citations.enclosures(document, zones)
    name, position = signer(document, zones)
    lines = zones.lines
    first, last = lines[zones.first].start, lines[zones.last - 1].end
    inner = [lines[i] for i in zones.body]
    letter = Letter(
        number=number,
        date=day,
        kind=kind,
        urgency=head.urgency(document, zones),
        circular=head.circular(zones, document, parts, addressee.value),
        issuer=issuer,
        addressee=addressee,
        subject=head.subject(document, zones),
        enclosure_count=enclosed,
        signer_name=name,
        signer_position=position,
        references=citations.references(document, zones, parts),
        deadlines=tuple(ordered),
        recital_deadlines=tuple(told),
        enclosures=items,
        relays=citations.relays(body.squeezed),
        issuer_kind=kind_of(issuer.value),
        span=document.span(first, last),
        body_span=document.span(inner[0].start, inner[-1].end) if inner else None,
    )
    return Evidence(letter, parts, dated, body, last)


def _with_cited_values(evidence: list[Evidence]) -> list[Evidence]:
    """Offer the number or date another letter of the bundle cites where the letter's own is missing or differs."""
    return [replace(item, letter=_offered(item.letter, evidence, k)) for k, item in enumerate(evidence)]


def _offered(letter: Letter, evidence: list[Evidence], index: int) -> Letter:
    cited = [r for k, other in enumerate(evidence) if k != index for r in other.letter.references]
    number, day = letter.number, letter.date
    for reference in cited:
        if number.value and day.value is None and reference.number.value == number.value and reference.date.value:
            day = day.but(Alternative(reference.date.value, reference.date.span, "วันที่ที่หนังสืออีกฉบับในชุดนี้อ้างถึง"))
        elif day.value and reference.date.value == day.value and reference.number.value != number.value:
            same = number.value is None or reference.number.value.partition("/")[0] == number.value.partition("/")[0]
            if same:
                why = "เลขที่ที่หนังสืออีกฉบับในชุดนี้อ้างถึงด้วยวันที่เดียวกัน"
                number = number.but(
                    Alternative(reference.number.value, reference.number.span, why),
                    confidence=min(number.confidence, 0.5),
                )
    return replace(letter, number=number, date=day)
