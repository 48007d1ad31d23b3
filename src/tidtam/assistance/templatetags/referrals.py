"""The panel of what was given to others, for the page of a request or of a need."""

from __future__ import annotations

from typing import Any

from django import template

from tidtam.assistance.choices import OPEN, REFERRAL_LIVE
from tidtam.assistance.models import Need, Request
from tidtam.assistance.queries import referrals as queries
from tidtam.assistance.queries.folder import Folder
from tidtam.assistance.views.referrals import row_of
from tidtam.kernel.permissions import Permission

register = template.Library()


@register.inclusion_tag("assistance/_referrals_rows.html", takes_context=True)
def referrals_panel(context: template.Context, of: Need | Request) -> dict[str, Any]:
    """Show what was given to others of a need, or of all needs of a request, with what may be done about it.

    Shape: one query for a need; for a request those of its folder.
    """
    request = context["request"]
    if isinstance(of, Need):
        found, needs = queries.of(need=of), [of]
    else:
        folder = context.get("folder") or Folder(of)
        found, needs = folder.referrals, folder.needs
    busy = {one.need_id for one in found if one.state in REFERRAL_LIVE}
    return {
        "rows": [row_of(one) for one in found], "several": isinstance(of, Request),
        "csrf_token": context.get("csrf_token"),
        "sendable": [one for one in needs if one.bucket in OPEN and one.pk not in busy],
        "may": request.actor.may(Permission.NEEDS_MANAGE), "request": request,
    }  # fmt: skip
