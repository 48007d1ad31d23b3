"""Invented signs, as offices would register and hang them."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from PIL import Image
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.signs.actions import onsite, registering
from tidtam.signs.actions.onsite import OnSite
from tidtam.signs.models import Sign
from tidtam.signs.rules import SignValues

DISTRICT, AREA = "DOPA-3014", "301409"
HERE = (14.71020, 102.02130)


def recorder(code: str = DISTRICT) -> Any:
    """Return who keeps a district's signs; the wall open."""
    return actor(code, "drug_recorder")


def photo(shade: int = 90) -> bytes:
    """Return a picture of one colour, with a position and an author in its EXIF."""
    out = io.BytesIO()
    picture = Image.new("RGB", (160, 120), (shade * 37 % 255, shade * 91 % 255, 60))
    exif = Image.Exif()
    exif[0x013B] = "ผู้ถ่ายภาพลับ SECRETAUTHOR"
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 42.0, 36.0), 3: "E", 4: (102.0, 1.0, 16.0)})
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def planned(by: Any, code: str = DISTRICT, *, at: Any = NOW, **more: Any) -> Sign:
    """Register a sign of an office."""
    told: dict[str, Any] = {"kind": "headman", "area": AREA, "place": "ที่ทำการกำนันตำบลตูม"} | more
    return registering.register(office=office(code), values=SignValues(**told), uuid=uuid4(), by=by, at=at)


def hung(by: Any, code: str = DISTRICT, *, on: date = TODAY - timedelta(days=3), at: Any = NOW, **more: Any) -> Sign:
    """Register a sign and put it up."""
    one = planned(by, code, at=at, **more)
    told = OnSite(uuid=uuid4(), photo=photo(one.pk % 200), position=HERE)
    return onsite.install(sign=one, on=on, told=told, by=by, at=at)
