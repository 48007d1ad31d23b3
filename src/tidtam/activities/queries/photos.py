"""Where a like photo stands, and what speaks against the photos in scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count, Q, QuerySet

from tidtam.activities import access
from tidtam.activities.choices import ActivityState, FlagState
from tidtam.activities.matching import MOST_FINE, MOST_ROUGH, QUARTERS, Framed, Likeness, near
from tidtam.activities.models import Activity, Flag
from tidtam.activities.screens import Held
from tidtam.kernel.actor import Actor

_TRIED = 8  # of the nearest, each costs a tenth of a second


@dataclass(frozen=True, slots=True)
class Like:
    """That a like photo shows another activity: at which office, of which day, whether it is the very same file."""

    office: str
    on: date
    exact: bool


def like(
    known: Likeness, sha256: str, activity: int = 0, *, content: Callable[[], bytes], screen: bool = False
) -> Like | None:
    """Return where the same photo stands under another activity, anywhere in the house, whichever way up.

    `content` gives the photo itself; it is asked for only when the database knows near ones, or for a `screen`: what
    may show one is looked for more widely, as it was framed and held. A photo that is no screen is never asked so much.
    Shape: one query, of a screen two; the database answers with office, day and bits only, whoever asks.
    """
    rows = _near(known.ways(), sha256, activity)
    framed: Framed | None = None
    for office, held_on, exact, fine in rows:
        if exact:
            return Like(office, held_on, exact)
        framed = framed or Framed(content())
        if framed.same(fine):
            return Like(office, held_on, exact)
    return _on_screen(content(), activity) if screen else None


def _on_screen(content: bytes, activity: int) -> Like | None:
    held = Held(content)
    ways = [way for one in held.likely() for way in one.ways()]
    for office, held_on, _exact, fine in _near(ways, "", activity)[:_TRIED]:
        if held.same(fine):
            return Like(office, held_on, False)
    return None


def _near(ways: list[Likeness], sha256: str, activity: int) -> list[tuple[str, date, bool, str]]:
    wanted = [sorted({n for way in ways for n in near(way.quarters[at])}) for at in range(QUARTERS)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT office, held_on, exact, fine FROM activities_like_photos(%s::text[], %s::text[], %s, %s, %s, %s,"
            " %s, %s, %s, %s)",
            [[way.rough for way in ways], [way.fine for way in ways], *wanted, sha256, activity, MOST_ROUGH, MOST_FINE],
        )  # fmt: skip
        found: list[tuple[str, date, bool, str]] = cursor.fetchall()
    return found


def standing(actor: Actor) -> QuerySet[Flag]:
    """Return the flags of photos that are shown, of activities that count."""
    return access.flags(actor).filter(
        photo__removed_at__isnull=True, photo__activity__state=ActivityState.RECORDED
    )  # fmt: skip


def listing(actor: Actor, show: str) -> QuerySet[Flag]:
    """Return flags in scope, newest first: `open` ones nobody answered, `said` ones no superior has seen, or all."""
    rows = standing(actor)
    if show == "open":
        rows = rows.filter(state=FlagState.OPEN)
    elif show == "said":
        rows = rows.filter(seen_at__isnull=True).exclude(state=FlagState.OPEN)
    return rows.select_related("photo__activity__office", "photo__file").order_by("-at", "-pk")


def of_photos(actor: Actor, photos: Iterable[int]) -> dict[int, list[Flag]]:
    """Return the flags of photos, by photo. Shape: one query."""
    found: dict[int, list[Flag]] = {}
    for one in access.flags(actor).filter(photo__in=list(photos)):
        found.setdefault(one.photo_id, []).append(one)
    return found


def waiting(actor: Actor) -> tuple[int, int]:
    """Return how many flags of the own office wait for an answer, and how many answers from below nobody has seen.

    Shape: one query.
    """
    own = Q(state=FlagState.OPEN, scope_path=actor.scope)
    below = ~Q(state=FlagState.OPEN) & Q(seen_at__isnull=True) & ~Q(scope_path=actor.scope)
    found = standing(actor).aggregate(own=Count("pk", filter=own), below=Count("pk", filter=below))
    return found["own"], found["below"]


def open_of(actor: Actor, activity: Activity) -> int:
    """Return how many flags of an activity nobody has answered. Shape: one query."""
    return standing(actor).filter(photo__activity=activity, state=FlagState.OPEN).count()
