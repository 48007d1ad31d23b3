"""Papers of a report: its files, the letter it goes out with, what went out, links to it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.files.downloads import content_disposition, file_response
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.letters.papers.official import Letter, as_draft, letter_pictures
from tidtam.letters.papers.worddoc import letter_docx
from tidtam.people.choices import Purpose
from tidtam.reports import access, tasks
from tidtam.reports.actions import answering as act
from tidtam.reports.forms.answer import LetterForm, LinkForm, VoidForm, initial
from tidtam.reports.models import Answer, Report
from tidtam.reports.papers import data
from tidtam.reports.papers.covering import covering
from tidtam.reports.papers.issued import as_word, from_json
from tidtam.reports.papers.movers import movers_pdf
from tidtam.reports.papers.paper import report_pdf
from tidtam.reports.queries import answering as queries
from tidtam.reports.queries.answering import Told
from tidtam.reports.queries.compiling import sheet
from tidtam.reports.views import showing
from tidtam.thai.dates import short_date
from tidtam.ui.forms import attach

_PAGE = 50
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FILES: dict[str, tuple[str, Callable[[Told], bytes]]] = {
    "pdf": ("application/pdf", report_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data.as_xlsx),
    "csv": ("text/csv; charset=utf-8", data.as_csv),
    "json": ("application/json", data.as_json),
}


def _download(body: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": content_disposition(name), "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }  # fmt: skip
    return HttpResponse(body, content_type=content_type, headers=headers)


@needs(Permission.REPORTS_READ)
@require_safe
def file(request: OfficialRequest, public_id: str, kind: str) -> HttpResponse:
    """Send an edition as PDF/A, XLSX, CSV or JSON with its hash; the last one unless `no` names another."""
    if kind not in _FILES:
        raise Http404
    report = access.get_report(request.actor, public_id)
    asked = request.GET.get("no", "")
    edition = queries.edition_of(report, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    mime, make = _FILES[kind]
    with override("th"):  # the form is a Thai paper, whoever prints it
        body = make(queries.told(report, edition))
    name = f"{report.template.code} {report.office} {short_date(report.period_end)} ฉบับที่ {edition.no}.{kind}"
    return _download(body, mime, name)


@needs(Permission.REPORTS_READ)
@require_safe
def movers(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Send the name list of who moved away as PDF to whoever may read the names; the read is noted."""
    actor = request.actor
    report = access.get_report(actor, public_id)
    actor.require(Permission.CARE_READ)
    annex = sheet(actor, report, today=clock.today()).annex
    if annex is None:
        raise Http404
    audit.note_read(request, annex.people, Purpose.AFTERCARE)
    with override("th"):
        body = movers_pdf(report, annex, printed_by=actor.name, at=clock.now())
    return _download(body, "application/pdf", f"บัญชีผู้ย้าย {report.office} {short_date(report.period_end)}.pdf")


def _draft(request: OfficialRequest, report: Report) -> tuple[Letter, Any]:
    edition = queries.edition_of(report)
    found, replaced = queries.told(report, edition), queries.replaced(report, edition)
    demanded, receiver = queries.demanded_by(report, request.actor), queries.receiver(report)
    with override("th"):
        letter = covering(found, receiver=receiver, demanded=demanded, replaced=replaced, today=clock.today())
    return letter, demanded


def _page(
    request: OfficialRequest, report: Report, form: LetterForm, letter: Letter | None, *, status: int = 200
) -> HttpResponse:
    pictures = [base64.b64encode(one).decode() for one in letter_pictures(as_draft(letter))] if letter else []
    context = {
        "report": report, "form": form, "pictures": pictures, "period": showing.period_words(report),
        "sent": list(queries.answers(report, request.actor)),
    }  # fmt: skip
    return render(request, "reports/answer.html", context, status=status)


@needs(Permission.REPORTS_COMPILE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show the letter filled in, with its picture; look at it again, take it as DOCX, or issue it."""
    report = access.get_report(request.actor, public_id)
    draft, demanded = _draft(request, report)
    if request.method != "POST":
        return _page(request, report, LetterForm(initial=initial(draft)), draft)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, None, status=422)
    letter = form.letter(draft)
    try:
        with override("th"):
            return _done(request, report, form, letter, demanded)
    except (Missing, NotAllowed):
        raise
    except Problem as problem:
        names = {"paragraphs": "end", "on": "dated"}
        field = names.get(problem.field or "", problem.field)
        attach(form, Problem(problem.code, problem.message, field=field))
        return _page(request, report, form, None, status=problem.status)


def _done(request: OfficialRequest, report: Report, form: LetterForm, letter: Letter, demanded: Any) -> HttpResponse:
    wanted = request.POST.get("do", "look")
    if wanted == "docx":
        return _download(letter_docx(as_draft(letter)), _DOCX, f"ร่างหนังสือ {report.template.code}.docx")
    if wanted != "issue":
        return _page(request, report, form, letter)
    made = act.reserve(report=report, letter=letter, reference=demanded, by=request.actor, at=clock.now())
    tasks.finish_after(made, by=request.actor)
    messages.success(request, _("ออกเลขแล้ว เลขที่ %(number)s") % {"number": made.number})
    return _home(made)


def _home(one: Answer) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("reports:sent", args=[one.entry.public_id if one.entry else ""]))


@needs(Permission.REPORTS_READ)
@require_safe
def outgoing(request: OfficialRequest) -> HttpResponse:
    """List the letters reports of this office went out with."""
    page = Paginator(queries.outgoing(request.actor), _PAGE).get_page(request.GET.get("page"))
    rows = [{"one": one, "void": act.is_void(one), "period": showing.period_words(one.report)} for one in page]
    return render(request, "reports/answers.html", {"rows": rows, "page": page})


def _sent(
    request: OfficialRequest, one: Answer, *, link: LinkForm | None = None, void: VoidForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = clock.now()
    own = one.report.office_id == request.actor.office_id
    context = {
        "one": one, "void": act.is_void(one), "link_form": link or LinkForm(), "void_form": void or VoidForm(),
        "check": act.check_address(one.code), "newer": one.report.edition > one.edition,
        "may": own and request.actor.may(Permission.REPORTS_COMPILE), "period": showing.period_words(one.report),
        "links": [(row, _link_words(row, now), act.is_open(row, now)) for row in one.links.all()] if own else [],
        "grouped": [one.hash[n : n + 4] for n in range(0, len(one.hash), 4)],
        "listed": len(queries.edition_of(one.report, one.edition).annex or ()),
        "names": own and request.actor.may(Permission.CARE_READ),
    }  # fmt: skip
    return render(request, "reports/answer_sent.html", context, status=status)


def _link_words(row: Any, now: Any) -> str:
    if row.ended_at or act.is_void(row.answer):
        return _("ยกเลิกแล้ว")
    if row.taken >= act.LINK_TIMES:
        return _("ใช้ครบ %(times)s ครั้งแล้ว ส่งลิงก์ใหม่หากยังต้องใช้") % {"times": act.LINK_TIMES}
    if row.expires_at <= now:
        return _("หมดอายุ")
    if row.problem:
        return _("ส่งอีเมลไม่สำเร็จ จะลองอีก")
    return _("ส่งแล้ว") if row.mailed_at else _("กำลังส่ง")


@needs(Permission.REPORTS_READ)
@require_safe
def sent(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show one letter that went out: its papers, its code, its links."""
    return _sent(request, queries.get_answer(request.actor, public_id))


@needs(Permission.REPORTS_READ)
@require_safe
def sent_file(request: OfficialRequest, public_id: str, what: str) -> HttpResponse:
    """Send the letter or its enclosure as it was issued; "word" is the letter for a word processor."""
    one = queries.get_answer(request.actor, public_id)
    if what == "word" and one.letter_id and one.draft:
        name = f"หนังสือ {one.number}.docx".replace("/", "-")
        return _download(as_word(from_json(one.draft)), _DOCX, name)
    stored = {"letter": one.letter, "enclosure": one.enclosure}.get(what)
    if stored is None:
        raise Http404
    return file_response(stored)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def finish(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Make the papers of a number that was reserved and left without them."""
    one = queries.get_answer(request.actor, public_id)
    act.finish(answer=one, by=request.actor, at=clock.now())
    messages.success(request, _("ทำหนังสือที่ %(number)s เสร็จแล้ว") % {"number": one.number})
    return _home(one)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def void(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Cancel the number of a letter, with a reason."""
    one = queries.get_answer(request.actor, public_id)
    form = VoidForm(request.POST)
    if not form.is_valid():
        return _sent(request, one, void=form, status=422)
    try:
        act.void(answer=one, reason=form.cleaned_data["reason"], by=request.actor, at=clock.now())
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        attach(form, problem)
        return _sent(request, one, void=form, status=problem.status)
    messages.success(request, _("ยกเลิกเลขที่ %(number)s แล้ว เลขยังอยู่ในทะเบียน") % {"number": one.number})
    return _home(one)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def hand_over(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Mail a link to the papers."""
    one = queries.get_answer(request.actor, public_id)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _sent(request, one, link=form, status=422)
    try:
        made = act.hand_over(answer=one, to=form.cleaned_data["to"], by=request.actor, at=clock.now())
    except Problem as problem:
        if problem.status in (403, 404):
            raise
        attach(form, problem)
        return _sent(request, one, link=form, status=problem.status)
    tasks.defer_mail(made)
    messages.success(request, _("จะส่งลิงก์ไปที่ %(to)s") % {"to": made.to})
    return _home(one)


@needs(Permission.REPORTS_COMPILE)
@require_POST
def end_link(request: OfficialRequest, public_id: str, link: str) -> HttpResponse:
    """Take a link back."""
    one = queries.get_answer(request.actor, public_id)
    row = next((row for row in one.links.all() if row.public_id == link), None)
    if row is None:
        raise Http404
    act.end_link(link=row, by=request.actor, at=clock.now())
    messages.success(request, _("ยกเลิกลิงก์แล้ว"))
    return _home(one)
