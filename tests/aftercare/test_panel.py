"""The panel of offers on the recorder's board: taken over right there, refused with a reason on its own page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from tests.aftercare.phone import demo_day, door, page, see
from tests.factories import aftercare as make
from tests.factories.actors import NOW

from tidtam.aftercare.actions import transfers
from tidtam.aftercare.models import Case, Offer
from tidtam.kernel import wall
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
__all__ = ["demo_day"]


def test_an_offer_is_taken_over_from_the_board_or_led_to_the_reason():
    by = make.recorder()
    team = make.team("301501")
    cases = [make.case(by) for _ in range(2)]
    for case in cases:
        wall.enter(by.scope)
        transfers.offer(case=case, area=Area.objects.get(pk="301501"), by=by, at=NOW)
    client = door("DOPA-3015", "drug_recorder")
    see()
    first, second = Offer.objects.order_by("pk")
    board = page(client, reverse("aftercare:board"))
    accept, refuse = (reverse(f"aftercare:{name}", args=[first.public_id]) for name in ("accept", "offer_in"))
    form = re.search(rf'<form[^>]*action="{accept}".*?</form>', board, re.S)
    assert form and f'value="{team.code}"' in form[0] and f"{refuse}?reject=1#reject" in form[0]
    assert not re.search(r"<form(?:(?!</form>).)*<form", board, re.S), "no form within a form"
    done = client.post(accept, {"office": team.code})
    assert done.status_code == 302
    see()
    assert Case.objects.get(pk=first.transfer.case_id).office == team
    opened = page(client, f"{reverse('aftercare:offer_in', args=[second.public_id])}?reject=1")
    assert '<details class="sheet" id="reject" open>' in opened
    assert accept not in page(client, reverse("aftercare:board"))
