"""What the hash of an edition covers: the JSON that goes out with it, from which anybody can compute it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tidtam.reports.models import CellRows, Edition, Report
from tidtam.reports.rules.sealing import digest, rows_digest

COVERS_ANNEX = 2  # the scheme that began to


def payload(report: Report, edition: Edition, cells: Iterable[CellRows]) -> dict[str, Any]:
    """Return all that is signed: the report's place and period, values, notes, whose it is, the rows behind each cell.

    The office stands by its immutable id and the form by its digest, so a move or a new name changes nothing.
    From scheme 2 on the annex is covered by its length and a digest of its lines; an edition of scheme 1 says nothing
    of either, so that it verifies as it was signed. `report.template` and `edition.form` are read.
    """
    more = {} if edition.scheme < COVERS_ANNEX else {"scheme": edition.scheme, "annex": _annex(edition.annex)}
    return more | {
        "report": report.public_id, "template": report.template.code, "office": report.office_id,
        "level": report.level, "period": [report.period_start.isoformat(), report.period_end.isoformat()],
        "form": [edition.form.no, digest({"form": edition.form.form})], "no": edition.no,
        "values": edition.values, "own": edition.own, "notes": edition.notes, "nil": edition.nil,
        "children": edition.children, "missing": edition.missing, "facts_at": _said(edition.facts_at),
        "signed_at": _said(edition.signed_at), "signer": edition.signer_name, "position": edition.signer_position,
        "capacity": edition.capacity, "for_position": edition.for_position, "prepared": edition.prepared_name,
        "prepared_at": _said(edition.prepared_at), "reason": edition.reason, "diff": edition.diff,
        "cells": {one.cell: _cell(one) for one in cells},
    }  # fmt: skip


def _annex(lines: list[list[int]] | None) -> list[Any] | None:
    if lines is None:
        return None
    return [len(lines), rows_digest([str(key) for key, _version in lines], [version for _key, version in lines])]


def _cell(one: CellRows) -> list[Any]:
    return [one.relation, one.fold, len(one.keys), rows_digest(one.keys, one.versions)]


def _said(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat() if at else ""


def seal(report: Report, edition: Edition, cells: Iterable[CellRows]) -> str:
    """Return the hash of an edition. Shape: 64 hexadecimal digits."""
    return digest(payload(report, edition, cells))
