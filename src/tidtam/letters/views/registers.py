"""ทะเบียนหนังสือรับ and ส่ง: page, sheet, paper; the receipt stamp of a line."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from django.views.decorators.http import require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import content_disposition
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.kernel.routes import needs
from tidtam.letters import access, queries
from tidtam.letters.choices import Direction
from tidtam.letters.forms import RegisterFilter
from tidtam.letters.papers import sheets, typeset
from tidtam.letters.views import rows
from tidtam.letters.views.answers import page_of
from tidtam.thai.dates import be_year, long_date, short_date

_MOST_PRINTED = 5000  # lines; a year of a busy office has fewer
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _title(direction: str) -> str:
    return gettext_noop("ทะเบียนหนังสือรับ") if direction == Direction.IN else gettext_noop("ทะเบียนหนังสือส่ง")


def _filtered(request: OfficialRequest, direction: str) -> tuple[RegisterFilter, Any]:
    if direction not in Direction.values:
        raise Http404
    form = RegisterFilter(request.GET)
    data = form.cleaned_data if form.is_valid() else {name: form.cleaned_data.get(name) for name in form.fields}
    found = queries.register(
        request.actor, direction, year=data.get("year"), text=data.get("q") or "", urgency=data.get("urgency") or ""
    )
    return form, found


def _lines(found: Any) -> list[rows.Line]:
    """Return the newest lines in the order of their numbers: a register is read and bound from 1 upwards."""
    entries = list(found[:_MOST_PRINTED])[::-1]
    acted = queries.acted_words(entry.pk for entry in entries)
    with override("th"):  # the printed register is a Thai paper, whoever prints it
        return [rows.register_line(entry, acted.get(entry.pk, "")) for entry in entries]


@needs(Permission.LETTERS_READ)
@require_safe
def register(request: OfficialRequest, direction: str) -> HttpResponse:
    """Show a register by year, words and urgency, a page at a time."""
    form, found = _filtered(request, direction)
    page = page_of(found, request)
    acted = queries.acted_words(entry.pk for entry in page.object_list)
    years = queries.years(request.actor, direction) or [clock.today().year]
    context = {
        "may_issue": direction == Direction.OUT and request.actor.may(Permission.LETTERS_RECEIVE),
        "direction": direction, "title": _(_title(direction)), "form": form, "page": page,
        "lines": [rows.register_line(entry, acted.get(entry.pk, "")) for entry in page.object_list],
        "years": [(year, be_year(clock.today().replace(year=year, month=1, day=1))) for year in years],
        "query": request.GET.urlencode(), "urgencies": form.fields["urgency"].choices,  # type: ignore[attr-defined]  # a ChoiceField
    }  # fmt: skip
    return render(request, "letters/register.html", context)


@needs(Permission.LETTERS_READ)
@require_safe
def sheet(request: OfficialRequest, direction: str) -> HttpResponse:
    """Send the register as XLSX."""
    _form, found = _filtered(request, direction)
    head = sheets.RECEIVED if direction == Direction.IN else sheets.SENT
    cells = [
        (line.number, line.letter_number, line.dated, line.issuer, line.addressee, line.subject, line.received,
         line.urgency, line.acted, line.note)
        for line in _lines(found)
    ]  # fmt: skip
    title = f"{_title(direction)} {request.grant.office.name_th if request.grant else ''}"
    return _download(sheets.register_sheet(title, head, cells), _XLSX, f"{_title(direction)}.xlsx")


@needs(Permission.LETTERS_READ)
@require_safe
def paper(request: OfficialRequest, direction: str) -> HttpResponse:
    """Send the register as PDF in the columns of the regulation."""
    form, found = _filtered(request, direction)
    head = list(sheets.RECEIVED if direction == Direction.IN else sheets.SENT)
    del head[7]  # the urgency stands before the subject on paper
    cells = [
        (line.number, line.letter_number, line.dated, line.issuer, line.addressee,
         f"{line.urgency} {line.subject}".strip(), line.received, line.acted, line.note)
        for line in _lines(found)
    ]  # fmt: skip
    year = form.cleaned_data.get("year") if hasattr(form, "cleaned_data") else None
    told = f" พ.ศ. {be_year(clock.today().replace(year=year, month=1, day=1))}" if year else ""
    office = request.grant.office.name_th if request.grant else ""
    body = typeset.register_paper(_title(direction) + told, f"{office} พิมพ์เมื่อ {long_date(clock.today())}", head, cells)
    return _download(body, "application/pdf", f"{_title(direction)}.pdf")


@needs(Permission.LETTERS_READ)
@require_safe
def stamp(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the receipt stamp of a registered letter as PDF."""
    entry = access.get_entry(request.actor, public_id)
    if entry.number is None or entry.direction != Direction.IN:
        raise Problem("letters.no_stamp", _("ลงรับก่อน แล้วจึงพิมพ์ตรารับ"))
    day = entry.received_on or clock.today()
    body = typeset.receipt_stamp(
        office=entry.office.name_th, number=str(entry.number), date=short_date(day),
        time=f"{entry.received_time:%H.%M} น." if entry.received_time else "",
    )  # fmt: skip
    return _download(body, "application/pdf", f"ตรารับ {entry.number}.pdf")


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=content_type,
        headers={"Content-Disposition": content_disposition(name), "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
