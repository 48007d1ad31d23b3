"""People of the demo who moved: most are taken over by their new district within days; some lie too long."""

from __future__ import annotations

from datetime import date, timedelta

from tidtam.accounts import clock
from tidtam.aftercare.actions import reminders, transfers
from tidtam.aftercare.choices import Stage
from tidtam.aftercare.models import Offer
from tidtam.demo.acting import acting, moment
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system

_ANSWERED = timedelta(days=3)
_LEFT = 5  # each fifth is answered by nobody, until the common superior decides


def hand_over(as_of: date) -> None:
    """Let districts take over who moved to them from another of the province; lay the rest where it belongs.

    Who left the province waits on: a handful in provinces of which nothing else is known would hide the figures of all.
    """
    with wall.scope(ROOT):
        offers = Offer.objects.filter(stage=Stage.RECEIVER).order_by("stage_since", "pk").select_related("office")
        for number, offer in enumerate(offers, 1):
            at = moment(offer.stage_since.astimezone(clock.BANGKOK).date() + _ANSWERED)
            if number % _LEFT and at.date() < as_of:
                transfers.accept(offer=offer, by=acting(offer.office), at=at)
        reminders.remind_transfers(by=system("ชุดสาธิต"), at=moment(as_of, 7))
