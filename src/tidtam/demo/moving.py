"""People of the demo who moved: most are taken over where they live now within days; some lie too long, as they do."""

from __future__ import annotations

from datetime import date, timedelta

from tidtam.accounts import clock
from tidtam.aftercare.actions import reminders, transfers
from tidtam.aftercare.choices import Stage
from tidtam.aftercare.models import Offer
from tidtam.demo.acting import acting, moment
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system

_LEFT = 5  # each fifth is answered by nobody, until the common superior decides
_STEPS = 3  # both provinces pass it on, the receiver accepts


def hand_over(as_of: date) -> None:
    """Let each office act in turn on what lies before it, a day after the one before; lay the rest where it belongs."""
    with wall.scope(ROOT):
        offers = Offer.objects.exclude(stage=Stage.ACCEPTED).order_by("stage_since", "pk")
        for number, offer in enumerate(offers.select_related("office"), 1):
            if number % _LEFT:
                _pass_on(offer, as_of)
        reminders.remind_transfers(by=system("ชุดสาธิต"), at=moment(as_of, 7))


def _pass_on(offer: Offer, as_of: date) -> None:
    day = offer.stage_since.astimezone(clock.BANGKOK).date()
    for step in range(1, _STEPS + 1):
        if (at := moment(day + timedelta(days=step))).date() >= as_of:
            return
        by = acting(offer.office)
        if offer.stage == Stage.RECEIVER:
            transfers.accept(offer=offer, by=by, at=at)
            return
        offer = transfers.forward(offer=offer, by=by, at=at)
