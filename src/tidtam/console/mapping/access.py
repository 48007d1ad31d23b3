"""Which layers an actor may see, and the rows of each inside the own scope. The wall repeats the second answer."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from tidtam.console.models import Layer, MapPoint
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.choices import Line
from tidtam.offices.rules import line_root

# A layer is seen by who may read its things. People under follow-up: by who may read them, never as figures alone.
RIGHTS: Mapping[Layer, Permission] = {
    Layer.ACTIVITY: Permission.ACTIVITIES_READ, Layer.REQUEST: Permission.NEEDS_READ,
    Layer.CASE: Permission.CARE_READ, Layer.SIGN: Permission.SIGNS_READ,
}  # fmt: skip
# Things whose own place is shown; people and requests stand at their tambon and are only counted.
EXACT = (Layer.ACTIVITY, Layer.SIGN)
_ASKED = tuple(line_root(line) for line in (Line.DLA, Line.BANGKOK))  # the lines people ask at


def layers(actor: Actor) -> list[Layer]:
    """Return the layers an actor may see."""
    return [layer for layer, right in RIGHTS.items() if actor.scope and actor.may(right)]


def shown(actor: Actor) -> list[Layer]:
    """Return the layers worth offering: requests only where there is a register of them, or will be one.

    People ask at local governments. In the line of the districts they ask in visits, which makes needs and no requests.
    Shape: at most one query.
    """
    found = layers(actor)
    if Layer.REQUEST in found and not actor.scope.startswith(_ASKED) and not points(actor, Layer.REQUEST).exists():
        found.remove(Layer.REQUEST)
    return found


def points(actor: Actor, layer: Layer) -> QuerySet[MapPoint]:
    """Return the points of a layer inside the scope; none without the right."""
    if not actor.scope or not actor.may(RIGHTS[layer]):
        return MapPoint.objects.none()
    return MapPoint.objects.filter(layer=layer, scope_path__gte=actor.scope, scope_path__lt=actor.scope + "~")
