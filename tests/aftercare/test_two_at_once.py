"""Two recorders on one visit: whoever read an older version is told so, keeps what was typed, and undoes nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, due, met, page, see

from tidtam.aftercare.models import Case, Visit

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]
CHANGED = "มีคนแก้บันทึกนี้แล้วเมื่อ"


def _version(text: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', text)
    assert found, text[:500]
    return found[1]


def _visited() -> tuple[Case, Client, Client]:
    case = due(0)
    team = door("TEAM-301409", "team_member")
    assert team.post(reverse("aftercare:write", args=[case.public_id]), met()).status_code == 302
    return case, door("DOPA-3014", "drug_recorder"), door("DOPA-3014", "drug_recorder")


def test_a_return_is_not_accepted_away_from_an_older_page():
    case, one, two = _visited()
    shown, decide = reverse("aftercare:visit", args=[case.public_id, 1]), reverse(
        "aftercare:decide_visit", args=[case.public_id, 1])  # fmt: skip
    old = _version(page(two, shown))
    ticked = re.search(rf'value="({case.public_id}\.1\.\d+)"', page(two, reverse("aftercare:review")))
    assert ticked
    empty = one.post(decide, {"verb": "return", "comment": " ", "version": old})
    assert empty.status_code == 422 and re.search(r'id="comment_error".*บอกว่าต้องแก้อะไร', empty.content.decode())
    assert one.post(decide, {"verb": "return", "comment": "ผิดบ้าน", "version": old}).status_code == 302
    late = two.post(decide, {"verb": "accept", "version": old})
    assert late.status_code == 409 and CHANGED in late.content.decode() and "ผิดบ้าน" in late.content.decode()
    typed = two.post(decide, {"verb": "return", "comment": "ดูวันที่อีกที", "version": old})
    assert typed.status_code == 409 and ">ดูวันที่อีกที</textarea>" in typed.content.decode()
    two.post(reverse("aftercare:review"), {"visit": [ticked[1]]})
    # Even of the version that stands: what was returned waits for its team.
    see()
    now = str(Visit.objects.get(case=case).version)
    refused = two.post(decide, {"verb": "accept", "version": now})
    assert refused.status_code == 409 and "ส่งคืนให้ทีมแก้อยู่" in refused.content.decode()
    assert 'value="accept"' not in page(two, shown)
    see()
    assert Visit.objects.get(case=case).state == "returned"


def test_a_correction_does_not_write_over_another():
    case, one, two = _visited()
    edit = reverse("aftercare:edit", args=[case.public_id, 1])
    first, second = _version(page(one, edit)), _version(page(two, edit))
    assert one.post(edit, met(reason="คำผิด", note="ของคนแรก", version=first)).status_code == 302
    mine = met(reason="ที่อยู่", note="ของคนที่สอง", version=second)
    stopped = two.post(edit, mine)
    text = stopped.content.decode()
    assert stopped.status_code == 422 and CHANGED in text and "ดูฉบับล่าสุด" in text
    assert "ของคนที่สอง" in text and 'value="ที่อยู่"' in text
    see()
    row = Visit.objects.get(case=case)
    assert row.correction == "คำผิด"
    # A wrong answer does not make an old version new; having looked, the second sending is meant.
    again = two.post(edit, mine | {"found": ""})
    assert again.status_code == 422 and _version(again.content.decode()) == second
    assert two.post(edit, met(reason="x", version="")).status_code == 422
    assert two.post(edit, mine | {"version": _version(text)}).status_code == 302
    see()
    row.refresh_from_db()
    assert row.correction == "ที่อยู่"
