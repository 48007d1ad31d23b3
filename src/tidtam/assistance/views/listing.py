"""The needs an office answers for: by state, kind and age, the longest waiting first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.assistance import facts, queries
from tidtam.assistance.choices import OPEN, Bucket, Code
from tidtam.assistance.counting import band_words, bands
from tidtam.assistance.views import showing
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs as demands
from tidtam.ui.shapes import Link

_PAGE = 50


def _asked(query: QueryDict) -> tuple[str, str, int | None]:
    show, code, age = query.get("show", ""), query.get("code", ""), query.get("age", "")
    return (
        show if show in queries.SHOWN else "open",
        code if code in Code.values else "",
        int(age) if age in {str(index) for index in range(len(bands()))} else None,
    )


@demands(Permission.NEEDS_READ)
@require_safe
def needs(request: OfficialRequest) -> HttpResponse:
    """List the needs the own office and those below answer for."""
    show, code, age = _asked(request.GET)
    today = clock.today()
    rows = queries.listing(request.actor, show=show, code=code, age=age, today=today)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    homes = queries.places(shown)
    counts = facts.buckets(request.actor, code=code)
    if shown:
        audit.note_read(request, [need.person_id for need in shown], "assistance.list")
    context: dict[str, Any] = {
        "page": page, "total": page.paginator.count, "show": show, "code": code, "age": age,
        "rows": [showing.row_of(need, homes.get(need.person_id), today) for need in shown],
        "tabs": _tabs(show, code, age, counts), "codes": Code.choices, "ages": list(enumerate(band_words())),
        "filtered": bool(code) or age is not None, "standing": facts.standing(request.actor),
        "wide": any(one.office_id != request.actor.office_id for one in shown),
    }  # fmt: skip
    return render(request, "assistance/needs.html", context)


def _tabs(show: str, code: str, age: int | None, counts: dict[str, int]) -> list[Link]:
    kept = {name: str(value) for name, value in (("code", code), ("age", age)) if value not in ("", None)}
    many = {"open": sum(counts[bucket] for bucket in OPEN)} | counts
    labels = {"open": _("ที่ยังไม่เสร็จ")} | {bucket.value: str(bucket.label) for bucket in Bucket}
    return [
        Link(f"{label} {many[one]:,}", f"?{urlencode({'show': one} | kept)}", current=one == show)
        for one, label in labels.items()
        if many[one] or one == show or one in ("open", *OPEN, Bucket.MET)
    ]
