"""The wall around what an office of help keeps: two local governments, every table, every filter."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from tests.factories import assistance as make
from tests.factories.actors import NOW, TODAY, office
from tests.factories.referrals import agency
from tests.kernel.test_wall import SCOPED, _filters, _getters
from tests.kernel.test_wall_care import own_rows_alone, stopped

from tidtam.assistance.actions import (
    announcing,
    answering,
    centre,
    citizens,
    handing,
    meetings,
    referrals,
    requests,
    surveying,
)
from tidtam.assistance.actions.receiving import AffectedValues, EvidenceValues
from tidtam.assistance.models import Inbound, Referral, Request
from tidtam.exchange.actions import typing
from tidtam.exchange.rules import current
from tidtam.files import actions as files
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.offices import queries as offices
from tidtam.offices.models import Office

pytestmark = pytest.mark.django_db
ROOMS = ("assistance", "exchange")
# What is typed of visits is a district's, and tried with its follow-up.
HELP = [m for m in SCOPED if m._meta.app_label in ROOMS and not m._meta.model_name.startswith("bsort")]
HELP_FILTERS = [f for f in _filters() if f.__module__.split(".")[1] in ROOMS and f.__name__ != "bsort"]


@dataclass(frozen=True)
class Centre:
    """A local government, the tambon it looks after, and who keeps its register."""

    by: Actor
    office: Office
    area: str


def photo(shade: int) -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (shade % 255, 90, 30)).save(out, "JPEG")
    return out.getvalue()


def asked(one: Centre, serial: int, **more: Any) -> Request:
    """Take a request into the register of a local government."""
    return make.request(one.by, at=one.office, serial=serial, area=one.area, **more)


def fill(one: Centre, other: Office, serial: int) -> None:
    """Make a row of everything a local government keeps, and give the other something to do."""
    by, mine = one.by, one.office
    told: dict[str, Any] = {"by": by, "at": NOW}
    wall.enter(by.scope)
    kept = files.store(office=mine, content=photo(serial), name="บ้าน.jpg", personal=True, **told)
    row = asked(
        one, serial, codes=("HOU", "EQP"), affected=(AffectedValues("สมศรี ใจดี", "48/3"),),
        evidence=(EvidenceValues(kept),),
    )  # fmt: skip
    row = make.checked(row, by)
    row = requests.check_item(request=row, code="identity", note="ดูบัตรแล้ว", **told)
    citizens.issue_ticket(request=row, **told)
    citizens.say(request=row, words="ขอภาพเพิ่ม", side="office", asks=True, **told)
    row = requests.send_to_committee(request=row, **told)
    _meet(one, row)
    make.help_all(row, by)
    row.refresh_from_db()
    citizens.give_opinion(request=row, helped="yes", words="ขอบคุณ", score=5, **told)
    announcing.set_days(office=mine, days=20, **told)
    announcing.draw_up(office=mine, **told)
    handed = asked(one, serial + 1, codes=("OCC", "MED"))
    handing.hand_over(need=handed.needs.get(code="MED"), office=other, **told)
    day = surveying.Day(uuid=uuid4(), on=TODAY, area=one.area, team="สมศรี (อสม.)", told=True)
    house = surveying.Household(uuid=uuid4(), name="นางทองดี มีสุข", needs=("HOU",))
    surveying.save(office=mine, day=day, households=[house], **told)
    centre.check_sign(office=mine, place="หน้าสำนักงาน", condition="1", on=TODAY, **told)
    centre.check_channel(office=mine, kind="line", works=True, detail="@toom", on=TODAY, **told)
    typing.tick(office=mine, period=current(TODAY), code="persons", **told)
    referrals.send(need=asked(one, serial + 2, codes=("OCC",)).needs.get(), agency=agency(), summary="ฝึกอาชีพ", **told)
    referrals.send(need=handed.needs.get(code="OCC"), office=other, summary="ขอฝึกอาชีพ", **told)


def _meet(one: Centre, row: Request) -> None:
    told: dict[str, Any] = {"by": one.by, "at": NOW}
    seats = [meetings.Member("สมพร ดีงาม", "chair", "", True)]
    when = NOW - timedelta(hours=3)
    meeting = meetings.call(office=one.office, meets_at=when, place="ห้องประชุม", members=seats, waiting=[row.pk], **told)
    meetings.change(meeting=meeting, meets_at=when, place="ห้องประชุม", members=seats, **told)
    item = meeting.items.get()
    meetings.decide(meeting=meeting, decided=[meetings.Decided(item.pk, "granted", "เห็นควร", "สังกะสี")], **told)


@pytest.fixture
def two() -> tuple[Actor, Actor]:
    """Return who keeps the registers of local governments of two districts; each asked the other for something."""
    made = []
    for code, area in ((make.LGO, "301409"), ("", "301501")):
        where = office(code) if code else offices.offices_of_area(area, line="dla", level="lgo").first()
        made.append(Centre(make.clerk(where.code), where, area))
    here, there = made
    fill(here, there.office, 910)
    fill(there, here.office, 930)
    for one in made:
        wall.enter(one.by.scope)
        came = Referral(pk=Inbound.objects.get().referral_id)  # the sender's row; an answerer does not see it
        answering.ask(referral=came, words="มีที่ดินไหม", by=one.by, at=NOW)
    return here.by, there.by


def test_a_local_government_sees_its_own_rows_and_moves_none_out(two):
    assert len(HELP) > 24
    for model in HELP:
        own_rows_alone(model._meta.db_table, *two)


def test_a_forgotten_filter_is_stopped(two, monkeypatch):
    for f in HELP_FILTERS:
        stopped(f, *two, monkeypatch)


def test_every_filter_of_these_rooms_is_tried():
    names = {f"{f.__module__.split('.')[1]}.{f.__name__}" for f in HELP_FILTERS}
    assert names >= {
        "assistance.needs", "assistance.movements", "assistance.requests", "assistance.deliveries",
        "assistance.evidence", "assistance.messages", "assistance.meetings", "assistance.announcements",
        "assistance.referrals", "assistance.inbound", "assistance.sheets", "assistance.sign_checks",
        "assistance.channels", "exchange.tasks",
    }  # fmt: skip


def test_a_known_number_opens_nothing_of_others(two):
    here, there = two
    wall.enter(there.scope)
    with_number = [m for m in HELP if any(field.name == "public_id" for field in m._meta.concrete_fields)]
    numbers = [row for m in with_number for row in m._base_manager.values_list("public_id", flat=True)]
    assert len(numbers) > 12
    wide = replace(here, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(here.scope)
    for f in _getters():
        for number, asker in product(numbers, (here, wide)):
            with pytest.raises(Missing):
                f(asker, number)
