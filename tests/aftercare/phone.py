"""Whom a team has to see, and a door to its pages."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from tests.factories import aftercare as make
from tests.factories.actors import TODAY

from tidtam.accounts import clock
from tidtam.accounts.models import Grant, Installation, User
from tidtam.aftercare.models import Case
from tidtam.kernel import wall
from tidtam.offices.models import Office
from tidtam.people.models import Person


@pytest.fixture(autouse=True)
def demo_day():
    """Make the day that of the factories; a demo asks no second factor."""
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()


def door(code: str, role: str, name: str = "ประสิทธิ์ บุญมาก") -> Client:
    """Sign a person in under one grant."""
    if code.startswith("TEAM-"):
        make.team(code[5:])
    user = User.objects.create_user(f"p{User.objects.count()}", "correct horse battery", name=name)
    Grant.objects.create(user=user, office=Office.objects.get(code=code), role=role, valid_from=make.day(-400))
    client = Client()
    client.force_login(user)
    return client


def see() -> None:
    wall.enter("1.", sensitive=True)


def due(offset: int = 0, **other) -> Case:
    """Make a case of the team whose next round is due `offset` days from today (day 60 is the fourth round)."""
    by, nickname = make.recorder(), other.pop("nickname", "ชาย")
    made = make.case(by, completed_on=TODAY - timedelta(days=15 * 4 + offset), **other)
    see()
    Person.objects.filter(pk=made.person_id).update(nickname=nickname)
    return Case.objects.select_related("person", "office").get(pk=made.pk)


def met(**other) -> dict[str, object]:
    """Return what a form of somebody met sends."""
    return {
        "uuid": str(uuid.uuid4()), "found": "F1", "q2_1": "n", "q2_2": "n", "needs_declined": "on", "day": "0",
        "mode": "H", "note": "คุยดี", "missing": "N1", "next_in": "3",
    } | other  # fmt: skip


def page(client: Client, url: str, status: int = 200) -> str:
    """Fetch a page."""
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code, answer.content.decode()[:300])
    return answer.content.decode()
