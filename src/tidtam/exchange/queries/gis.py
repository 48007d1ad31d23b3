"""The month's sheet of signs for MOI Drugs GIS: one record for each sign put up, with its photo.

Menu ผลการดำเนินงาน › บันทึกประชาสัมพันธ์และสร้างการมีส่วนร่วม. Source: letter of 17 December 2567, item 3 (domain
facts O28). The system takes no records from programs; its real field list is not public.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from tidtam.exchange import access
from tidtam.exchange.choices import System
from tidtam.exchange.models import KeyRow, KeyTask
from tidtam.exchange.rules import after
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.offices.queries import below as below_of
from tidtam.places.queries import place_line
from tidtam.signs import access as signs
from tidtam.signs.models import Sign
from tidtam.signs.queries.listing import installed_in

MENU = ("ผลการดำเนินงาน", "บันทึกประชาสัมพันธ์และสร้างการมีส่วนร่วม")


@dataclass(frozen=True, slots=True)
class Line:
    """One sign side by side: what to type, and who typed it when."""

    sign: Sign
    row: KeyRow | None

    @property
    def title(self) -> str:
        """Return what was done, as the record says it."""
        return f"ติดตั้งป้ายประชาสัมพันธ์ช่องทางแจ้งเบาะแสยาเสพติด {self.sign.get_kind_display()}"

    @property
    def place(self) -> str:
        """Return where, in full."""
        return f"{self.sign.place} {place_line(self.sign.area)}"

    @property
    def point(self) -> str:
        """Return latitude and longitude; "" where nobody noted them."""
        return f"{self.sign.latitude:.6f}, {self.sign.longitude:.6f}" if self.sign.position else ""

    @property
    def changed(self) -> bool:
        """Say whether the record of the sign is another one now than when it was typed."""
        return self.row is not None and int(self.row.value) != self.sign.version


@dataclass(frozen=True, slots=True)
class GisSheet:
    """The month of an office: its signs, and the task once anything was noted."""

    office: Office
    period: date
    lines: tuple[Line, ...]
    task: KeyTask | None

    @property
    def typed(self) -> int:
        """Return how many signs are typed."""
        return sum(line.row is not None for line in self.lines)

    @property
    def left(self) -> int:
        """Return how many signs are still to be typed."""
        return len(self.lines) - self.typed


def gis_sheet(actor: Actor, office: Office, period: date) -> GisSheet:
    """Return the sheet of an office. Shape: three queries."""
    found = installed_in(actor, office, period, after(period) - timedelta(days=1))
    task = access.tasks(actor).filter(office=office, system=System.MOI_GIS, period=period).first()
    rows = {row.code: row for row in task.rows.filter(undone_at__isnull=True)} if task else {}
    return GisSheet(office, period, tuple(Line(one, rows.get(one.public_id)) for one in found), task)


@dataclass(frozen=True, slots=True)
class GisProgress:
    """How far an office is with its month."""

    office: Office
    signs: int
    typed: int

    @property
    def left(self) -> int:
        """Return how many signs are still to be typed."""
        return max(0, self.signs - self.typed)


def owners(actor: Actor, period: date) -> QuerySet[Office]:
    """Return the offices in scope that put signs up in a month. Shape: a lazy query."""
    last = after(period) - timedelta(days=1)
    rows = signs.signs(actor).filter(installed_on__range=(period, last), photo__isnull=False)
    return below_of(actor.scope, itself=True).filter(pk__in=rows.values("office")).exclude(level=Level.TEAM)


def gis_progress(actor: Actor, offices: Iterable[Office], period: date) -> list[GisProgress]:
    """Return how far these offices are. Shape: two queries."""
    found = list(offices)
    last = after(period) - timedelta(days=1)
    rows = signs.signs(actor).filter(installed_on__range=(period, last), photo__isnull=False, office__in=found)
    hung = dict(rows.order_by().values_list("office").annotate(n=Count("pk")))
    standing = Count("rows", filter=Q(rows__undone_at__isnull=True))
    tasks = access.tasks(actor).filter(system=System.MOI_GIS, period=period, office__in=found)
    typed = dict(tasks.annotate(typed=standing).values_list("office", "typed"))
    return [GisProgress(one, hung.get(one.pk, 0), typed.get(one.pk, 0)) for one in found]
