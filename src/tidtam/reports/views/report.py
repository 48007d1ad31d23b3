"""One report: what it says, who below has sent, what does not hold, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tidtam import audit
from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities.queries.listing import Spread
from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs
from tidtam.obligations.views.showing import letter_url
from tidtam.people.choices import Purpose
from tidtam.reports import access
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.forms.report import NOTE, VALUE, FillForm, ReasonForm, ReturnForm
from tidtam.reports.models import CellComment, Report
from tidtam.reports.queries.answering import covered
from tidtam.reports.queries.compiling import Absent, Sheet, sheet
from tidtam.reports.queries.figures import receiver, recipient
from tidtam.reports.queries.listing import standing
from tidtam.reports.queries.words import cell_of, offered
from tidtam.reports.rules import reading
from tidtam.reports.rules.form import Column, Kind, Type, Value
from tidtam.reports.rules.joining import missing
from tidtam.reports.views import checks, showing
from tidtam.reports.views.editions import changed, editions, held, set_aside, unread
from tidtam.ui.shapes import Link

_TABS = ("table", "before", "movers", "history")
_FROZEN = (ReportState.SIGNED, *GONE_UP)


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as the page draws it."""

    column: Column
    text: str
    url: str = ""
    failed: Sequence[str] = ()
    before: str = ""
    difference: str = ""
    now: str = ""  # what it says today, where that differs from what was signed
    said: Sequence[CellComment] = ()
    note: str = ""
    value_field: Any = None
    note_field: Any = None
    offered: Sequence[Spread] = ()  # what records say that may be put into the cell
    offers: int = 0  # so many of them are not in it yet


@dataclass(frozen=True, slots=True)
class Below:
    """One office below in the table."""

    report: Report
    url: str
    chip: str
    words: str
    cells: Sequence[Shown]
    counted: bool
    pickable: bool


def _signed(value: Decimal) -> str:
    return f"{value:+,f}" if value else "0"


@needs(Permission.REPORTS_READ)
@require_safe
def report(request: OfficialRequest, public_id: str) -> HttpResponse:
    """Show a report of the office or of one below."""
    return page(request, access.get_report(request.actor, public_id))


def page(
    request: OfficialRequest, report: Report, *, fill: FillForm | None = None, back: ReturnForm | None = None,
    aside: ReasonForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """Draw the page of a report, with a form that was refused."""
    actor, today = request.actor, clock.today()
    found = sheet(actor, report, today=today)
    found = replace(found, form=showing.spoken(found.form))
    own = report.office_id == actor.office_id
    above = receiver(report, found.form)
    reviews = above is not None and above.pk == actor.office_id and actor.may(Permission.REPORTS_REVIEW)
    compiles = own and actor.may(Permission.REPORTS_COMPILE)
    signs = own and actor.may(Permission.REPORTS_SIGN)
    state, tab = report.state, request.GET.get("show", "")
    may_review = reviews and state in (ReportState.SENT, ReportState.AMENDED)
    editable = compiles and state in (ReportState.OPEN, ReportState.DRAFT, ReportState.RETURNED)
    fill = fill or (FillForm(found.form, report.typed, report.notes) if editable else None)
    tabs = _tabs(report, found, tab)
    if found.annex and found.annex.people:
        audit.note_read(request, found.annex.people, Purpose.AFTERCARE)
    values = found.signed if state in _FROZEN else found.values
    below = _below(found, today, reviews=own and actor.may(Permission.REPORTS_REVIEW))
    cells = _left(report, found, [_cell(report, found, column, values, fill) for column in found.form.columns])
    if fill is not None:
        said = offered(actor, report, found.form)
        cells = [_with_offer(cell, said) if cell.column.code == cell_of(found.form) else cell for cell in cells]
    total = [_cell(report, found, one, values) for one in found.form.columns if one.type is not Type.TEXT]
    context: dict[str, Any] = {
        "report": report, "sheet": found, "office": report.office, "own": own,
        "above": recipient(report, above),
        "period": showing.period_words(report), "chip": standing([report], today)[report.pk],
        "chip_words": showing.state_words(report, today), "thread": _thread(report, found),
        "tabs": tabs, "tab": tab if tab in _TABS else "table", "editable": editable, "fill": fill,
        "cells": cells, "noted": [one for one in cells if one.note],
        "numbers": [one for one in found.form.columns if one.type is not Type.TEXT],
        "said_below": _said_below(found),
        "below": below, "counted_count": sum(one.counted for one in below),
        "pickable_count": sum(one.pickable for one in below),
        "total": _left(report, found, total),
        "absent": [(one, _why(one)) for one in found.absent], "frozen": state in _FROZEN,
        "stops": [one for one in found.failed if one.check.stops], "failed": checks.lines(found, editable=editable),
        "may_sign": signs and state in (ReportState.OPEN, ReportState.DRAFT) and report.period_start <= today,
        "early": report.period_start > today,
        "may_send": (compiles or signs) and state == ReportState.SIGNED,
        "may_review": may_review,
        "may_amend": signs and found.proposal is not None, "may_nil": editable and found.form.nil and found.is_leaf,
        "back": back or ReturnForm(found.form.columns), "returning": back is not None, "aside": aside or ReasonForm(),
        "unsent": [(field.label, field.value()) for field in back if field.value()] if back else [],
        "whole_note": fill[NOTE] if fill else None, "note": report.notes.get("", ""),
        "whole_comments": found.comments.get("", ()),
        "sent_back": state == ReportState.RETURNED or (state == ReportState.DRAFT and bool(found.comments)),
        "editions": editions(report) if tab == "history" else [], "unread": unread(report) if may_review else [],
        "held": held(report) if may_review else None,
        "may_remind": own and actor.may(Permission.REPORTS_REVIEW),
        "diff": _diff(found), "covered": list(covered(report, actor)) if report.edition and (own or reviews) else [],
    }  # fmt: skip
    return render(request, "reports/report.html", context, status=status)


def _tabs(report: Report, found: Sheet, tab: str) -> list[Link]:
    home = reverse("reports:report", args=[report.public_id])
    words = {"table": _("ตาราง")}
    if found.before:
        words["before"] = _("เทียบงวดก่อน")
    if found.annex:
        words["movers"] = _("บัญชีผู้ย้าย %(n)s") % {"n": len(found.annex.rows) + found.annex.hidden}
    if report.edition:
        words["history"] = _("ฉบับที่ลงนาม %(n)s") % {"n": report.edition}
    now = tab if tab in words else "table"
    return [Link(text, home if one == "table" else f"{home}?show={one}", current=one == now)
            for one, text in words.items()]  # fmt: skip


def _cell(
    report: Report, found: Sheet, column: Column, values: Mapping[str, Value], fill: FillForm | None = None
) -> Shown:  # fmt: skip
    code = column.code
    opens = column.type is not Type.TEXT and (column.kind is not Kind.TYPED or not found.is_leaf)
    url = reverse("reports:cell", args=[report.public_id, code]) if opens else ""
    then = found.before.values.get(code) if found.before else None
    moved = found.before.difference.get(code) if found.before else None
    differs = report.state in _FROZEN and code in found.changed
    return Shown(
        column, showing.said(column, values.get(code)), url,
        [words and _(words) for words in found.failed_cells.get(code, ())] if values is found.values else (),
        showing.said(column, then) if found.before else "", _signed(moved) if moved is not None else "",
        showing.said(column, found.values.get(code)) if differs else "", found.comments.get(code, ()),
        report.notes.get(code, ""),
        fill[VALUE + code] if fill and column.kind is Kind.TYPED else None, fill[NOTE + code] if fill else None,
    )  # fmt: skip


def _with_offer(cell: Shown, said: Sequence[Spread]) -> Shown:
    """Show beside a typed cell what records say, and how much of it the cell lacks; the cell stays as it was typed."""
    typed = str(cell.value_field.value() or "") if cell.value_field else ""
    return replace(cell, offered=said, offers=sum(missing(typed, one.words) for one in said))


def _left(report: Report, found: Sheet, cells: list[Shown]) -> list[Shown]:
    """Say beside a number of today that its office decided to leave what was signed.

    Shape: one query where a number differs; none otherwise.
    """
    if not any(cell.now for cell in cells):
        return cells
    decided = set_aside(report).filter(edition=report.edition)
    left = {(one["cell"], one["after"]) for amendment in decided for one in amendment.diff}
    today, word = reading.kept(found.values), _("ไม่แก้ไข")
    same = {cell.column.code for cell in cells if (cell.column.code, today.get(cell.column.code)) in left}
    return [
        replace(cell, now=f"{cell.now} · {word}") if cell.now and cell.column.code in same else cell for cell in cells
    ]


def _below(found: Sheet, today: date, *, reviews: bool) -> list[Below]:
    chips = standing([line.report for line in found.lines], today)
    numbers = [column for column in found.form.columns if column.type is not Type.TEXT]
    here, rows = reverse("reports:report", args=["-"]), []
    # A province has a thousand cells: the address of each is that of the first with another code in it.
    ends = {column.code: reverse("reports:cell", args=["-", column.code])[len(here) :] for column in numbers}
    for line in found.lines:
        one = line.report
        away = not one.scope_path.startswith(found.report.scope_path)  # signed here, its page is another branch's now
        url = "" if away else reverse("reports:report", args=[one.public_id])
        came = away or checks.came(one)
        bad = {cell for failure in line.failed for cell in failure.cells}
        cells = [
            Shown(
                column, showing.said(column, line.values.get(column.code)) if came else "",
                url + ends[column.code] if came and url else "", ("",) if came and column.code in bad else (),
            )
            for column in numbers
        ]  # fmt: skip
        chip = "returned" if line.failed and one.state in GONE_UP else chips[one.pk]
        words = showing.state_words(one, today)
        if line.child.elsewhere:
            words = _("นับในรายงานของหน่วยงานอื่นแล้ว")
        if away:
            words = _("ย้ายไปสังกัดอื่นแล้ว")
        pickable = reviews and not away and one.state in (ReportState.SENT, ReportState.AMENDED) and not line.failed
        rows.append(Below(one, url, chip, words, cells, line.child.counted, pickable))
    return rows


def _said_below(found: Sheet) -> list[tuple[Column, list[tuple[Report, str]]]]:
    """Return what those below wrote in each column of words, for who compiles from it; no column nobody wrote in."""
    came = [line for line in found.lines if checks.came(line.report)]
    out = []
    for column in found.form.columns:
        words = [(line.report, str(line.values.get(column.code) or "").strip()) for line in came]
        if column.type is Type.TEXT and any(text for _report, text in words):
            out.append((column, [row for row in words if row[1]]))
    return out


def _why(one: Absent) -> str:
    parts = []
    if one.report.state in GONE_UP:
        parts.append(_("ส่งแล้ว รอตรวจ"))
    elif one.days > 0:
        parts.append(_("เลยกำหนด %(days)s วัน") % {"days": one.days})
    if one.late_before:
        parts.append(_("ส่งช้าหรือขาด %(bad)s ใน %(past)s งวดหลัง") % {"bad": one.late_before, "past": one.past})
    return " · ".join(parts)


def _thread(report: Report, found: Sheet) -> list[Link]:
    """Return where the report comes from: letter, rule, records, figures, signature."""
    links = []
    if report.duty is not None:
        obligation = report.duty.obligation
        links.append(Link(obligation.letter.number or obligation.title, letter_url(obligation)))
    all_of_it = reverse("reports:timeliness") + f"?t={report.template.code}"
    links += [Link(words, all_of_it) for words in showing.when_due(report, found.form)]
    if found.edition and report.state in _FROZEN and found.lines:  # as it was signed; the table says what came since
        held = len(found.edition.children)
        said = {"held": held, "all": held + len(found.edition.missing)}
        links.append(Link(_("รวม %(held)s จาก %(all)s หน่วยงาน") % said))
    elif found.lines:
        sent = sum(line.report.state in GONE_UP for line in found.lines)
        links.append(Link(_("%(sent)s จาก %(all)s หน่วยงานส่งแล้ว") % {"sent": sent, "all": len(found.lines)}))
    else:
        links.append(Link(_("ระเบียนในระบบ")))
    links.append(Link(_("ตัวเลขในรายงานนี้"), current=True))
    signed = found.edition is not None and report.state in _FROZEN  # what was sent back is to be signed anew
    again = _("ลงนามใหม่ แล้วส่ง") if found.edition else _("ลงนาม แล้วส่ง")
    links.append(Link(_("ลงนามแล้ว") if signed else again, done=signed))
    return links


def _diff(found: Sheet) -> list[tuple[str, str, str]]:
    """Return what an open proposal would change: column, before, after."""
    return changed(found.form.columns_by_code, found.proposal.diff) if found.proposal else []
