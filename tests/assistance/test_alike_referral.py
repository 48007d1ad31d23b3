"""What others are asked to do about a need out of a visit looks like what they are asked about any other need."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from tests.assistance.desk import commit, enter
from tests.assistance.test_alike import LGO, bare, handed
from tests.factories.actors import NOW, actor, office
from tests.factories.referrals import agency, press

from tidtam.assistance.actions import referrals
from tidtam.assistance.models import Inbound, Need, Referral
from tidtam.audit.models import Entry
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
SUMMARY = "ขอฝึกอาชีพซ่อมจักรยานยนต์"
_OWN = {"id", "public_id", "need_id", "request_id", "referral_id", "token_hash", "pin_hash", "browser_hash", "key"}


def columns(row: Any) -> dict[str, Any]:
    """Return the columns of a row that are not its own numbers and secrets."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bool(value) if name.endswith("_sealed") else value for name, value in found.items()
            if name not in _OWN and not name.endswith(("_hash", "once"))}  # fmt: skip


def sent(needs: list[Need], **to: Any) -> list[Any]:
    by = actor(LGO, "lgo_clerk")
    return [referrals.send(need=need, summary=SUMMARY, by=by, at=NOW, **to) for need in needs]


def told(rows: list[Referral]) -> list[list[Any]]:
    wall.enter("1.")
    names = ("verb", "reason", "fields", "count", "scope_path", "user_id")
    kept = [Entry.objects.filter(object_type="assistance.referral", object_id=str(row.pk)) for row in rows]
    return [list(one.order_by("at", "verb").values_list(*names)) for one in kept]


def test_a_link_shows_no_more_of_the_one_than_of_the_other():
    needs = handed()
    pairs = sent(needs, agency=agency())
    pages = []
    for one, need in zip(pairs, needs, strict=True):
        browser, answer = press(one.token)
        read = browser.get(answer.headers["Location"])
        wall.enter("1.")  # the wall closes after each request
        text = bare(read, Need.objects.select_related("person").get(pk=need.pk))
        assert SUMMARY in text and "/care/" not in text
        for own in (one.referral.public_id, one.token):
            text = text.replace(own, "OWN")
        pages.append(re.sub(r'/r/o/[^/"]+/|name="once" value="\w+"', "", text))
    assert pages[0] == pages[1]
    wall.enter("1.")
    rows = [Referral.objects.get(pk=one.referral.pk) for one in pairs]
    assert columns(rows[0]) == columns(rows[1])
    both = told(rows)
    assert both[0] == both[1] != []
    client, _clerk = enter(LGO)
    wall.enter("1.")
    handed_on = list(Need.objects.select_related("person").order_by("pk"))
    own = [bare(client.get(reverse("assistance:referral", args=[row.public_id])), need).replace(row.public_id, "OWN")
           for row, need in zip(rows, handed_on, strict=True)]  # fmt: skip
    assert own[0] == own[1]
    commit()


def test_an_office_that_is_asked_reads_the_same():
    needs = handed()
    rows = [one.referral for one in sent(needs, office=office("DLA-3014"))]
    wall.enter("1.")
    inbound = list(Inbound.objects.order_by("pk"))
    assert len(inbound) == 2 and columns(inbound[0]) == columns(inbound[1])
    both = told(rows)
    assert both[0] == both[1] != []
    client, _clerk = enter("DLA-3014", "district_recorder")
    wall.enter("1.")
    pages = []
    for one, need in zip(inbound, list(Need.objects.select_related("person").order_by("pk")), strict=True):
        text = bare(client.get(reverse("assistance:inbound", args=[one.public_id])), need)
        pages.append(text.replace(one.public_id, "OWN"))
    assert pages[0] == pages[1]
    assert SUMMARY in pages[0]
