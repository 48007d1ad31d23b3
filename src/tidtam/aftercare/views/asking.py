"""What a page of figures is asked for: an office, a programme year, a day; what its reader may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.aftercare.facts import counted, telling
from tidtam.aftercare.facts.kept import Look
from tidtam.aftercare.rules.checks import read_day
from tidtam.aftercare.rules.periods import depth_of
from tidtam.aftercare.views import saying
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.obligations.views.behind import node
from tidtam.offices.models import Office
from tidtam.ui.templatetags.thai import thai_date


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a page of figures, and what must be said of the one typed: `typed` stays in the field then."""

    on: date
    typed: str = ""
    fault: str = ""


def day_asked(request: OfficialRequest, today: date) -> Day:
    """Return the day a page is asked for; a day that is none or lies ahead is said, and shows today."""
    typed = (request.GET.get("on") or request.GET.get("as_of", ""))[:40].strip()
    if not typed:
        return Day(today)
    day, findings = read_day(typed, "on")
    words = " ".join(one.said(_) for one in findings)
    if day is not None and day > today:
        words = _("วันที่ %(day)s ยังมาไม่ถึง") % {"day": thai_date(day, "short")}
    elif day is not None:
        return Day(day, fault=words)
    return Day(today, typed, _("%(fault)s ตัวเลขที่เห็นเป็นของวันนี้") % {"fault": words})


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page was asked for."""

    at: Office
    year: int | None
    day: Day
    live: bool  # as of an earlier day: counted from records, not read from the tally
    careful: bool  # the reader may see figures and no people
    own: Look | None  # the provinces of the page, where it adds them up
    nation: Look | None  # all of them, for what a careful reader may be told
    whole: str = ""  # what is shown to its last line: 1 the table of needs, cohorts that of cohorts
    against: str = ""  # what the rounds are compared with: y and a programme year, or c and a cohort

    @property
    def on(self) -> date:
        """Return the day of the page."""
        return self.day.on

    @property
    def has_lists(self) -> bool:
        """Say whether its figures open to their places: an earlier day's would tell a careful reader what it hides."""
        return not (self.live and self.careful)

    def url(self, route: str = "aftercare:figures", **other: Any) -> str:
        """Return the address of this page, or of another of its kind, with something changed."""
        asked = {
            "at": self.at.code,
            "y": self.year,
            "on": self.on.isoformat() if self.live else "",
            "with": self.against,
        } | other
        return f"{saying.address(route)}?{urlencode({k: str(v) for k, v in asked.items() if v})}"

    def down(self, route: str = "aftercare:figures", **other: Any) -> Callable[[str], str]:
        """Return what makes the address of a page at the office of a code: a page leads to a hundred."""
        page, _sep, rest = self.url(route, at="", **other).partition("?")
        kept = f"&{rest}" if rest else ""
        return lambda code: f"{page}?at={code}{kept}"


def asking(request: OfficialRequest) -> tuple[Asking, list[int]]:
    """Return what a page of figures was asked for, and the programme years there are. Errors: Missing outside scope."""
    at = node(request, request.GET.get("at", ""))
    actor, today = request.actor, clock.today()
    years = counted.years(actor, at.path)
    wanted = request.GET.get("y", "")
    year = next((one for one in years if str(one) == wanted), years[0] if years else None)
    careful = not actor.may(Permission.CARE_READ)
    day = day_asked(request, today)
    if careful and day.on < today and not may_go_back(actor, at):
        day = Day(today, fault=_("หน้านี้ดูย้อนวันไม่ได้ ตัวเลขที่เห็นเป็นของวันนี้"))
    own = Look(at.path) if depth_of(at.path) == 0 else None
    nation = telling.look() if careful else None
    whole, against = request.GET.get("all", "")[:10], request.GET.get("with", "")[:24]
    return Asking(at, year, day, day.on < today, careful, own, nation, whole, against), years


def may_go_back(actor: Actor, at: Office) -> bool:
    """Say whether earlier days are shown to who reads no people: of one whole alone, so that none can be subtracted."""
    return at.path == actor.scope and depth_of(at.path) == 0
