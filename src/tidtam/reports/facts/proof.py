"""The rows behind the cells of a report at this moment, and what they fold to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports.facts import kept
from tidtam.reports.facts.kept import Row, said
from tidtam.reports.facts.sources import Rows, rows_of
from tidtam.reports.rules.folding import fold


def value(found: Rows, *, read: bool = False) -> Decimal | None:
    """Return what rows fold to as they were at their versions; None when one of them cannot be found any more.

    Shape: no query for a count, unless its rows are to be `read` as well; two for any other fold.
    """
    if found.fold == "count" and not read:
        return Decimal(len(found.keys))
    found_then: list[Row] = []
    for one in said(found.relation, found.keys, found.versions):
        if one is None:
            return None
        found_then.append(one)
    return fold(found.fold, found_then)


def proof(code: str, path: str, without: Sequence[str], start: date, end: date) -> Rows:
    """Return the rows behind a figure of a branch, less those of the branches below that report for themselves."""
    return _apart([code], path, without, start, end)[code]


def _apart(codes: Sequence[str], path: str, without: Sequence[str], start: date, end: date) -> dict[str, Rows]:
    out = rows_of(codes, path, start, end)
    for place in without:
        for code, taken in rows_of(codes, place, start, end).items():
            if taken.keys:
                found, gone = out[code], set(taken.keys)
                left = [one for one in zip(found.keys, found.versions, strict=True) if one[0] not in gone]
                out[code] = Rows(
                    found.relation, found.fold, [key for key, _v in left], [version for _k, version in left]
                )
    return out


def proofs(
    wanted: Mapping[str, Decimal], path: str, without: Sequence[str], start: date, end: date
) -> dict[str, Rows] | None:
    """Return the rows behind each figure that is not 0; None when the records moved on since the figures were read."""
    out = _apart([code for code, told in wanted.items() if told], path, without, start, end)
    return out if all(value(one) == wanted[code] for code, one in out.items()) else None


def today(relation: str, keys: Sequence[str]) -> dict[str, Row]:
    """Return the rows as they are now, by key; one that is no more is left out. Shape: one query."""
    if not keys:
        return {}
    with wall.lent(ROOT):
        return kept._now(relation, keys)
