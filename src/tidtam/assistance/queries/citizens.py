"""What office and requester said to each other, and the door of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tidtam.assistance import notes, pins
from tidtam.assistance.models import Message, Request, Ticket
from tidtam.assistance.queries.folder import Folder


@dataclass(frozen=True, slots=True)
class Said:
    """A message, opened."""

    public_id: str
    side: str
    words: str
    asks: bool
    at: datetime
    read: bool


def said(folder: Folder) -> list[Said]:
    """Return the messages of a request, oldest first."""
    return [
        Said(row.public_id, row.side, words_of(row), row.asks, row.at, row.read_at is not None)
        for row in folder.messages
    ]


def words_of(message: Message) -> str:
    """Open a message. Errors: Problem assistance.key_missing, assistance.damaged."""
    return notes.unseal_for(message.words_sealed, "message.words", message.public_id)


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether it was help, as the requester said it, opened. `again`: it was opened again by it."""

    helped: str
    words: str
    again: bool
    at: datetime


def judged(folder: Folder) -> list[Judged]:
    """Return what the requester thought of the help, oldest first."""
    found = []
    for row in folder.opinions:
        words = notes.unseal_for(row.words_sealed, "opinion.words", row.pk)
        found.append(Judged(str(row.get_helped_display()), words, row.again, row.at))
    return found


@dataclass(frozen=True, slots=True)
class TicketFound:
    """What the door of a ticket tells before the PIN is known to fit."""

    request: int
    pin_hash: str
    tries: int
    locked_until: datetime | None


def ticket(office: int, year: int, number: int) -> TicketFound | None:
    """Return the ticket of a number of an office's book, by the database's own door; needs no open wall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assistance_ticket_of(%s, %s, %s)", [office, year, number])
        row = cursor.fetchone()
    return TicketFound(*row) if row else None


def made(request: int) -> datetime | None:
    """Return when the PIN of a request that opens it now was made; None without one. The wall must be open for it."""
    return Ticket.objects.filter(request=request).values_list("made_at", flat=True).first()


def opens(request: Request, pin: str) -> bool:
    """Say whether a PIN is the one of the request's ticket; asked by the office, no try is counted."""
    stored = Ticket.objects.filter(request=request).values_list("pin_hash", flat=True).first()
    return pins.fits(pin, stored or "")
