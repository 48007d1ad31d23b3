"""What the components take: small values a page fills and a template draws. No ORM, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from tidtam.thai.names import strip_title

State = Literal["upcoming", "due", "late", "done", "returned"]

# The vowels written before a consonant; the initial of a Thai name is its first consonant.
_LEADING_VOWELS = "เแโใไ"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One place of the main menu. `wide` items stand in the rail on the desk and in the account menu on the phone."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    wide: bool = False


@dataclass(frozen=True, slots=True)
class GrantChoice:
    """One office and role the person may act under."""

    id: int
    office: str
    role: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything `ui/shell.html` shows round a page. An empty URL leaves its part out."""

    office: str = ""
    place: str = ""
    role: str = ""
    nav: Sequence[NavItem] = ()
    grants: Sequence[GrantChoice] = ()
    switch_url: str = ""  # POST grant=<id>&next=<path>
    home_url: str = "/"
    search_url: str = ""  # GET q=
    query: str = ""
    bell_url: str = ""
    bell_count: int = 0
    user_name: str = ""
    account_url: str = ""
    sign_out_url: str = ""  # POST
    demo: str = ""  # a sentence; shows the banner of a demo installation

    @property
    def initials(self) -> str:
        """Return the initials of the person's given and family name."""
        return initials(self.user_name)


def initials(name: str) -> str:
    """Return at most two initials: the first consonant of the first two words, titles left out."""
    letters = (word.lstrip(_LEADING_VOWELS)[:1] for word in strip_title(name).split()[:2])
    return "".join(letters).upper()


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing to do and why: a verb, the words that demand it, a date, one button."""

    title: str
    url: str
    icon: str
    state: State
    state_text: str
    action: str
    why: str = ""
    quote: str = ""  # words of the letter, Thai digits as written
    note: str = ""  # beside the date
    urgency: str = ""  # the rubber stamp: ด่วน, ด่วนมาก, ด่วนที่สุด


@dataclass(frozen=True, slots=True)
class Link:
    """A label with somewhere to go; the current place or a step still ahead has no URL."""

    label: str
    url: str = ""
    current: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What another room can do for the page's subject: a title, a sentence, where to go. `main` is the next step."""

    title: str
    text: str
    url: str
    action: str
    icon: str = "table"
    main: bool = True


@dataclass(frozen=True, slots=True)
class Event:
    """A duty on its day."""

    label: str
    url: str
    state: State
    state_text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar with its duties."""

    on: date
    events: Sequence[Event] = ()
    holiday: str = ""
    out: bool = False  # belongs to the month before or after
    off: bool = False  # weekend or holiday
    today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month as full weeks from Sunday to Saturday."""

    first: date
    weeks: Sequence[Sequence[Day]]
    office: str = ""

    @property
    def busy_days(self) -> list[Day]:
        """Return the days of the month that hold a duty, in order."""
        return [day for week in self.weeks for day in week if day.events and not day.out]


def month(
    first: date,
    events: Mapping[date, Sequence[Event]],
    *,
    holidays: Mapping[date, str] | None = None,
    today: date | None = None,
    office: str = "",
) -> Month:
    """Lay out the month of `first` as full weeks from Sunday to Saturday."""
    names = holidays or {}
    first = first.replace(day=1)
    start = first - timedelta(days=first.isoweekday() % 7)
    weeks: list[list[Day]] = []
    while not weeks or start.month == first.month:
        week = [start + timedelta(days=n) for n in range(7)]
        weeks.append(
            [
                Day(
                    on=day,
                    events=tuple(events.get(day, ())),
                    holiday=names.get(day, ""),
                    out=day.month != first.month,
                    off=day in names or day.isoweekday() > 5,
                    today=day == today,
                )
                for day in week
            ]
        )
        start += timedelta(days=7)
    return Month(first=first, weeks=weeks, office=office)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table. `state` draws a chip; `fail` frames it, `missing` hatches it."""

    text: str | int
    url: str = ""
    state: State | Literal[""] = ""
    fail: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first cell of each row is its head. `stack` makes cards of the rows on a phone."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    stack: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of the heat map: its head and one cell per column."""

    label: str
    cells: Sequence[HeatCell]
    url: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A number and its step 0 to 5; None as text is a figure nobody sent yet."""

    text: str | int | None
    level: int = 0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A heat map: one hue, darker is worse, the number always printed."""

    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[HeatRow]


def heat_level(value: float, top: float) -> int:
    """Return the step 0 to 5 of `value` on a scale that ends at `top`; only nothing is step 0."""
    if value <= 0 or top <= 0:
        return 0
    return max(1, min(5, 1 + int(value * 5 / top)))


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: what happened, when, by whom."""

    title: str
    when: str | date | datetime
    icon: str = "clock"
    state: Literal["", "ok", "now", "to"] = "ok"
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it counts, and where its rows are. `spark` is a series drawn as a line."""

    label: str
    value: str | int
    url: str = ""
    note: str = ""
    unit: str = ""
    tone: Literal["", "due", "late", "done"] = ""
    hero: bool = False
    spark: Sequence[float] = field(default_factory=tuple)
    spark_label: str = ""
