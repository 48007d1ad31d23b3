"""Invented requests, as a counter would take them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.factories.actors import NOW, TODAY, actor
from tests.factories.people import home, values

from tidtam.assistance.actions import delivering, requests
from tidtam.assistance.actions.delivering import Given
from tidtam.assistance.actions.requests import Intake, Wanted
from tidtam.assistance.models import Delivery, Request
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office

LGO = "LGO-301409"


def lgo() -> Office:
    """Return a local government of a tambon."""
    return Office.objects.get(code=LGO)


def clerk(code: str = LGO, role: str = "lgo_clerk") -> Any:
    """Return who keeps the register, with the head's right to decide as well; the wall open."""
    made = actor(code, role)
    return replace(made, permissions=made.permissions | {Permission.NEEDS_DECIDE})


def intake(serial: int = 1, codes: tuple[str, ...] = ("HOU",), **other: Any) -> Intake:
    """Return what an invented form says."""
    told: dict[str, Any] = {
        "needs": tuple(Wanted(code, "หลังคารั่ว") for code in codes), "asked_on": TODAY - timedelta(days=3),
        "door": "counter", "category": "QOL", "title": "ขอซ่อมหลังคา", "problem": "พายุพัดหลังคา",
        "area": "301409", "moo": "6", "house_no": "48",
    }  # fmt: skip
    if "person_id" not in other:
        told |= {"person": values(serial, first_name="บุญเรือง", last_name="แก้วใส"), "addresses": (home(),)}
    return Intake(**(told | other))


def request(by: Any, *, at: Office | None = None, when: Any = NOW, **more: Any) -> Request:
    """Take a request into the register."""
    return requests.receive(office=at or lgo(), intake=intake(**more), by=by, at=when)


def checked(one: Request, by: Any, *, at: Any = NOW) -> Request:
    """Take a request to the point where somebody may decide."""
    one = requests.start_verifying(request=one, by=by, at=at)
    return requests.note_duplicates(request=one, compared=14, concluded="none", by=by, at=at)


def granted(one: Request, by: Any, *, at: Any = NOW) -> Request:
    """Take a new request through the committee."""
    one = requests.send_to_committee(request=checked(one, by, at=at), by=by, at=at)
    return requests.grant(request=one, reason="เห็นควรช่วยเหลือ", by=by, at=at)


def given(need: int, **more: Any) -> Given:
    """Return what was given for a need."""
    told: dict[str, Any] = {"uuid": uuid4(), "kind": "goods", "given": "สังกะสี 20 แผ่น", "on": TODAY}
    return Given(need=need, **(told | more))


def help_all(one: Request, by: Any, *, at: Any = NOW, on: date = TODAY) -> list[Delivery]:
    """Give help for each need that is open."""
    opened = one.needs.filter(bucket__in=["unmet", "in_progress"]).order_by("pk")
    return [delivering.deliver(request=one, given=given(need.pk, on=on), by=by, at=at) for need in opened]
