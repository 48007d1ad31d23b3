"""The list of activities as pages and sheets show it, and the history of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tidtam.accounts.models import User
from tidtam.activities import access, rules
from tidtam.activities.choices import ActivityState, Measure
from tidtam.activities.models import Activity, Photo, Project
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address narrows the list to; "" and None narrow nothing."""

    month: date | None = None
    kind: str = ""
    model: bool = False
    show: str = ActivityState.RECORDED
    at: str = ""  # the code of an office; those below it are meant too
    measure: str = ""
    year: int = 0  # the Gregorian year in which a fiscal year ends; 0: any
    until: date | None = None  # the last day counted


def listing(actor: Actor, filters: Filters) -> QuerySet[Activity]:
    """Return activities in scope, newest first, with their office and place. Shape: one query."""
    rows = access.activities(actor).filter(state=filters.show)
    if filters.month:
        rows = rows.filter(on__range=(filters.month, rules.last_of(filters.month)))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.model:
        rows = rows.filter(model_area=True)
    if filters.measure:
        rows = rows.filter(measure=filters.measure)
    if filters.until:
        rows = rows.filter(on__lte=filters.until)
    if filters.year:
        rows = rows.filter(on__range=rules.fiscal_days(filters.year))
    if filters.at:
        office = Office.objects.filter(code=filters.at).first()
        path = office.path if office else ""
        rows = rows.filter(scope_path__gte=path, scope_path__lt=path + "~") if path else rows.none()
    return rows.select_related("office", "area__parent").order_by("-on", "-pk")


@dataclass(frozen=True, slots=True)
class Spread:
    """What an activity says of being taken further (การขยายผล), on one line."""

    public_id: str
    words: str
    place: str
    on: date


def spread(actor: Actor, path: str, start: date, end: date) -> list[Spread]:
    """Return what the activities a welfare report counts say of being taken further, in the order of their days.

    Shape: one query, at most 100 of them.
    """
    rows = access.activities(actor).filter(
        scope_path__gte=path, scope_path__lt=path + "~", on__range=(start, end), state=ActivityState.RECORDED,
        measure=Measure.WELFARE,
    )  # fmt: skip
    found = rows.exclude(expansion="").order_by("on", "pk").values_list("public_id", "expansion", "place", "on")
    return [Spread(key, " ".join(words.split()), place, on) for key, words, place, on in found[:100]]


def under(actor: Actor, project: Project) -> list[Activity]:
    """Return the activities that count under a project, newest first. Shape: one query."""
    rows = access.activities(actor).filter(project=project, state=ActivityState.RECORDED)
    return list(rows.select_related("office", "area").order_by("-on", "-pk"))


def photos(actor: Actor, activity: Activity) -> list[Photo]:
    """Return the photos of an activity. Shape: one query."""
    return list(access.photos(actor).filter(activity=activity).select_related("file").order_by("pk"))


def places(actor: Actor) -> list[str]:
    """Return the places of the own office's last activities, to be chosen again. Shape: one query."""
    rows = (
        access.activities(actor).filter(office=actor.office_id).order_by("-on", "-pk").values_list("place", flat=True)
    )
    return list(dict.fromkeys(rows[:200]))[:30]


def offices_with(actor: Actor) -> list[tuple[str, str]]:
    """Return the offices in scope that recorded something, by code and name. Shape: one query."""
    rows = Office.objects.filter(Exists(access.activities(actor).filter(office=OuterRef("pk")))).order_by("path")
    return [(one.code, str(one)) for one in rows[:300]]


@dataclass(frozen=True, slots=True)
class Past:
    """Something that happened to a record. `was`: the fields that changed, with what they said before."""

    verb: str
    at: datetime
    who: str
    reason: str
    was: tuple[tuple[str, Any], ...]


def history(activity: Activity) -> list[Past]:
    """Return what happened to an activity, newest first. Shape: three queries."""
    old = dict(
        OldRow.objects.filter(relation=Activity._meta.db_table, key=str(activity.pk)).values_list("version", "row")
    )
    entries = list(
        Entry.objects.filter(object_type="activities.activity", object_id=str(activity.pk)).order_by("-at", "-verb")
    )
    names = dict(User.objects.filter(pk__in={one.user_id for one in entries if one.user_id}).values_list("pk", "name"))
    found = []
    for one in entries:
        before = old.get((one.object_version or 1) - 1, {})
        was = tuple((name, before[name]) for name in one.fields if name in before)
        found.append(Past(one.verb.rpartition("activities.")[2], one.at, names.get(one.user_id or 0, ""),
                          one.reason, was))  # fmt: skip
    return found
