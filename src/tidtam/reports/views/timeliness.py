"""Who sends in time: heat map of offices and periods, league of lateness, who will probably miss the next date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, NotAllowed, Problem
from tidtam.kernel.routes import needs
from tidtam.obligations.queries import offices_at
from tidtam.obligations.views.behind import node
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.actions.chasing import WORDS, remind
from tidtam.reports.choices import WITH_OFFICE
from tidtam.reports.models import Report
from tidtam.reports.papers.asking import asking_docx
from tidtam.reports.queries import timeliness as queries
from tidtam.reports.queries.timeliness import Choice, Expected, Part
from tidtam.reports.rules.timeliness import Reason, Standing
from tidtam.reports.views import showing
from tidtam.thai.dates import parse_date
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Figure, Heat, HeatCell, HeatRow, Link
from tidtam.ui.templatetags.thai import thai_date

_MOST = 10_000
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ReminderForm(forms.Form):
    """What the offices are told."""

    words = forms.CharField(
        label=gettext_lazy("ข้อความถึงหน่วยงาน"), max_length=WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("ผู้รับเห็นชื่อหน่วยงานคุณ ชื่อรายงาน และวันครบกำหนดอยู่แล้ว"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for."""

    at: Office
    choice: Choice
    level: str
    measure: str

    def url(self, **other: Any) -> str:
        """Return the address of this page with something changed."""
        asked = {"t": self.choice.template.code, "level": self.level, "at": self.at.code, "show": self.measure} | other
        return f"{reverse('reports:timeliness')}?{urlencode({k: str(v) for k, v in asked.items() if v})}"


def _asked(request: OfficialRequest, source: Any, known: Sequence[Choice]) -> Asked:
    at = node(request, source.get("at", ""))
    code = source.get("t", "")
    choice = next((one for one in known if one.template.code == code), known[0])
    level = source.get("level", "")
    if level not in choice.levels:
        level = _next_level(choice, at.level)
    measure = "timely" if source.get("show") == "timely" else "complete"
    return Asked(at, choice, level, measure)


def _next_level(choice: Choice, own: str) -> str:
    """Return the level right below an office that sends with this template, else the lowest."""
    order = ["team", "lgo", "district", "province", "department"]
    below = [one for one in choice.levels if order.index(one) < order.index(own)] if own in order else []
    return below[-1] if below else choice.levels[0]


@needs(Permission.REPORTS_READ)
@require_safe
def timeliness(request: OfficialRequest) -> HttpResponse:
    """Show how punctual the offices below are with one report, and whom to ask now."""
    return _page(request, request.GET)


def _page(request: OfficialRequest, source: Any, form: ReminderForm | None = None, status: int = 200) -> HttpResponse:
    known = queries.choices(request.actor)
    if not known:
        return render(request, "reports/timeliness.html", {"known": False, "at": node(request, source.get("at", ""))})
    asked, today = _asked(request, source, known), clock.today()
    template, actor = asked.choice.template, request.actor
    parts = queries.matrix(actor, template, asked.level, asked.at, today)
    ends = sorted({part.period_end for part in parts})
    newest = queries.newest_form(template)
    ahead = queries.expected(actor, template, newest, asked.level, asked.at, today) if newest else []
    behind, behind_count = queries.overdue(actor, template, asked.level, asked.at, today)
    told = queries.reminded([*(one.report.pk for one in ahead), *(one.pk for one in behind)])
    total = sum((part.standing for part in parts), Standing())
    context: dict[str, Any] = {
        "known": True, "today": today, "now": clock.now(), "of": _of(asked),
        "nationwide": asked.at.level in (Level.DEPARTMENT, Level.MINISTRY),
        "asked": asked, "at": asked.at, "figures": _figures(total), "total": total,
        "heat": _heat(asked, parts, ends) if parts else None, "tabs": _tabs(asked),
        "levels": _levels(asked), "templates": [(one.template, asked.url(t=one.template.code, level=""),
                                                 one == asked.choice) for one in known],
        "league": queries.league(actor, template, asked.level, asked.at, today, ends) if ends else [],
        "ahead": [(one, _reasons(one), told.get(one.report.pk)) for one in ahead],
        "behind": [(one, showing.state_words(one, today), told.get(one.pk)) for one in behind],
        "behind_count": behind_count,
        "form": form or ReminderForm(), "own": actor.office_id,
        "may_remind": actor.may(Permission.REPORTS_REVIEW)
        and any(one.office_id != actor.office_id for one in (*behind, *(one.report for one in ahead))),
        "crumbs": _crumbs(request, asked), "may_overview": actor.may(Permission.OVERVIEW_READ),
    }  # fmt: skip
    return render(request, "reports/timeliness.html", context, status=status)


@needs(Permission.REPORTS_REVIEW)
@require_POST
def remind_many(request: OfficialRequest) -> HttpResponse:
    """Remind the ticked offices, or all that owe a report."""
    form = ReminderForm(request.POST)
    known = queries.choices(request.actor)
    if not known:
        raise Missing("reports.missing", "ยังไม่มีรายงานในความรับผิดชอบของคุณ")
    if not form.is_valid():
        return _page(request, request.POST, form, 422)
    asked = _asked(request, request.POST, known)
    rows = list(_wanted(request, asked)[:_MOST])
    if "letter" in request.POST:
        return _letter(request, rows, form.cleaned_data["words"], asked)
    try:
        told = remind(reports=rows, words=form.cleaned_data["words"], by=request.actor, at=clock.now())
    except NotAllowed:
        raise
    except Problem as problem:
        if problem.field:
            attach(form, problem)
            return _page(request, request.POST, form, 422)
        messages.error(request, _(problem.message))
    else:
        said = ngettext("เตือนแล้ว %(count)s แห่ง", "เตือนแล้ว %(count)s แห่ง", told) % {"count": f"{told:,}"}
        messages.success(request, said if told else _("วันนี้เตือนไปแล้วทั้งหมด"))
    return HttpResponseRedirect(asked.url())


def _wanted(request: OfficialRequest, asked: Asked) -> QuerySet[Report]:
    """Return the reports a reminder is for: the ticked ones, or all that are owed, those a cut list leaves out too."""
    whole = request.POST.get("all", "")[:10]
    end = parse_date(whole)
    if end is not None or whole == "overdue":
        return queries.owed(request.actor, asked.choice.template, asked.level, asked.at, clock.today(), end=end)
    ticked = [value[:12] for value in request.POST.getlist("report")][:_MOST]
    return access.reports(request.actor).select_related("template", "office").filter(public_id__in=ticked)


def _letter(request: OfficialRequest, rows: list[Report], words: str, asked: Asked) -> HttpResponse:
    """Hand over the draft of the letter as DOCX: a clerk finishes it, number and hand come later."""
    owed = [one for one in rows if one.state in WITH_OFFICE and one.office_id != request.actor.office_id]
    if not owed or request.grant is None:
        messages.error(request, _("เลือกหน่วยงานที่ยังไม่ส่งอย่างน้อยหนึ่งแห่ง"))
        return HttpResponseRedirect(asked.url())
    body = asking_docx(owed, sender=request.grant.office, words=words, today=clock.today())
    answer = HttpResponse(body, content_type=DOCX)
    answer["Content-Disposition"] = 'attachment; filename="draft-reminder.docx"'
    answer["Cache-Control"] = "no-store"
    return answer


def _figures(total: Standing) -> list[Figure]:
    share = {name: "–" if n is None else f"{n}%" for name, n in (
        ("complete", total.completeness), ("timely", total.timeliness))}  # fmt: skip
    owed = _("%(done)s จาก %(owed)s ฉบับที่ถึงกำหนด") % {
        "done": f"{total.on_time + total.late:,}", "owed": f"{total.owed:,}",
    }  # fmt: skip
    return [
        Figure(_("ส่งครบ"), share["complete"], note=owed, hero=True),
        Figure(_("ส่งทันเวลา"), share["timely"], note=_("นับจากวันที่แต่ละแห่งได้รับหนังสือ"), hero=True),
        Figure(_("ส่งช้า"), total.late),
        Figure(_("เลยกำหนด ยังไม่ส่ง"), total.missing, tone="late" if total.missing else ""),
    ]


def _share(standing: Standing, measure: str) -> int | None:
    return standing.timeliness if measure == "timely" else standing.completeness


def _level(share: int | None) -> int:
    """Return the step of the heat map: the fewer, the darker; only all of them is step 0."""
    if share is None or share >= 100:
        return 0
    return min(5, 1 + (99 - share) // 20)


def _heat(asked: Asked, parts: Sequence[Part], ends: Sequence[date]) -> Heat:
    table: dict[str, dict[date, Part]] = {}
    for part in parts:
        table.setdefault(part.node, {})[part.period_end] = part
    nodes = offices_at(table)
    known = sorted((nodes[path] for path in table if path in nodes), key=lambda o: (len(o.path), o.name_key, o.pk))
    owed = [one for one in known if any(part.standing.owed for part in table[one.path].values())]
    # Where nothing was due yet there is nothing to compare.
    rows = [_row(asked, office, table[office.path], ends) for office in owed or known]
    word = _("ร้อยละที่ส่งทัน") if asked.measure == "timely" else _("ร้อยละที่ส่ง")
    heads = [thai_date(end, "short noyear") for end in ends]
    return Heat(_("%(word)s แยกหน่วยงานและงวด") % {"word": word}, _("หน่วยงาน"), [_("รวม"), *heads], rows)


def _row(asked: Asked, office: Office, row: dict[date, Part], ends: Sequence[date]) -> HeatRow:
    whole = _share(sum((part.standing for part in row.values()), Standing()), asked.measure)
    down = asked.url(at=office.code) if office.path != asked.at.path and office.level != Level.LGO else ""
    cells = [HeatCell("–" if whole is None else whole, _level(whole), down)]
    for end in ends:
        part = row.get(end)
        share = _share(part.standing, asked.measure) if part else None
        url = reverse("reports:report", args=[part.report]) if part and part.report else down
        cells.append(HeatCell("–" if share is None else share, _level(share), url if part else ""))
    return HeatRow(str(office), cells, down)


def _reasons(one: Expected) -> list[str]:
    ahead = one.ahead
    bad = sum(past != "on_time" for past in ahead.past)
    words: dict[Reason, str] = {
        "late_before": _("ช้าหรือขาด %(bad)s ใน %(past)s งวดหลัง") % {"bad": bad, "past": len(ahead.past)},
        "not_begun": _("ยังไม่เริ่ม เหลือ %(days)s วันทำการ") % {"days": ahead.working_days},
        "returned": _("ถูกส่งคืน ยังไม่ส่งใหม่"),
        "below_missing": _("หน่วยใต้สังกัดยังไม่ส่ง %(missing)s จาก %(below)s แห่ง")
        % {"missing": ahead.below_missing, "below": ahead.below},
        "few_days": _("เหลือ %(days)s วันทำการ") % {"days": ahead.working_days},
        "no_slack": _("กำหนดส่งวันเดียวกับหน่วยใต้สังกัด ไม่มีเวลาเผื่อ"),
    }
    return [words[reason] for reason in one.risk.reasons]


def _tabs(asked: Asked) -> list[Link]:
    words = {"complete": _("ส่งครบ"), "timely": _("ทันเวลา")}
    return [Link(text, asked.url(show=one), current=one == asked.measure) for one, text in words.items()]


def _of(asked: Asked) -> str:
    """Return what is counted, for a sheet that shows no filters: form, level, share."""
    template = asked.choice.template
    share = next(link.label for link in _tabs(asked) if link.current)
    return f"{template.code} {template.spoken} · {dict(Level.choices)[asked.level]} · {share}"


def _levels(asked: Asked) -> list[Link]:
    labels = dict(Level.choices)
    return [
        Link(str(labels[one]), asked.url(level=one), current=one == asked.level)
        for one in reversed(asked.choice.levels)
    ]


def _crumbs(request: OfficialRequest, asked: Asked) -> list[Link]:
    if request.grant and asked.at.pk == request.grant.office.pk:
        return []
    chain = [one for one in offices.ancestors(asked.at) if one.path.startswith(request.actor.scope)]
    return [Link(str(one), asked.url(at=one.code)) for one in chain] + [Link(str(asked.at), current=True)]
