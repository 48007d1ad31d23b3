"""Keep where a home stands, as whoever went there measured it."""

from __future__ import annotations

from collections.abc import Mapping

from tidtam.people import sealing
from tidtam.people.choices import AddressKind
from tidtam.people.models import Address

Position = tuple[float, float]


def keep_positions(found: Mapping[int, Position]) -> int:
    """Write the exact position of homes, by person: to the current address, else to the registered one.

    Called by the room that visits, inside its transaction; that room checks the right and writes the audit entry.
    Shape: addresses written.
    """
    homes: dict[int, Address] = {}
    for one in Address.objects.filter(person__in=list(found)).select_related("person").order_by("pk") if found else ():
        if one.kind == AddressKind.CURRENT or one.person_id not in homes:
            homes[one.person_id] = one
    for pk, home in homes.items():
        spot = f"{found[pk][0]:.6f},{found[pk][1]:.6f}"
        home.position_sealed = sealing.seal(spot, column=f"position.{home.kind}", row=home.person.public_id)
        home.save(update_fields=["position_sealed"])
    return len(homes)
