"""People who were handed over after a report was signed stay where that report counted them.

A case stands where it is looked after today. Asked again later, a running total of a past period would lose everybody
who has moved since, and no late record would be behind it. So a case that was handed out is kept as it was signed, and
one that was handed in is left to the office that counted it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from tidtam.aftercare.models import HandedOver
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.reports.facts.sources import Rows

MOVING = frozenset({"aftercare_case", "aftercare_round"})
Signed = Mapping[str, tuple[list[str], list[int]]]  # by cell: keys and versions


def settle(now: Mapping[str, Rows], signed: Signed, path: str, since: date) -> dict[str, Rows]:
    """Return the rows of each cell without those handed in since a day, and with those handed out since.

    Shape: one query, none when no row came or went. Only tables of `MOVING` are changed.
    """
    out = dict(now)
    turned = {
        cell: (set(rows.keys) - set(signed.get(cell, ((), ()))[0]), set(signed.get(cell, ((), ()))[0]) - set(rows.keys))
        for cell, rows in now.items() if rows.relation in MOVING
    }  # fmt: skip
    cases = {_case(key) for came, went in turned.values() for key in (*came, *went)}
    if not cases:
        return out
    handed_in, handed_out = handed(cases, path, since)
    # Days are no hours: who came on the day of the signature and is in it was counted here, and stays whatever changes.
    handed_in -= {_case(key) for cell in turned for key in signed.get(cell, ((), ()))[0]}
    for cell, (came, went) in turned.items():
        rows, kept = now[cell], dict(zip(*signed.get(cell, ([], [])), strict=True))
        standing = dict(zip(rows.keys, rows.versions, strict=True))
        for key in came:
            if _case(key) in handed_in:
                del standing[key]
        standing |= {key: kept[key] for key in went if _case(key) in handed_out}
        keys = sorted(standing, key=lambda key: [int(part) for part in key.split("/")])
        out[cell] = Rows(rows.relation, rows.fold, keys, [standing[key] for key in keys])
    return out


def _case(key: str) -> int:
    return int(key.partition("/")[0])


def handed(cases: set[int], path: str, since: date) -> tuple[set[int], set[int]]:
    """Return which cases came into a branch from outside since a day, and which left it. Shape: one query."""
    with wall.lent(ROOT):
        rows = HandedOver.objects.filter(case_id_was__in=cases, handed_on__gte=since)
        found = list(rows.values_list("case_id_was", "from_office__path", "to_office__path"))
    came = {case for case, from_, to in found if to.startswith(path) and not from_.startswith(path)}
    went = {case for case, from_, to in found if from_.startswith(path) and not to.startswith(path)}
    return came - went, went - came


def any_handed(path: str, since: date) -> bool:
    """Say whether any case came into a branch or left it since a day. Shape: one query."""
    inside = {
        end: Q(**{f"{end}_office__path__gte": path, f"{end}_office__path__lt": path + "~"}) for end in ("from", "to")
    }
    with wall.lent(ROOT):
        rows = HandedOver.objects.filter(inside["from"] ^ inside["to"], handed_on__gte=since)
        return rows.exists()
