"""Keep what shows that help was given: a photo of the receipt or the handing over, or a PDF."""

from __future__ import annotations

from datetime import datetime

from tidtam.assistance.models import Need
from tidtam.files import actions as files
from tidtam.files.cleaning import cleaned
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem


def keep(*, need: Need, content: bytes, by: Actor, at: datetime) -> StoredFile:
    """Store a proof, written anew and encrypted, for the office of a need. Errors: Problem beside `proof`."""
    try:
        fresh, ending = cleaned(content)
    except Problem as problem:
        raise Problem(problem.code, problem.message, field="proof", **problem.details) from problem
    name = f"หลักฐานการช่วยเหลือ.{ending}"
    return files.store(office=need.office, content=fresh, name=name, by=by, at=at, personal=True)
