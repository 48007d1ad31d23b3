"""Nobody of the accused's line learns of a tip about an official: not by list, address, count, notice or search."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import tips as make
from tests.factories.actors import NOW, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.accounts.roles import ROLES
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.notices import access as notices
from tidtam.notices.models import Notice
from tidtam.offices.choices import Level, Line
from tidtam.tips import access, facts
from tidtam.tips.actions import screening, statistics, telling
from tidtam.tips.choices import Kind, Path
from tidtam.tips.models import Handling, Message, MonthCount, SealedContact, Tip, TipFile
from tidtam.tips.queries import desk
from tidtam.tips.rules.routing import Asked, Unit, route

LINE = ("LGO-301409", "DLA-3014", "DOPA-3014", "TEAM-301409", "DLA-30", "DOPA-30")
CANARY = "นกขมิ้นเหลืองอ่อน"


@pytest.fixture
def demo(db: None):
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    yield
    clock.forget()


def offices_of_the_line() -> list[str]:
    """Return the offices of the accused's line that stand in the template: teams are made by a district's order."""
    from tidtam.offices.models import Office

    return list(Office.objects.filter(code__in=LINE).values_list("code", flat=True))


def test_every_role_of_the_accuseds_line_sees_nothing_anywhere(demo):
    """Each office of the line, each role: rows, pages, counts, notices and searches are as before the tip."""
    by = make.inspector()
    make.key(by)
    before = {code: _seen(code) for code in offices_of_the_line()}
    tip, _receipt = make.tip(official=True, kind=Kind.OFFICIAL, words=CANARY, contact="081", files=(("webp", b"x"),))
    make.said_more(tip, CANARY)
    screening.send_along(tip=tip, path=Path.ENFORCEMENT, by=by, at=NOW)
    make.tip(official=True, kind=Kind.OFFICIAL, quick=True)
    wall.enter("1.")
    telling.tell_waiting(at=NOW)
    assert len(before) >= 5
    for code, seen in before.items():
        assert _seen(code) == seen, code
        here = actor(code, "lgo_clerk")
        for role in ROLES.values():
            one = replace(here, role=role.code, permissions=role.permissions)
            for model in (Tip, Message, TipFile, SealedContact, Handling):
                assert not model.objects.exists(), (code, role.code, model)
            assert not access.tips(one).exists() and desk.counts(one) == {"new": 0, "work": 0, "closed": 0}
            assert not notices.notices(one).filter(key__startswith="tips").exists()
            assert not Entry.objects.filter(verb__startswith="tips.").exists(), (code, role.code)


def _seen(code: str) -> dict[str, object]:
    """Return what the pages of an inspector who sits in an office of the line show."""
    client = Client(raise_request_exception=False)
    client.force_login(member(code, "tip_inspector")[0])
    found: dict[str, object] = {}
    for name in ("tipdesk:desk", "tipdesk:keys", "tipdesk:agencies", "tipdesk:counts", "console:home"):
        answer = client.get(reverse(name))
        assert CANARY not in answer.content.decode()
        found[name] = (answer.status_code, _words(answer.content.decode()))
    return found


_OF_THE_MOMENT = re.compile(r"csrf\w*[\"':= ]+\S+|nonce=\S+|u\d+-[\w-]+|\d{2}\.\d{2} น\.")


def _words(page: str) -> str:
    return _OF_THE_MOMENT.sub("", re.sub(r"<[^>]*>", " ", page)).strip()


def test_addresses_of_a_foreign_tip_are_those_of_none(demo):
    by = make.inspector()
    make.key(by)
    tip, _receipt = make.tip(official=True, kind=Kind.OFFICIAL, files=(("webp", b"x"),), contact="081")
    file = TipFile.objects.get(tip=tip)
    client = Client(raise_request_exception=False)
    client.force_login(member("DOPA-3014", "tip_inspector")[0])
    for made, none in (
        (reverse("tipdesk:tip", args=[tip.public_id]), reverse("tipdesk:tip", args=["0" * 12])),
        (reverse("tipdesk:part", args=["file", file.pk]), reverse("tipdesk:part", args=["file", tip.pk])),
        (reverse("tipdesk:part", args=["tip", tip.pk]), reverse("tipdesk:part", args=["tip", file.pk])),
    ):
        assert client.get(made).status_code == client.get(none).status_code == 404
    for name, more in (("act", ["close"]), ("read_contact", []), ("hand_over", [])):
        path = reverse(f"tipdesk:{name}", args=[tip.public_id, *more])
        assert client.post(path, {"outcome": "acted"}).status_code in (404, 422)
    own = Client()
    own.force_login(member("MOI", "tip_inspector")[0])
    assert own.get(reverse("tipdesk:tip", args=[tip.public_id])).status_code == 200
    wall.enter(by.scope)
    looked = Entry.objects.filter(object_id=tip.public_id)
    assert [one.verb for one in looked] == ["tips.tip.opened"], "who was refused left nothing, who opened it did"
    assert (looked[0].object_type, looked[0].reason, looked[0].scope_path) == ("tips.tip", "", by.scope)
    contact = reverse("tipdesk:part", args=["contact", SealedContact.objects.get(tip=tip).pk])
    assert own.get(contact).status_code == 404  # two people open that
    assert own.post(reverse("tipdesk:read_contact", args=[tip.public_id])).status_code == 403
    sealed = own.get(reverse("tipdesk:part", args=["file", file.pk]))
    assert sealed.headers["Content-Type"] == "application/octet-stream" and b"age-encryption" in sealed.content
    assert "sandbox" in sealed.headers["Content-Security-Policy"]
    wall.enter(by.scope)
    assert Entry.objects.filter(object_id=tip.public_id, verb="tips.tip.part_fetched").count() == 1
    assert desk.history(tip) == []


def test_counts_leave_officials_out_hide_few_and_never_move(demo):
    make.key(make.inspector())
    for _ in range(6):
        make.tip(area="301409", quick=True)
    gone, _receipt = make.tip(area="301501", quick=True)
    for _ in range(9):
        make.tip(official=True, kind=Kind.OFFICIAL, area="301409", quick=True)
    month, later = date(2026, 5, 1), NOW.replace(month=6, day=2)
    by = system("นับ")
    wall.enter("1.")
    with pytest.raises(Exception, match=r"tips\.month_open"):
        statistics.count_month(month=month, by=by, at=NOW)
    assert [statistics.count_month(month=month, by=by, at=later) for _ in range(2)] == [2, 0]
    told = facts.month(month, province="30").provinces["30"]
    assert (told.districts["3014"], told.districts["3015"], told.districts["3001"]) == (6, None, None)
    assert told.at_least == 6 == facts.month(month).at_least
    assert not MonthCount.objects.filter(count=15).exists()
    wall.enter(office("MOI").path)
    Tip.objects.filter(pk=gone.pk).update(state="closed", closed_on=date(2026, 5, 2))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tips_expire('2026-12-01')")
    assert facts.month(month, province="30").provinces["30"] == told
    client = Client()
    client.force_login(member("DOPA-30", "drug_coordinator")[0])
    page = client.get(reverse("tipdesk:counts")).content.decode()
    assert "ปักธงชัย" in page and "น้อยกว่า 5" in page
    assert Notice.objects.filter(key__startswith="tips").count() == 0


PROVINCES = ("30", "36")


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[Unit], Unit]:
    """Draw an office tree in which anybody may hold keys, and the accused's unit somewhere in it."""
    units = [
        Unit(1, "MOI", "1.", Level.MINISTRY, Line.ROOT), Unit(2, "ONCB", "1.a.2.", Level.AGENCY, Line.AGENCY),
        Unit(3, "DOPA", "1.d.3.", Level.DEPARTMENT, Line.DOPA), Unit(4, "DLA", "1.l.4.", Level.DEPARTMENT, Line.DLA),
    ]  # fmt: skip
    number = 10
    for line, root in ((Line.DOPA, "1.d.3."), (Line.DLA, "1.l.4.")):
        for province in PROVINCES:
            number += 1
            top = f"{root}{number}."
            units.append(Unit(number, f"{line}-{province}", top, Level.PROVINCE, line, province))
            for at in range(draw(st.integers(0, 2))):
                number += 1
                district = f"{province}{at:02}"
                path = f"{top}{number}."
                units.append(Unit(number, f"{line}-{district}", path, Level.DISTRICT, line, province, district))
                for _ in range(draw(st.integers(0, 2))):
                    number += 1
                    level = Level.TEAM if line == Line.DOPA else Level.LGO
                    units.append(Unit(number, f"U{number}", f"{path}{number}.", level, line, province, district))
    accused = draw(st.sampled_from(units))
    return draw(st.lists(st.sampled_from(units), unique_by=lambda unit: unit.id)), accused


@settings(max_examples=200, deadline=None)
@given(trees())
def test_whoever_reads_stands_outside_the_accuseds_line(drawn):
    """Over random trees: the reading unit is neither the accused's, nor below, nor above it up to the province."""
    held, accused = drawn
    unit = route(Asked(kind=Kind.OFFICIAL, area="301409", official=True, accused=accused), held)
    if unit is None:
        return
    assert unit.code in ("MOI", "ONCB") and unit.path != accused.path
    assert not unit.path.startswith(accused.path) or accused.level == Level.MINISTRY
    assert not (accused.path.startswith(unit.path) and unit.level in (Level.PROVINCE, Level.DISTRICT))
    if accused.level == Level.MINISTRY:
        assert unit.code == "ONCB"
        return
    # The wall compares paths for equality: the reader's is that of no office of the accused's line up to the province.
    line = [one for one in held if accused.path.startswith(one.path) or one.path.startswith(accused.path)]
    assert unit.path not in {one.path for one in line if one.level not in (Level.MINISTRY, Level.DEPARTMENT)}
