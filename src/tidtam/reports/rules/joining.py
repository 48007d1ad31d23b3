"""Put lines under what was typed into a cell, without touching it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.reports.rules.reading import WORDS


def missing(typed: str, said: str) -> bool:
    """Say whether a sentence does not stand in a cell yet, whatever its spaces."""
    return "".join(said.split()) not in "".join(typed.split())


def joined(typed: str, lines: Sequence[tuple[str, str]], most: int = WORDS) -> tuple[str, int, int]:
    """Return a cell with the lines under what was typed, how many were put there, and how many found no room.

    Each line comes with the sentence by which it is known; one that stands there is not put there again.
    """
    text, put, left = typed.strip(), 0, 0
    for said, line in lines:
        if not missing(text, said):
            continue
        longer = f"{text}\n{line}" if text else line
        if len(longer) > most:
            left += 1
            continue
        text, put = longer, put + 1
    return text, put, left
