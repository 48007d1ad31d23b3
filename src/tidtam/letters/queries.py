"""Named reads of the letters room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db import connection
from django.db.models import Case, Count, Q, QuerySet, Value, When

from tidtam.kernel.actor import Actor
from tidtam.letters import access, reader, rules
from tidtam.letters.choices import Direction, EdgeKind, IntakeState, Secrecy, StepKind, Urgency
from tidtam.letters.models import Confirmation, Edge, Intake, Letter, RegisterEntry, Step
from tidtam.thai.dates import parse_date

_DATE_LENGTH = 28  # "วันที่ ๑๕ พฤศจิกายน ๒๕๖๖" and less; longer text holds more than a date


def carried(letter_id: int) -> list[int]:
    """Return a letter and all it forwards or encloses, downwards. Shape: one query per level (usually two)."""
    found, todo = [letter_id], [letter_id]
    while todo:
        todo = list(
            Edge.objects.filter(source__in=todo, kind__in=[EdgeKind.FORWARDS, EdgeKind.ENCLOSES])
            .exclude(target__in=found)
            .exclude(target__is_stub=True)
            .values_list("target_id", flat=True)
        )
        found += todo
    return found


def carrying(letter_id: int) -> list[int]:
    """Return a letter and all that forward or enclose it, upwards."""
    found, todo = [letter_id], [letter_id]
    while todo:
        todo = list(
            Edge.objects.filter(target__in=todo, kind__in=[EdgeKind.FORWARDS, EdgeKind.ENCLOSES])
            .exclude(source__in=found)
            .values_list("source_id", flat=True)
        )
        found += todo
    return found


def carried_letters(letter: Letter, actor: Actor) -> list[Letter]:
    """Return the letters a letter forwards or encloses, as the actor may see them, oldest first. Shape: 3 queries."""
    ids = [key for key in carried(letter.pk) if key != letter.pk]
    return list(access.letters(actor).filter(pk__in=ids).order_by("date", "id")) if ids else []


_PRESSING = Case(
    *(When(letter__urgency=urgency, then=Value(place)) for place, urgency in enumerate(reversed(Urgency.values))),
    default=Value(9),
)


def to_confirm(actor: Actor) -> QuerySet[Intake]:
    """Return documents read or being read or failed, urgent ones are told apart by their reading; newest last."""
    return (
        access.intakes(actor)
        .filter(state__in=[IntakeState.READING, IntakeState.READ, IntakeState.FAILED])
        .select_related("taken_by")
        .defer("text", "draft")
        .order_by("taken_at")
    )


def is_worker_alive() -> bool:
    """Say whether a worker that reads documents gave a sign of life in the last half minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 s')"
        )
        return bool(cursor.fetchone()[0])


def entry_of_intake(actor: Actor, intake: Intake) -> RegisterEntry | None:
    """Return the register line a document became, if it was confirmed."""
    return access.own_entries(actor).filter(intake=intake).select_related("letter").order_by("id").first()


def registered_by_number(actor: Actor, numbers: Iterable[str]) -> dict[str, RegisterEntry]:
    """Return the own office's live register lines of letters with these numbers, by number key. Shape: one query."""
    keys = {rules.number_key(number) for number in numbers if number}
    rows = (
        access.own_entries(actor)
        .filter(letter__number_key__in=keys, number__isnull=False, voided_at__isnull=True)
        .select_related("letter")
        .order_by("-id")
    )
    return {row.letter.number_key: row for row in rows} if keys else {}


def divisions(actor: Actor, limit: int = 30) -> list[str]:
    """Return the divisions the office assigned letters to before, for the list one picks from."""
    rows = access.own_entries(actor).exclude(division="").order_by("division").values_list("division", flat=True)
    return list(rows.distinct()[:limit])


def confirmation_of(actor: Actor, entry: RegisterEntry) -> Confirmation | None:
    """Return what was confirmed of a register line's letter, the latest, with its deadlines. Shape: two queries."""
    return (
        access.confirmations(actor)
        .filter(entry=entry, letter=entry.letter_id)
        .prefetch_related("deadlines")
        .order_by("-id")
        .first()
    )


def years(actor: Actor, direction: str) -> list[int]:
    """Return the years a register has lines of, newest first."""
    rows = access.own_entries(actor).filter(direction=direction, year__isnull=False)
    found = rows.order_by("-year").values_list("year", flat=True).distinct()
    return [year for year in found if year is not None]


def acted_words(entries: Iterable[int]) -> dict[int, str]:
    """Return, per register line, the last words of routing (การปฏิบัติ). Shape: one query."""
    found: dict[int, str] = {}
    for row in Step.objects.filter(entry__in=list(entries)).order_by("entry", "at", "id"):
        words = f"{StepKind(row.kind).label}: {row.words}"
        found[row.entry_id] = f"{words} ({row.division})" if row.division else words
    return found


def to_register(actor: Actor) -> QuerySet[RegisterEntry]:
    """Return letters delivered to the own office that wait for a number, most urgent first."""
    return (
        access.own_entries(actor)
        .filter(direction=Direction.IN, number__isnull=True, voided_at__isnull=True)
        .select_related("letter", "via__office")
        .order_by(_PRESSING, "delivered_at")
    )


def to_route(actor: Actor) -> QuerySet[RegisterEntry]:
    """Return registered letters of the own office nobody has proposed, ordered or acted on, most urgent first."""
    return (
        access.own_entries(actor)
        .filter(direction=Direction.IN, number__isnull=False, acted_at__isnull=True, voided_at__isnull=True)
        .filter(steps__isnull=True)
        .select_related("letter")
        .order_by(_PRESSING, "registered_at")
    )


def register(
    actor: Actor, direction: str, *, year: int | None = None, text: str = "", urgency: str = ""
) -> QuerySet[RegisterEntry]:
    """Return the register of the own office, newest number first. Shape: letter and relaying office in one query."""
    rows = access.own_entries(actor).filter(direction=direction).select_related("letter", "via__office")
    if direction == Direction.IN:
        rows = rows.filter(number__isnull=False)
    if year:
        rows = rows.filter(year=year)
    if text.strip():
        rows = rows.filter(letter__in=search_ids(text))
    if urgency in Urgency.values:
        rows = rows.filter(letter__urgency=urgency)
    return rows.order_by("-year", "-number")


def issued_about(actor: Actor, about: str) -> list[RegisterEntry]:
    """Return the outgoing lines, oldest first, that another room had written about one of its own things."""
    rows = access.entries(actor).filter(about=about, direction=Direction.OUT).select_related("letter")
    return list(rows.order_by("id")) if about else []


def replaced(letter: Letter) -> Letter | None:
    """Return the letter that this one takes the place of. Shape: one query."""
    found = Edge.objects.filter(source=letter, kind=EdgeKind.SUPERSEDES).select_related("target").first()
    return found.target if found else None


def search_ids(text: str, limit: int = 2000) -> list[int]:
    """Return ids of letters in scope whose number, parties, subject or text hold every word; newest first."""
    terms = rules.search_terms(text)
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT letters_search(%s, %s)", [terms, limit])
        return [row[0] for row in cursor.fetchall()]


def search(
    actor: Actor, text: str = "", *, issuer: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Letter]:
    """Return letters in scope by words, issuer and date; stubs (cited, not received) included."""
    rows = access.letters(actor).filter(secrecy=Secrecy.NORMAL)
    if text.strip():
        # A date in any writing finds the letters of that day, beside those that hold the words.
        day = parse_date(text) if len(text.strip()) <= _DATE_LENGTH else None
        rows = rows.filter(Q(pk__in=search_ids(text)) | (Q(date=day) if day else Q(pk__in=[])))
    if issuer.strip():
        rows = rows.filter(issuer__icontains=issuer.strip())
    if since:
        rows = rows.filter(date__gte=since)
    if until:
        rows = rows.filter(date__lte=until)
    return rows.order_by("-date", "-id")


def entries_of_letters(actor: Actor, letters: Iterable[int]) -> dict[int, list[RegisterEntry]]:
    """Return the register lines in scope of some letters, the own office's first, at most four. Shape: one query."""
    found: dict[int, list[RegisterEntry]] = {}
    lines = access.entries(actor).filter(letter__in=list(letters)).select_related("office")
    for row in lines.order_by("office__path", "id"):
        kept = found.setdefault(row.letter_id, [])
        if len(kept) < 4:
            kept.append(row)
    return found


@dataclass(frozen=True)
class Hop:
    """One link of the graph, with the days the letter took from one hand to the next."""

    source: Letter
    target: Letter
    kind: str
    label: str
    days: int | None


def graph(letter: Letter, *, steps: int = 4) -> tuple[list[Letter], list[Hop]]:
    """Return the letters linked to one letter, up to `steps` links away, and the links. Shape: two queries a step."""
    seen, todo, edges = {letter.pk}, {letter.pk}, {}
    for _ in range(steps):
        found = Edge.objects.filter(Q(source__in=todo) | Q(target__in=todo)).select_related("source", "target")
        fresh = set()
        for edge in found:
            edges[edge.pk] = edge
            fresh |= {edge.source_id, edge.target_id} - seen
        if not fresh:
            break
        seen |= fresh
        todo = fresh
    nodes = sorted(Letter.objects.filter(pk__in=seen), key=lambda one: (one.date is None, one.date or date.max, one.pk))
    known = {one.pk: one for one in nodes}
    hops = [
        Hop(known[e.source_id], known[e.target_id], e.kind, str(EdgeKind(e.kind).label), _days(e))
        for e in edges.values()
        if e.source_id in known and e.target_id in known
    ]
    return nodes, sorted(hops, key=lambda hop: (hop.source.date or date.max, hop.kind))


def _days(edge: Edge) -> int | None:
    if edge.source.date and edge.target.date and edge.kind in (EdgeKind.FORWARDS, EdgeKind.ENCLOSES, EdgeKind.RELAYS):
        return (edge.source.date - edge.target.date).days
    return None


def deliveries(out: RegisterEntry) -> QuerySet[RegisterEntry]:
    """Return the lines of the offices a letter was relayed to: delivered, registered, opened, acted."""
    return RegisterEntry.objects.filter(via=out).select_related("office").order_by("office__path")


def delivery_counts(outs: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return, per outgoing line, how many were delivered, registered, opened and acted on. Shape: one query."""
    rows = (
        RegisterEntry.objects.filter(via__in=outs)
        .values("via")
        .annotate(
            delivered=Count("id"),
            registered=Count("id", filter=Q(number__isnull=False)),
            opened=Count("id", filter=Q(opened_at__isnull=False)),
            acted=Count("id", filter=Q(acted_at__isnull=False)),
        )
    )
    return {int(row.pop("via")): row for row in cast("list[dict[str, int]]", list(rows))}


def relays_of(entry: RegisterEntry) -> QuerySet[RegisterEntry]:
    """Return the outgoing lines by which an office passed a received letter down."""
    return RegisterEntry.objects.filter(via=entry, direction=Direction.OUT).select_related("letter").order_by("id")


def steps(entry: RegisterEntry) -> QuerySet[Step]:
    """Return what was proposed, ordered and done with a letter, in order."""
    return entry.steps.order_by("at", "id")


def number_neighbours(letter: Letter) -> list[Letter]:
    """Return the letters in scope of the same prefix and calendar year, itself included. Shape: one query."""
    prefix = letter.number_key.partition("/")[0]
    if not prefix or letter.date is None:
        return []
    rows = Letter.objects.filter(number_key__startswith=prefix + "/", date__year=letter.date.year)
    return list(rows.defer("text", "search_text").order_by("date", "id")[:500])


def flags_of(actor: Actor, letter: Letter) -> list[dict[str, Any]]:
    """Return the contradictions told of a letter: those read in its document, and numbers out of the register's order.

    Shape: [{"code", "words", "message"}]; two queries.
    """
    confirmation = access.confirmations(actor).filter(letter=letter).order_by("-id").first()
    found: list[dict[str, Any]] = list(confirmation.flags) if confirmation else []
    items = [(one.pk, one.number, one.date) for one in number_neighbours(letter)]
    for key, why, other in reader.sequence_flags(items):
        if letter.pk in (key, other) and not any(one.get("message") == why for one in found):
            found.append({"code": "number_out_of_sequence", "words": letter.number, "message": why})
    return found
