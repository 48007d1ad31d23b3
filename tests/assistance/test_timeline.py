"""Who did what and when: each line of a request's timeline, and the list that hangs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.assistance.desk import enter
from tests.assistance.test_desk import jpeg
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY
from tests.factories.referrals import agency

from tidtam.assistance import actions as needs
from tidtam.assistance.actions import announcing, desk, referrals
from tidtam.assistance.models import Request
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.queries.requests import timeline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def test_every_line_says_who_did_it():
    client, by = enter(made.LGO)
    one = made.request(by, codes=("HOU", "OCC"))
    first, second = one.needs.order_by("pk")
    needs.set_unmet(need=first, reason="no_budget", by=by, at=NOW + timedelta(minutes=1))
    desk.add_photos(request=one, contents=[jpeg()], by=by, at=NOW + timedelta(minutes=2))
    referrals.send(need=second, agency=agency(), summary="ขอฝึก", by=by, at=NOW + timedelta(minutes=3))
    one = made.checked(Request.objects.get(pk=one.pk), by, at=NOW + timedelta(minutes=4))
    folder = Folder(one)
    told = [(event.kind, event.by) for event in timeline(folder)]
    assert {kind for kind, _by in told} >= {"receive", "set_unmet", "evidence", "refer", "duplicates"}
    assert {who for _kind, who in told} == {by.name}, told
    text = client.get(reverse("assistance:request", args=[one.public_id])).content.decode()
    assert text.count(f"โดย {by.name}") == len(told)


def test_the_list_that_hangs_says_who_hung_it_and_who_took_it_down():
    client, by = enter(made.LGO)
    chief = made.clerk()
    one = made.granted(made.request(by), chief)
    made.help_all(one, by)
    hung = announcing.hang(request=one, until=TODAY, by=by, at=NOW)
    address = reverse("assistance:announcement", args=[hung.public_id])
    assert f"<dt>ปิดโดย</dt><dd>{by.name}</dd>" in client.get(address).content.decode()
    _client, other = enter(made.LGO)
    announcing.take_down(announcement=hung, reason="ชื่อสะกดผิด", by=other, at=NOW)
    assert f"· {other.name}</dd><dt>เพราะ" in client.get(address).content.decode()
