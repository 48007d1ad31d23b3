"""How the teams of one district keep their rounds, counted from the rows: the tally ends at the district."""

from __future__ import annotations

from django.db.models import BooleanField, Count, ExpressionWrapper, F
from django.db.models.functions import Coalesce

from tidtam.aftercare.choices import RoundState
from tidtam.aftercare.facts.counted import Compliance
from tidtam.aftercare.facts.measures import counted_for, received, require_inside
from tidtam.aftercare.models import Round
from tidtam.aftercare.rules.periods import half_end, half_of, half_start
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor

# Whether the window was still open when the person was received.
_OURS = ExpressionWrapper(received(), output_field=BooleanField())


def compliance(actor: Actor, path: str, first: int, last: int) -> dict[tuple[str, int], Compliance]:
    """Return (office, half-month) -> how its rounds closed, of a district and its teams. Shape: two queries.

    The same rounds as the district's own figure, each for the team that closed it.
    Errors: Missing outside scope.
    """
    require_inside(actor, path)
    with wall.lent(ROOT):
        rows = Round.objects.filter(
            counted_for(path), state__in=[RoundState.DONE, RoundState.MISSED],
            due_on__range=(half_start(first), half_end(last)),
        ).order_by()  # fmt: skip
        placed = rows.annotate(at_path=Coalesce(F("counted_office__path"), F("scope_path")), ours=_OURS)
        counted = placed.values_list("at_path", "due_on", "state", "visited_on", "ours")
        found: dict[tuple[str, int], Compliance] = {}
        for office, due_on, state, visited_on, ours, n in counted.annotate(n=Count("*")):
            key = (office, half_of(due_on))
            missed = n if state == RoundState.MISSED else 0
            late = n if not missed and visited_on and visited_on > due_on else 0
            lost, before = (missed, 0) if ours else (0, missed)
            found[key] = found.get(key, Compliance()) + Compliance(n - missed - late, late, lost, before)
    return found
