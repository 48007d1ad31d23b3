"""A citizen with a browser: the steps of a request as forms are posted."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from tidtam.portal.models import Draft

CODE = "LGO-301409"
PLACE = {"area": "301409", "house_no": "๔๘/๒", "moo": "6", "landmark": "ข้างวัด"}
TROUBLE = {
    "category": "DISASTER", "needs": ["HOU", "EQP"], "what": "คืนวันที่ 18 ลมแรง หลังคาครัวเปิดครึ่งหลัง",
    "happened_on": "18 พ.ค. 2569", "household": "๔", "vulnerable": ["elder"], "neighbours": "สมศรี ใจดี 48/3",
}  # fmt: skip
YOU = {"first_name": "บุญเรือง", "last_name": "แก้วใส", "phone": "081 234 5678", "notice": "on", "proxy": "self"}


def fill(client: Client, code: str = CODE, **changed: Any) -> None:
    """Fill the steps up to the check."""
    steps = (
        (f"/ask/o/{code}/new/", PLACE | changed.pop("place", {})),
        ("/ask/new/trouble/", TROUBLE | changed.pop("trouble", {})),
        ("/ask/new/you/", YOU | changed.pop("you", {})),
    )
    for path, words in steps:
        answer = client.post(path, words)
        assert answer.status_code == 302, (path, re.findall(r'class="err".*?</p>', answer.content.decode(), re.S))


def age(seconds: int = 30) -> None:
    """Let time pass for the drafts: nobody types that fast."""
    for draft in Draft.objects.all():
        Draft.objects.filter(pk=draft.pk).update(made_at=draft.made_at - timedelta(seconds=seconds))


def file(client: Client, **changed: Any) -> tuple[str, str]:
    """File a request; return number and PIN."""
    fill(client, **changed)
    age()
    answer = client.post("/ask/new/check/")
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = client.get("/ask/new/sent/").content.decode()
    number, pin = re.findall(r'class="ref">([^<]+)<', page)
    return number, pin


def follow(client: Client, number: str, pin: str, code: str = CODE) -> Any:
    """Type number and PIN."""
    return client.post(f"/ask/o/{code}/follow/", {"number": number, "pin": pin})
