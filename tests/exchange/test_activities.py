"""Activities typed into MOI Drugs GIS and NISPA: each once, taken back with a reason; the workbook says the same."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from tests.factories import activities as make
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.activities.actions import planning, recording
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db
CODE = "DOPA-3014"


@pytest.fixture(autouse=True)
def _demo(db: Any) -> Any:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def client(code: str = CODE, role: str = "drug_recorder") -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def test_each_activity_is_typed_once_and_a_change_is_seen() -> None:
    by = actor(CODE, "drug_recorder")
    one = make.activity(by, CODE, measure="prevention", kind="campaign", position=(14.71, 102.02), households=0)
    two = make.activity(by, CODE, measure="treatment", kind="screening", persons=12, households=0, title="=1+1")
    make.activity(by, CODE, measure="prevention", kind="youth", on=date(2026, 4, 30), households=0)
    planning.set_targets(year=2026, measure="prevention", kind="", counted="persons", goals={office(CODE): 200}, by=by,
                         at=NOW)  # fmt: skip
    page, path = client(), "/exchange/activities/moi_acts/"
    assert page.get(path).context["sheet"].left == 2
    assert page.post(f"{path}tick/{one.public_id}/").status_code == 302
    assert page.post(f"{path}tick/{one.public_id}/").status_code == 409
    assert page.post(f"{path}tick/nothing00000/").status_code == 404
    assert client().get("/exchange/activities/nispa/").context["sheet"].left == 2  # another system, another ledger
    assert page.get("/exchange/activities/info/").status_code == 404
    recording.change(activity=one, values=make.values(measure="prevention", kind="campaign", persons=50, households=0),
                     by=by, at=NOW)  # fmt: skip
    assert "ถูกแก้หลังคีย์" in page.get(path).content.decode()
    assert page.post(f"{path}undo/{one.public_id}/", {"reason": ""}).status_code == 422
    assert page.post(f"{path}undo/{one.public_id}/", {"reason": "จำนวนเปลี่ยน"}).status_code == 302
    for key in (one.public_id, two.public_id):
        assert page.post(f"{path}tick/{key}/").status_code == 302
    wall.enter("1.")
    assert KeyTask.objects.get(system="moi_acts").state == "done"
    assert KeyRow.objects.count() == 3
    taken = page.post(f"{path}sheet/", follow=True)
    book = load_workbook(io.BytesIO(b"".join(taken.streaming_content)))
    rows = [row for row in book["MOI Drugs GIS"].iter_rows(values_only=True) if row[3] and "ยาเสพติด" in str(row[3])]
    assert [row[13] for row in rows] == [50]
    sums = [row for row in book["ผลตามมาตรการ"].iter_rows(values_only=True) if row[0] == "ป้องกันยาเสพติด"]
    assert sums[0][2:4] == (1, 50)
    assert any(row[4:6] == (200, 90) for row in book["แผนและผล"].iter_rows(values_only=True))
    above = client("DOPA-30", "drug_coordinator")
    assert above.get(f"{path}?at={CODE}").context["sheet"].typed == 2
    assert above.post(f"{path}tick/{one.public_id}/").status_code == 404
    assert client("DOPA-3609").get(f"{path}?at={CODE}").status_code == 404


@pytest.mark.parametrize("system", ["moi_acts", "nispa"])
def test_money_keeps_its_satang_and_stays_a_number(system: str) -> None:
    by = actor(CODE, "drug_recorder")
    planning.set_targets(year=2026, measure="prevention", kind="", counted="baht", goals={office(CODE): 5000}, by=by,
                         at=NOW)  # fmt: skip
    for baht in ("1250.75", "1000.50", "20000"):
        make.activity(by, CODE, measure="prevention", kind="campaign", households=0, budget_baht=Decimal(baht),
                      fund="งบอำเภอ")  # fmt: skip
    page, path = client(), f"/exchange/activities/{system}/"
    assert "22,251.25" in page.get(path).content.decode()
    book = load_workbook(io.BytesIO(b"".join(page.post(f"{path}sheet/", follow=True).streaming_content)))
    first = book.worksheets[0]
    assert sorted(row[14] for row in first.iter_rows(min_row=3, values_only=True)) == [1000.5, 1250.75, 20000]
    assert [row[4] for row in book["ผลตามมาตรการ"].iter_rows(min_row=3, values_only=True)] == [22251.25]
    assert [row[5] for row in book["แผนและผล"].iter_rows(min_row=3, values_only=True)] == [22251.25]
    assert "22,251.25" in page.get("/activities/plan/?year=2026").content.decode()
