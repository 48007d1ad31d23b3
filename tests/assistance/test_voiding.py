"""Help noted by mistake is taken back; a PIN at the counter; one request announced by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.assistance.desk import commit, enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY

from tidtam.assistance.actions import announcing, delivering, voiding
from tidtam.assistance.models import AnnouncementLine, Delivery, Need, Request
from tidtam.assistance.queries import citizens
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries.folder import Folder
from tidtam.exchange.actions import typing
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def fresh(one):
    return Request.objects.get(pk=one.pk)


def buckets(one) -> list[str]:
    return list(one.needs.order_by("pk").values_list("bucket", flat=True))


def helped(by, **more):
    one = made.granted(made.request(by, **more), by)
    return fresh(one), made.help_all(one, by)


def test_voided_help_leaves_the_need_in_progress_and_the_request_decided():
    by = made.clerk()
    one, [given] = helped(by)
    assert (fresh(one).state, buckets(one)) == ("helped", ["met"])
    with pytest.raises(Problem) as silent:
        voiding.void_delivery(request=one, delivery=given, reason=" ", by=by, at=NOW)
    assert silent.value.field == "reason"
    row = voiding.void_delivery(request=one, delivery=given, reason="บันทึกผิดคน", by=by, at=NOW + timedelta(minutes=1))
    commit()
    assert (fresh(one).state, buckets(one), row.voided_at is not None) == ("decided", ["in_progress"], True)
    assert Delivery.objects.get(pk=given.pk).given == given.given  # the row stays
    told = [(event.kind, event.detail) for event in asked.timeline(Folder(fresh(one)))]
    assert ("void_delivery", given.given) in told and ("deliver", given.given) in told
    with pytest.raises(Conflict):
        voiding.void_delivery(request=fresh(one), delivery=given, reason="อีกครั้ง", by=by, at=NOW)
    made.help_all(fresh(one), by, at=NOW + timedelta(minutes=2))
    commit()
    assert fresh(one).state == "helped"


def test_what_still_stands_is_what_was_given():
    by = made.clerk()
    one = made.granted(made.request(by), by)
    need = one.needs.get()
    first = delivering.deliver(request=one, given=made.given(need.pk, last=False, amount=500), by=by, at=NOW)
    second = delivering.deliver(request=fresh(one), given=made.given(need.pk, amount=700), by=by, at=NOW)
    assert Need.objects.get(pk=need.pk).amount_baht == 1200
    voiding.void_delivery(request=fresh(one), delivery=first, reason="นับซ้ำ", by=by, at=NOW)
    commit()
    assert (Need.objects.get(pk=need.pk).amount_baht, fresh(one).state) == (700, "helped")
    voiding.void_delivery(request=fresh(one), delivery=second, reason="ไม่ได้ให้", by=by, at=NOW)
    commit()
    assert (buckets(one), fresh(one).state) == (["in_progress"], "decided")


def test_a_name_that_hangs_is_taken_down_first():
    by = made.clerk()
    one, [given] = helped(by)
    announcing.hang(request=one, until=TODAY + timedelta(days=14), by=by, at=NOW)
    with pytest.raises(Conflict):
        voiding.void_delivery(request=fresh(one), delivery=given, reason="ผิด", by=by, at=NOW)


def test_a_month_typed_in_already_asks_how_it_is_put_right():
    by = made.clerk()
    one, [given] = helped(by, asked_on=TODAY.replace(day=1) - timedelta(days=20))
    typing.tick(office=made.lgo(), period=(TODAY.replace(day=1) - timedelta(days=1)).replace(day=1), code="persons",
                by=by, at=NOW)  # fmt: skip
    Delivery.objects.filter(pk=given.pk).update(on=TODAY.replace(day=1) - timedelta(days=3))
    given.refresh_from_db()
    with pytest.raises(Problem) as asks:
        voiding.void_delivery(request=one, delivery=given, reason="ผิด", by=by, at=NOW)
    assert (asks.value.code, asks.value.field) == ("assistance.typed_in", "note")
    assert voiding.void_delivery(
        request=one, delivery=given, reason="ผิด", note="แก้ใน INFO แล้ว", by=by, at=NOW
    ).voided_at


def test_one_request_alone_writes_its_list_and_is_taken_down_by_date():
    by = made.clerk()
    one, _given = helped(by)
    with pytest.raises(Problem) as far:  # a year typed wrong would leave the name there for centuries
        announcing.hang(request=one, until=TODAY.replace(year=TODAY.year + 543), by=by, at=NOW)
    assert (far.value.field, fresh(one).state) == ("until", "helped")
    hung = announcing.hang(request=one, until=TODAY + timedelta(days=14), by=by, at=NOW)
    line = AnnouncementLine.objects.get(request=one)
    assert (line.announcement_id, line.name, line.category) == (hung.pk, str(one.person), one.category)
    assert (hung.state, hung.number, fresh(one).state) == ("posted", 1, "announced")
    assert announcing.take_down_due(at=NOW + timedelta(days=16), by=by) == 1
    wall.enter(by.scope)
    assert fresh(one).state == "closed"


def test_the_page_voids_and_a_pin_is_shown_once(client):
    me, by = enter(made.LGO)
    deciding = made.clerk()
    one, [given] = helped(deciding)
    page = reverse("assistance:request", args=[one.public_id])
    assert 'id="void_delivery"' in me.get(page).content.decode()
    wrong = me.post(f"{page}void_delivery/", {"delivery": given.public_id, "reason": "", "version": ""})
    assert wrong.status_code == 422
    assert me.post(f"{page}void_delivery/", {"delivery": given.public_id, "reason": "ผิดคน"}).status_code == 302
    assert "ยกเลิกการช่วยเหลือที่บันทึกผิด" in me.get(page).content.decode()
    first = re.search(r'name="pin" value="(\d{6})"', me.post(f"{page}pin/").content.decode())[1]
    assert me.post(f"{page}receipt/", {"pin": first}).content[:5] == b"%PDF-"
    again = me.post(f"{page}pin/").content.decode()
    assert "รหัสเดิมใช้ไม่ได้แล้ว" in again
    second = re.search(r'name="pin" value="(\d{6})"', again)[1]
    wall.enter(by.scope)
    assert citizens.opens(one, second) and (first == second or not citizens.opens(one, first))
    assert second not in me.get(page).content.decode()
    assert me.post(f"{page}receipt/", {"pin": "x"}).status_code == 404
    assert enter(made.LGO, "lgo_head")[0].post(f"{page}pin/").status_code == 403
