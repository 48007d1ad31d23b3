"""The plan of a fiscal year: targets against what was counted, of the own office and those below; named areas."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tidtam.accounts import clock
from tidtam.accounts.middleware import OfficialRequest
from tidtam.activities.actions import planning
from tidtam.activities.choices import Counted, Measure
from tidtam.activities.forms import AreaForm, kind_choices, kind_value, read_kind
from tidtam.activities.queries import plan as queries
from tidtam.activities.rules import fiscal_days, fiscal_of, measures_of
from tidtam.activities.views.listing import tabs
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.kernel.routes import needs
from tidtam.offices.queries import by_path
from tidtam.places.queries import by_code
from tidtam.thai.dates import be_year
from tidtam.thai.digits import to_arabic
from tidtam.ui.forms import attach
from tidtam.ui.shapes import Link


def _year(request: OfficialRequest) -> int:
    text = (request.POST if request.method == "POST" else request.GET).get("year", "")[:4]
    found = int(text) if len(text) == 4 and text.isascii() and text.isdigit() else 0
    return found if 2000 <= found <= 2200 else fiscal_of(clock.today())


def _list_of(aim: queries.Aim) -> str:
    """Return the address of the rows an aim counts."""
    one = aim.target
    asked = {"measure": one.measure, "kind": one.kind, "year": str(one.year), "at": one.office.code}
    return reverse("activities:activities") + "?" + urlencode({name: value for name, value in asked.items() if value})


def _gone(year: int) -> int:
    """Return how much of a fiscal year is over, in percent."""
    start, end = fiscal_days(year)
    return max(0, min(100, (clock.today() - start).days * 100 // ((end - start).days + 1)))


@needs(Permission.ACTIVITIES_READ)
@require_safe
def plan(request: OfficialRequest) -> HttpResponse:
    """Show targets and results of the own office, or of one below; each opens to its list."""
    year, office = _year(request), by_path(request.actor.scope)
    at = request.GET.get("at", "")[:24].replace("\x00", "")
    found = queries.aims(request.actor, year, at=at)
    summed = [] if at else queries.aims_summed(request.actor, year)
    rows = [(one, _list_of(one), _below_url(one)) for one in found]
    rows += [(one, _below_url(one), _below_url(one)) for one in summed]  # a sum opens to the offices it sums
    context = {
        "rows": rows, "office": found[0].target.office if at and found else office, "at": at, "gone": _gone(year),
        "year": year, "be": be_year(date(year, 1, 1)), "tabs": tabs(request, "plan"),
        "years": [
            Link(str(be_year(date(one, 1, 1))), f"?year={one}", current=one == year)
            for one in range(fiscal_of(clock.today()) - 1, fiscal_of(clock.today()) + 2)
        ],
        "named": queries.named_of(str(office.province_id or "-"), clock.today()),
        "met": sum(one.reached for one, _url, _down in rows),
        "may_plan": request.actor.may(Permission.ACTIVITIES_PLAN),
    }  # fmt: skip
    return render(request, "activities/plan.html", context)


def _below_url(aim: queries.Aim) -> str:
    one = aim.target
    asked = {"year": str(one.year), "kind": kind_value(one.measure, one.kind), "counted": one.counted}
    return reverse("activities:plan_below") + "?" + urlencode(asked)


def _asked(request: OfficialRequest) -> tuple[str, str, str]:
    source = request.POST if request.method == "POST" else request.GET
    measure, kind = read_kind(source.get("kind", "")[:25])
    counted = source.get("counted", "")
    return (
        measure if measure in Measure.values else str(Measure.PREVENTION), kind,
        counted if counted in Counted.values else str(Counted.TIMES),
    )  # fmt: skip


@needs(Permission.ACTIVITIES_READ)
@require_safe
def below(request: OfficialRequest) -> HttpResponse:
    """Show one target as the offices below stand with it."""
    year, (measure, kind, counted) = _year(request), _asked(request)
    found = queries.aims_below(request.actor, year, measure, kind, counted)
    context = {
        "rows": [(one, _list_of(one)) for one in found], "year": year, "be": be_year(date(year, 1, 1)),
        "measure": Measure(measure).label, "kind": found[0].kind if found else "", "unit": Counted(counted).label,
        "gone": _gone(year), "met": sum(one.reached for one in found), "tabs": tabs(request, "plan"),
    }  # fmt: skip
    return render(request, "activities/plan_below.html", context)


@needs(Permission.ACTIVITIES_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: OfficialRequest) -> HttpResponse:
    """Set one target for the own office and those directly below, all on one page."""
    year, (measure, kind, counted) = _year(request), _asked(request)
    offices = queries.offices_to_set(request.actor)
    standing = queries.goals(request.actor, year, measure, kind, counted)
    typed = {one.pk: request.POST.get(f"goal_{one.pk}", "")[:12] for one in offices}
    bad: dict[int, str] = {}
    if request.method == "POST":
        goals = {}
        for one in offices:
            text = to_arabic(typed[one.pk]).replace(",", "").strip()
            if text and not (text.isascii() and text.isdigit()):
                bad[one.pk] = _("ใส่เป็นจำนวนเต็ม เช่น 12")
            goals[one] = int(text) if text.isascii() and text.isdigit() else 0
        if not bad:
            try:
                changed = planning.set_targets(year=year, measure=measure, kind=kind, counted=counted, goals=goals,
                                               by=request.actor, at=clock.now())  # fmt: skip
                messages.success(request, _("ตั้งเป้าหมายแล้ว %(n)s หน่วยงาน") % {"n": changed})
                return HttpResponseRedirect(reverse("activities:plan") + f"?year={year}")
            except Missing:
                raise
            except Problem as problem:
                bad[int(problem.details.get("office", offices[0].pk))] = _(problem.message)
    measures = measures_of(request.actor.scope)
    groups = [
        (str(one.label), [(f"{one}/", f"{one.label} · {_('ทุกประเภท')}"), *kind_choices([one])]) for one in measures
    ]  # fmt: skip
    rows = [
        (one, typed[one.pk] if request.method == "POST" else standing.get(one.pk) or "", bad.get(one.pk, ""))
        for one in offices
    ]
    context = {
        "rows": rows, "year": year, "be": be_year(date(year, 1, 1)), "groups": groups, "units": Counted.choices,
        "chosen": kind_value(measure, kind) if kind else f"{measure}/", "counted": counted, "own": offices[0].pk,
        "tabs": tabs(request, "plan"),
    }  # fmt: skip
    return render(request, "activities/targets.html", context, status=422 if bad else 200)


@needs(Permission.ACTIVITIES_READ)
@require_safe
def areas(request: OfficialRequest) -> HttpResponse:
    """Show which provinces and districts the order names, and what is still to be confirmed."""
    return _areas(request)


def _areas(request: OfficialRequest, form: AreaForm | None = None, pk: int = 0, status: int = 200) -> HttpResponse:
    found = queries.named(clock.today())
    context = {
        "expansion": [one for one in found if one.row.kind == "expansion"], "tabs": tabs(request, "plan"),
        "models": [one for one in found if one.row.kind == "model"], "form": form or AreaForm(), "open": pk,
        "unread": sum(not one.row.area for one in found), "may_verify": request.actor.may(Permission.RULES_VERIFY),
    }  # fmt: skip
    return render(request, "activities/areas.html", context, status=status)


@needs(Permission.RULES_VERIFY)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: OfficialRequest, pk: int) -> HttpResponse:
    """Say which area the letter means."""
    one, form = queries.get_named(pk), AreaForm(request.POST if request.method == "POST" else None)
    if one is None:
        raise Missing("activities.named_missing", "ไม่พบแถวนี้ หรือมีผู้แก้แล้ว")
    if request.method != "POST" or not form.is_valid():
        return _areas(request, form, pk, 422 if form.errors else 200)
    try:
        area = by_code(to_arabic(form.cleaned_data["area"]))
        planning.settle_area(named=one, area=area, note=form.cleaned_data["note"], by=request.actor, at=clock.now())
    except Missing:
        form.add_error("area", _("ไม่มีรหัสนี้"))
        return _areas(request, form, pk, 422)
    except Problem as problem:
        attach(form, problem)
        return _areas(request, form, pk, problem.status)
    messages.success(request, _("ยืนยันพื้นที่แล้ว"))
    return HttpResponseRedirect(reverse("activities:areas"))
