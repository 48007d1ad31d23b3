"""The columns of report R7 (INFO): each a queryset and an aggregate, so that a value and its rows share one filter.

Source: domain facts 2.6. The fields of the real system were not found; these are the proposed columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance import access
from tidtam.assistance.choices import OPEN, Bucket, Category, ReferralKind, RequestState
from tidtam.assistance.counting import bands, in_band, standing_on
from tidtam.assistance.models import Need, Referral, Request
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, Line


@dataclass(frozen=True, slots=True)
class Month:
    """What a figure is asked for: an office by its path, and the first and last day of a month, both in it."""

    path: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: its rows, what is counted of them, in which unit."""

    code: str
    label: Any
    unit: Any
    rows: Callable[[Actor, Month], QuerySet[Any]]
    aggregate: Any

    def value(self, actor: Actor, asked: Month) -> Decimal:
        """Return the value. Shape: one query."""
        found = self.rows(actor, asked).order_by().aggregate(n=self.aggregate)["n"]
        return Decimal(found or 0)

    def by_office(self, actor: Actor, asked: Month) -> dict[int, Decimal]:
        """Return the value of each office answerable; offices without rows are left out. Shape: one query."""
        found = self.rows(actor, asked).order_by().values_list("office_id").annotate(n=self.aggregate)
        return {office: Decimal(n or 0) for office, n in found}


def _requests(category: str = "") -> Callable[[Actor, Month], QuerySet[Request]]:
    def rows(actor: Actor, asked: Month) -> QuerySet[Request]:
        found = access.requests(actor).filter(
            access.within(actor, asked.path), asked_on__range=(asked.start, asked.end)
        )
        found = found.exclude(state=RequestState.MERGED)  # the request it was folded into is counted
        return found.filter(category=category) if category else found

    return rows


def _helped(actor: Actor, asked: Month) -> QuerySet[Need]:
    """Return what was met, that too which came without a request: more may be helped than asked in a month."""
    rows = access.needs(actor).filter(access.within(actor, asked.path), bucket=Bucket.MET)
    return rows.filter(settled_on__range=(asked.start, asked.end))


def _joint(actor: Actor, asked: Month) -> QuerySet[Referral]:
    start = datetime.combine(asked.start, datetime.min.time(), tzinfo=BANGKOK)
    end = datetime.combine(asked.end + timedelta(days=1), datetime.min.time(), tzinfo=BANGKOK)
    rows = access.referrals(actor).filter(access.within(actor, asked.path), sent_at__gte=start, sent_at__lt=end)
    joint = Q(to_office__line=Line.DLA, to_office__level=Level.DISTRICT)
    return rows.filter(joint, kind__in=[ReferralKind.REFERRAL, ReferralKind.ESCALATION])


# One number for rows of a person that were merged; a house is where it stands, and whoever gave none is a house alone.
_HUMAN = Count(Coalesce("person__merged_into", "person"), distinct=True)
_HOUSE = Count(
    Case(
        When(house_no="", then=Concat(Value("p"), Cast("person", TextField()))),
        default=Concat("scope_path", Value("|"), Coalesce("area", Value("")), Value("|"), "moo", Value("|"), "house_no",
                       output_field=TextField()),
        output_field=TextField(),
    ),
    distinct=True,
)  # fmt: skip
R7: Sequence[Measure] = (
    *(
        Measure(f"asked.{one.value}", one.label, pgettext_lazy("unit", "เรื่อง"), _requests(one.value), Count("*"))
        for one in Category
    ),
    Measure("persons", _("ผู้ขอ"), _("คน"), _requests(), _HUMAN),
    Measure("households", _("ครัวเรือนที่ขอ"), _("ครัวเรือน"), _requests(), _HOUSE),
    Measure("helped", _("ผู้ได้รับความช่วยเหลือ รวมเรื่องที่หน่วยอื่นส่งมา"), _("คน"), _helped, _HUMAN),
    Measure("amount", _("เงินที่ใช้ช่วย"), _("บาท"), _helped, Sum("amount_baht")),
    Measure("joint", _("ส่งศูนย์ปฏิบัติการร่วม"), pgettext_lazy("unit", "เรื่อง"), _joint, Count("*")),
)  # fmt: skip


def month_of(path: str, first: date) -> Month:
    """Return the month that holds a day."""
    start = first.replace(day=1)
    following = (start + timedelta(days=32)).replace(day=1)
    return Month(path, start, following - timedelta(days=1))


def values(actor: Actor, asked: Month) -> dict[str, Decimal]:
    """Return every column by its code. Shape: one query each."""
    return {measure.code: measure.value(actor, asked) for measure in R7}


@dataclass(frozen=True, slots=True)
class Unmet:
    """The needs still open, by place, kind and age band; each need in one cell."""

    cells: dict[tuple[str, str, int], int]

    def along(self, *axes: int) -> dict[Any, int]:
        """Return the sums along some of the axes: 0 the place, 1 the kind, 2 the age band."""
        found: dict[Any, int] = defaultdict(int)
        for key, n in self.cells.items():
            found[tuple(key[axis] for axis in axes) if len(axes) > 1 else key[axes[0]]] += n
        return dict(found)

    @property
    def total(self) -> int:
        """Return how many needs wait."""
        return sum(self.cells.values())


_PLACE = {"province": "office__province", "district": "office__district", "office": "office__code"}


def unmet(actor: Actor, path: str, day: date, *, place: str, past: bool = False) -> Unmet:
    """Return the open needs below `path` by `place` (province, district: area codes; office: its code), kind and age.

    Offices of both lines in a province count together; "" is an office of no such area. Shape: one query.
    """
    whens = [When(in_band(first, last, day), then=Value(index)) for index, (first, last) in enumerate(bands())]
    rows = standing_on(actor, path, day if past else None).filter(then__in=OPEN)
    rows = rows.annotate(
        node=Coalesce(Cast(_PLACE[place], TextField()), Value(""), output_field=TextField()),
        band=Case(*whens, default=Value(0), output_field=IntegerField()),
    )
    found = rows.order_by().values_list("node", "code", "band").annotate(n=Count("pk"))
    return Unmet({(node, code, band): n for node, code, band, n in found})
