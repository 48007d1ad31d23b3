"""A form at work in a branch has a page; a duty offers its report, or the form that fits."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import letters
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.obligations.models import Duty, Obligation
from tidtam.reports.actions import series
from tidtam.reports.models import Report, Series, Template

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
BY = system("test")


def started(code: str = "R2", where: str = "DOPA-30") -> Series:
    wall.enter("1.")
    template = Template.objects.get(code=code)
    return series.start(template=template, office=office(where), starts_on=date(2026, 5, 1), by=BY, at=NOW)


def address(name: str, one: Series) -> str:
    return reverse(f"reports:{name}", args=[one.template.public_id, one.pk])


def test_days_are_set_and_the_use_ends_with_a_reason():
    one = started()
    client, _g = enter("DOPA-30", "drug_coordinator")
    text = client.get(address("series", one)).content.decode()
    assert "13, 28" in text and 'name="district"' in text and "15 พ.ค." not in text[: text.index("<main")]
    assert (
        address("series", one)
        in client.get(reverse("reports:template", args=[one.template.public_id])).content.decode()
    )

    for typed, said in (("13", "ใส่วันที่ 1 ถึง 31 ให้ครบ"), ("28 13", "เรียงจากน้อยไปมาก"), ("0 40", "1 ถึง 31")):
        answer = client.post(address("series_days", one), {"version": "1", "district": typed, "province": ""})
        text = answer.content.decode()
        assert answer.status_code == 422 and said in text and f'value="{typed}"' in text, typed
    answer = client.post(address("series_days", one), {"version": "1", "district": "20 31", "province": "15 30"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "ต้องไม่ก่อนระดับล่าง ซึ่งส่งวันที่ 20 31" in text
    assert 'href="#id_province"' in text and 'href="#id_district"' not in text
    answer = client.post(address("series_days", one), {"version": "1", "district": "๑๒ ๒๗", "province": "15 30"})
    assert answer.status_code == 302
    wall.enter("1.")
    assert Series.objects.get(pk=one.pk).days == {"district": [12, 27]}
    assert Report.objects.filter(office__code="DOPA-3014", due_on=date(2026, 5, 27)).exists()
    stale = client.post(address("series_days", one), {"version": "1", "district": "11 26", "province": ""})
    assert (
        stale.status_code == 409 and 'value="11 26"' in stale.content.decode() and 'value="2"' in stale.content.decode()
    )

    ended = {"version": "2", "until": "31 พ.ค. 2569", "reason": ""}
    answer = client.post(address("series_end", one), ended)
    assert answer.status_code == 422 and 'details class="sheet" open' in answer.content.decode()
    assert client.post(address("series_end", one), ended | {"reason": "กรมแจ้งยกเลิกแบบ"}).status_code == 302
    wall.enter("1.")
    assert not Report.objects.filter(template=one.template, due_on__gt=date(2026, 5, 31)).exists()
    assert Entry.objects.get(verb="reports.series.reason_given").reason == "กรมแจ้งยกเลิกแบบ"
    text = client.get(address("series", one)).content.decode()
    assert "กรมแจ้งยกเลิกแบบ" in text and "เลิกใช้แล้ว" in text and "ตั้งวันกำหนด" in text and 'name="reason"' not in text
    again = client.post(address("series_end", one), {"version": "3", "until": "31 พ.ค. 2569", "reason": "ซ้ำ"})
    assert again.status_code == 409


def test_a_reader_looks_and_a_stranger_does_not():
    one = started()
    reader, _g = enter("DOPA-30", "province_head")
    text = reader.get(address("series", one)).content.decode()
    assert "13, 28" in text and 'name="district"' not in text
    assert reader.post(address("series_days", one), {"district": "1 2"}).status_code == 403
    stranger, _g = enter("DOPA-36", "drug_coordinator")
    assert stranger.get(address("series", one)).status_code == 404
    assert stranger.post(address("series_end", one), {"until": "31 พ.ค. 2569", "reason": "x"}).status_code == 404


def test_a_duty_offers_the_form_that_fits_and_then_its_report():
    clerk = actor("LGO-301409", "lgo_clerk")
    letters.received(clerk, "LGO-301409", letters.monthly(25, "lgo"))
    asked = Obligation.objects.get(from_level="lgo")
    Obligation.objects.filter(pk=asked.pk).update(title="รายงานผลการช่วยเหลือผู้ผ่านการฟื้นฟู")
    duty = Duty.objects.filter(obligation=asked, due_on__gt=TODAY).earliest("due_on")
    page = reverse("obligations:duty", args=[asked.public_id, "LGO-301409", duty.due_on.isoformat()])
    client, _g = enter("LGO-301409", "lgo_clerk")
    text = client.get(page).content.decode()
    offered = f"{reverse('reports:templates')}?ob={asked.public_id}"
    assert "ใช้แบบ R4" in text and offered in text
    assert '<details class="sheet" open>' in client.get(offered).content.decode()
    head, _g = enter("LGO-301409", "lgo_head")
    assert "ใช้แบบ R4" not in head.get(page).content.decode()

    wall.enter("1.")
    series.start(
        template=Template.objects.get(code="R4"), office=office("LGO-301409"), obligation=asked,
        starts_on=TODAY, by=BY, at=NOW,
    )  # fmt: skip
    report = Report.objects.get(duty=duty)
    text = client.get(page).content.decode()
    assert "เปิดรายงาน" in text and reverse("reports:report", args=[report.public_id]) in text
    assert "ใช้แบบ R4" not in text and "รายงานนี้ตอบหน้าที่นี้" in text and "หรือส่งเป็นข้อความ" not in text
