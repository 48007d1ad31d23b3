"""The first look at a tip: which way it goes, or that it is one already known or too little to go on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing, Problem
from tidtam.tips import access
from tidtam.tips.actions.moving import Decided, move
from tidtam.tips.choices import Outcome, Path
from tidtam.tips.models import Tip
from tidtam.tips.transitions import PATH_OF


def send_along(*, tip: Tip, path: str, by: Actor, at: datetime) -> Tip:
    """Send a tip the way of enforcement or of treatment. Errors: as `move`; Problem("tips.path_unknown")."""
    verb = next((verb for verb, to in PATH_OF.items() if to == path), "")
    if not verb:
        raise Problem("tips.path_unknown", _("เลือกว่าเรื่องนี้ไปทางใด"), field="path")
    return move(tip=tip, verb=verb, decided=Decided(path=Path(path)), by=by, at=at)


@transaction.atomic
def close_as_duplicate(*, tip: Tip, of: str, by: Actor, at: datetime) -> Tip:
    """Close a tip that tells what another tip of the unit tells.

    Errors: as `move`; Problem("tips.duplicate_self"); Missing("tips.tip_missing") for a tip the unit does not have.
    """
    wanted = of.strip().lower()
    if wanted == tip.public_id:
        raise Problem("tips.duplicate_self", _("เรื่องหนึ่งซ้ำกับตัวเองไม่ได้ ใส่เลขของอีกเรื่อง"), field="of")
    try:
        other = access.get_tip(by, wanted)
    except Missing as error:
        raise Problem("tips.duplicate_missing", _("ไม่พบเรื่องเลขนี้ในหน่วยของคุณ"), field="of") from error
    decided = Decided(outcome=Outcome.DUPLICATE, duplicate_of=other.public_id)
    return move(tip=tip, verb="duplicate", decided=decided, by=by, at=at)


def close_as_insufficient(*, tip: Tip, by: Actor, at: datetime) -> Tip:
    """Close a tip that gives nothing to go on. Errors: as `move`."""
    return move(tip=tip, verb="insufficient", decided=Decided(outcome=Outcome.INSUFFICIENT), by=by, at=at)
