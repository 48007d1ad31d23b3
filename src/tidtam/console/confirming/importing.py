"""Take in a folder of letters for one office from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tidtam.accounts import clock
from tidtam.console.confirming.proposal import proposal
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.letters.actions import intake as intakes
from tidtam.letters.actions.confirm import confirm as confirm_letter
from tidtam.letters.choices import IntakeState
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code

SUFFIXES = {".pdf", ".png", ".jpg", ".jpeg", ".txt", ".docx", ".webp", ".tif", ".tiff"}


def import_folder(folder: Path, *, code: str, confirm: bool, counts_from: date | None) -> list[dict[str, Any]]:
    """Take in, read and (unless told otherwise) confirm every document of a folder, each in its own transaction.

    Shape: [{"file", "state": "confirmed"|"read"|"held"|"failed", "number", "deadlines", "flags", "message"}]
    Errors: Problem("letters.folder_missing"); Missing for an unknown office. One bad file never stops the rest.
    """
    if not folder.is_dir():
        raise Problem("letters.folder_missing", f"ไม่พบโฟลเดอร์ {folder}")
    office = by_code(code)
    by = Actor(
        user_id=None, grant_id=None, office_id=office.pk, scope=office.path, role="system", name="นำเข้าจากบรรทัดคำสั่ง",
        permissions=frozenset(Permission),
    )  # fmt: skip
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    return [_import_one(path, office, by, confirm=confirm, counts_from=counts_from) for path in files]


def _import_one(path: Path, office: Office, by: Actor, *, confirm: bool, counts_from: date | None) -> dict[str, Any]:
    out: dict[str, Any] = {
        "file": path.name, "state": "failed", "number": None, "deadlines": 0, "flags": [], "message": "",
    }  # fmt: skip
    at = clock.now()
    try:
        with wall.scope(office.path):
            intake = intakes.take_in(office=office, name=path.name, content=path.read_bytes(), by=by, at=at)
            if intake.same_as is not None and intake.same_as.state == IntakeState.CONFIRMED:
                intakes.discard(intake=intake, reason="ไฟล์เดียวกับที่ลงรับแล้ว", by=by, at=at)
                return out | {"state": "held", "message": "หน่วยงานนี้ลงรับไฟล์นี้แล้ว"}
            intake = intakes.read(intake=intake, by=by, at=at)
            if intake.state == IntakeState.FAILED or intake.reading is None:
                return out | {"message": intake.problem}
            found = proposal(intake.reading, intake.text, office, clock.today())
            out |= {
                "state": "read",
                "deadlines": sum(len(one.deadlines) for one in found.letters),
                "flags": sorted({flag["code"] for flag in found.flags}),
            }
            if not confirm:
                return out
            if counts_from:
                found.counts_from = counts_from
            entry = confirm_letter(intake=intake, checked=found, version=intake.version, by=by, at=at)
            return out | {"state": "confirmed", "number": entry.letter.number}
    except Problem as problem:
        return out | {"message": problem.message}
