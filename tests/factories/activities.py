"""Invented activities and knowledge sets, as offices would leave them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from PIL import Image
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions import recording
from tidtam.activities.actions.knowledge import SetValues
from tidtam.activities.models import Activity, KnowledgeSet
from tidtam.activities.rules import ActivityValues

LGO, AREA = "LGO-301409", "301409"
DAY = TODAY - timedelta(days=11)  # 10 May 2026


def clerk(code: str = LGO) -> Any:
    """Return who records an office's activities; the wall open."""
    return actor(code, "lgo_clerk")


def values(**more: Any) -> ActivityValues:
    """Return what an invented form says."""
    told = ActivityValues(
        title="มอบถุงยังชีพผู้ป่วยติดเตียง", kind="relief", place="วัดบ้านตูม", area=AREA, on=DAY, moo="3", persons=40,
        households=22, partners=("รพ.สต.ตูม", "กำนันตำบลตูม"), budget_baht=Decimal("12500.50"), fund="เงินบริจาคของวัด",
        given="ถุงยังชีพ 40 ชุด", result="ผู้ป่วยได้รับของครบ",
    )  # fmt: skip
    return replace(told, **more)


def activity(by: Any, code: str = LGO, *, at: Any = NOW, photos: Any = (), **more: Any) -> Activity:
    """Record an activity of an office."""
    return recording.record(
        office=office(code), values=values(**more), uuid=uuid4(), photos=photos, by=by, at=at
    )  # fmt: skip


def photo(shade: int = 90, kind: str = "JPEG") -> bytes:
    """Return a picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (80, 60), (shade * 37 % 255, shade * 91 % 255, 60)).save(out, kind)
    return out.getvalue()


def knowledge(by: Any, code: str, title: str = "การสาธารณสงเคราะห์ วัด–ชุมชน", *, at: Any = NOW) -> KnowledgeSet:
    """Make a set of an office."""
    told = SetValues(title, summary="ตัวอย่างพื้นที่ต้นแบบ", source="มท 0816.5/ว 2565 ลงวันที่ 15 ส.ค. 2565")
    return sets.make(office=office(code), values=told, by=by, at=at)


def month(day: date) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
