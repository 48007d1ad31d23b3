"""The INFO sheet of a month: right figures, each line typed once, nil said, taken back with a reason; what is unmet."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY

from tidtam.assistance import actions as needs
from tidtam.assistance import facts
from tidtam.assistance.actions import requests
from tidtam.assistance.facts import info
from tidtam.assistance.models import Need, Request
from tidtam.exchange.actions import typing
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.exchange.queries import info as queries
from tidtam.exchange.rules import current, due_on, is_over, read_period
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
LAST = current(TODAY)
DAY = LAST + timedelta(days=9)


def asked(by, serial: int, on: date = DAY, **more) -> Request:
    return made.request(by, serial=serial, asked_on=on, **more)


def test_months():
    assert (due_on(date(2026, 12, 1)), current(date(2026, 1, 31))) == (date(2027, 1, 5), date(2025, 12, 1))
    assert is_over(date(2026, 4, 1), date(2026, 5, 1)) and not is_over(date(2026, 5, 1), date(2026, 5, 31))
    assert read_period("2026-04") == date(2026, 4, 1)
    for odd in ("", "2026-13", "2026-4", "abcd-ef", "๒๐๒๖-๐๔", "0000-01"):
        assert read_period(odd) is None


def test_the_columns_count_what_they_say():
    by = made.clerk()
    first = asked(by, 1, house_no="48")
    asked(by, 2, house_no="48", category="DISASTER", codes=("EQP",))
    asked(by, 3, house_no="", category="FARMER", codes=("CAP",))
    folded = asked(by, 4, house_no="48", person_id=first.person_id)
    requests.merge(request=folded, into=first, by=by, at=NOW)
    asked(by, 5, on=LAST - timedelta(days=1))
    asked(by, 6, on=TODAY)
    helped = Need.objects.get(request=first)
    needs.settle(need=helped, given="สังกะสี", amount=Decimal("4500.50"), on=LAST + timedelta(days=20), by=by, at=NOW)
    month = info.month_of(made.lgo().path, LAST)
    values = info.values(by, month)
    assert values == {
        "asked.DISASTER": 1, "asked.QOL": 1, "asked.DISEASE": 0, "asked.FARMER": 1, "persons": 3, "households": 2,
        "helped": 1, "amount": Decimal("4500.50"), "joint": 0,
    }  # fmt: skip
    for measure in info.R7:
        assert sum(measure.by_office(by, month).values()) == values[measure.code]
    above = made.clerk("DLA-3014", "joint_clerk")
    assert info.values(above, info.month_of(above.scope, LAST)) == values


def test_a_line_is_typed_once_and_taken_back_with_a_reason():
    by = made.clerk()
    office = made.lgo()
    asked(by, 1)
    given = {"office": office, "period": LAST, "by": by, "at": NOW}
    typing.tick(code="persons", **given)
    with pytest.raises(Conflict, match="คีย์บรรทัดนี้แล้ว"):
        typing.tick(code="persons", **given)
    with pytest.raises(Missing):
        typing.tick(code="persons ", **given)
    with pytest.raises(Problem, match="ต้องคีย์ทีละบรรทัด"):
        typing.say_nil(**given)
    with pytest.raises(Problem, match="ทำไม"):
        typing.undo(code="persons", reason=" ", **given)
    typing.undo(code="persons", reason="พิมพ์ผิดช่อง", **given)
    with pytest.raises(Conflict, match="ยังไม่ได้คีย์"):
        typing.undo(code="persons", reason="อีก", **given)
    for measure in info.R7:
        task = typing.tick(code=measure.code, **given)
    assert task.state == "done" and KeyRow.objects.filter(undone_at=None).count() == len(info.R7)
    asked(by, 2)
    sheet = queries.sheet(by, office, LAST)
    assert [line.code for line in sheet.lines if line.changed] == ["asked.QOL", "persons"]
    with pytest.raises(Problem, match="ยังไม่จบ"):
        typing.tick(code="persons", **(given | {"period": TODAY.replace(day=1)}))
    other = made.clerk("LGO-301401")
    with pytest.raises(Missing):
        typing.tick(code="persons", **(given | {"by": other}))
    with pytest.raises(NotAllowed):
        typing.tick(code="persons", **(given | {"by": made.clerk(role="lgo_head")}))


def test_a_month_with_nothing_is_said():
    by = made.clerk()
    given = {"office": made.lgo(), "period": LAST, "by": by, "at": NOW}
    assert typing.say_nil(**given).state == "nil"
    for act in (lambda: typing.say_nil(**given), lambda: typing.tick(code="persons", **given)):
        with pytest.raises(Conflict):
            act()
    assert typing.withdraw_nil(**given).state == "open"
    with pytest.raises(Conflict):
        typing.withdraw_nil(**given)
    typing.tick(code="persons", **given)


def page(client, name: str, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(f"exchange:{name}") + query)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r'<span class="nowrap">([^<]*)</span>', r"\1", answer.content.decode())


def test_the_page_the_workbook_and_the_list_above():
    client, _grant = enter(made.LGO, "lgo_clerk")
    by = made.clerk()
    asked(by, 1)
    month = f"{LAST:%Y-%m}"
    text = page(client, "info")
    assert f"0 จาก {len(info.R7)} บรรทัด" in text and 'value="1" readonly' in text and "บุญเรือง" not in text
    assert client.post(reverse("exchange:info_tick", args=["persons"]), {"month": month}).status_code == 302
    assert client.post(reverse("exchange:info_tick", args=["persons"]), {"month": month}).status_code == 409
    assert client.post(reverse("exchange:info_undo", args=["persons"]), {"month": month}).status_code == 422
    undone = client.post(reverse("exchange:info_undo", args=["persons"]), {"month": month, "reason": "พิมพ์ผิดช่อง"})
    assert undone.status_code == 302 and "พิมพ์ผิดช่อง" in page(client, "info")
    assert client.post(reverse("exchange:info_nil"), {"month": month}, follow=True).status_code == 200
    assert KeyTask.objects.get().state == "open"
    for odd in ("?month=x", "?month=2026-99", f"?month={TODAY:%Y-%m}", "?at=&month=2020-01"):
        page(client, "info", odd)
    page(client, "info", "?at=LGO-301401", 404)
    answer = client.post(reverse("exchange:info_sheet"), {"month": month}, follow=True)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert ["ผู้ขอ", 1, "คน"] in [row[2:5] for row in rows]
    above, _grant = enter("DLA-3014", "joint_clerk")
    text = page(above, "info_below")
    assert "อปท. ยังไม่คีย์ INFO" in text and str(made.lgo()) in text
    assert page(above, "info", f"?at={made.LGO}&month={month}")
    assert above.get(reverse("exchange:info")).status_code == 302
    assert above.post(reverse("exchange:info_tick", args=["persons"]), {"month": month}).status_code == 404


def test_unmet_by_kind_place_and_age_adds_up_to_the_ledger():
    by = made.clerk()
    for serial, back, codes in ((1, 3, ("HOU", "EQP")), (2, 40, ("HOU",)), (3, 200, ("CAP",))):
        asked(by, serial, TODAY - timedelta(days=back), codes=codes)
    found = info.unmet(by, made.lgo().path, TODAY, place="office")
    assert found.total == 4 == facts.buckets(by)["unmet"]
    assert found.along(1) == {"HOU": 2, "EQP": 1, "CAP": 1} and found.along(2) == {0: 2, 2: 1, 3: 1}
    assert found.along(0) == {made.LGO: 4}
    assert info.unmet(by, made.lgo().path, TODAY - timedelta(days=100), place="office", past=True).total == 1
    client, _grant = enter(made.LGO, "lgo_clerk")
    text = page(client, "unmet")
    assert "4 เรื่องยังรอ" in text and "data-chart" in text
    page(client, "unmet", "?on=32/13/2569")
    for code, role in (("DLA-3014", "joint_clerk"), ("DLA-30", "province_coordinator")):
        above, actor = enter(code, role)
        wall.enter(actor.scope)
        assert "4 เรื่องยังรอ" in page(above, "unmet")
