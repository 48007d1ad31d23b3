"""Works `reports_rollup`, `reports_compile`, `reports_open`: R2 of the nation, a province's report, a signed cell.

The page that amends is measured too: of a sum when one below was amended, of a report of thousands of rows.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db.models import Count, F
from django.urls import reverse

from tidtam.aftercare.facts import half_end, half_of, half_start
from tidtam.aftercare.models import CaseNeed, Visit
from tidtam.aftercare.rules.periods import province_of
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, line, percentile
from tidtam.demo.bench.load import Ask, Client, paced
from tidtam.demo.bench.nation import acting, moment
from tidtam.demo.bench.pages import (
    EVERY,
    REFERENCE,
    SECONDS,
    WARM,
    cpu_seconds,
    greet,
    of_page,
    server,
    sign_in,
)
from tidtam.demo.nation.build import AS_OF
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code, by_path
from tidtam.reports import facts
from tidtam.reports.actions import amending, compiling, reviewing, signing
from tidtam.reports.actions.freezing import Signature
from tidtam.reports.catalogue import R2
from tidtam.reports.choices import AmendmentState
from tidtam.reports.models import Amendment, Report, Template, TemplateVersion
from tidtam.reports.rules.form import Form, Step

LIVE, KEPT, PAGE = Limit(1_000), Limit(100), Limit(500)
READINGS, TIMES, BETWEEN = 200, 20, 4  # of what is kept, one reading in four comes after a change
USERS, PROVINCES, ROWS, EDITED = 8, 4, 5_025, 300
START, END = half_start(half_of(AS_OF)), half_end(half_of(AS_OF))
_SIGNED = Signature(position="ผู้วัด")


def measure_rollup(scale: float) -> Iterator[Line]:
    """Yield milliseconds of R2 of the nation: counted from all rows; from what is kept, amid changes."""
    _reading(live=True)  # the statements are written once in a process
    live = [_reading(live=True) for _ in range(max(3, round(TIMES * scale)))]
    yield line(
        "reports_rollup.live", "ms, p95", percentile(live, 0.95), n=len(live), reference=REFERENCE, limit=LIVE,
        p50=round(percentile(live, 0.5), 1), columns=len(R2.measures), totals=_totals(live=True),
    )  # fmt: skip
    cold, same, changed = _reading(live=False), [], []
    needs = _some_needs()
    for number in range(max(8, round(READINGS * scale))):
        if number % BETWEEN == 0 and needs:
            _change(needs[number // BETWEEN % len(needs)])
            changed.append(_reading(live=False))
        else:
            same.append(_reading(live=False))
    every = [*same, *changed]
    yield line(
        "reports_rollup.facts", "ms, p95", percentile(every, 0.95), n=len(every), reference=REFERENCE, limit=KEPT,
        p50=round(percentile(every, 0.5), 1), first=round(cold, 1), after_a_change=len(changed),
        after_a_change_p95=round(percentile(changed or [0], 0.95), 1),
        differs=int(_totals(live=True) != _totals(live=False)),
    )  # fmt: skip


def _reading(*, live: bool) -> float:
    with wall.scope(ROOT):
        began = time.perf_counter()
        facts.total(facts.leaves(R2.measures, ROOT, START, END, live=live), R2.measures)
        return (time.perf_counter() - began) * 1000


def _totals(*, live: bool) -> dict[str, int]:
    with wall.scope(ROOT):
        found = facts.total(facts.leaves(R2.measures, ROOT, START, END, live=live), R2.measures)
    return {code.partition(".")[2]: int(n) for code, n in found.items()}


def _some_needs() -> list[int]:
    """Return needs of many provinces, in turn."""
    with wall.scope(ROOT):
        rows = list(CaseNeed.objects.order_by("scope_path").values_list("pk", flat=True))
    step = max(1, len(rows) // 60)
    return rows[::step]


def _change(need: int) -> None:
    with wall.scope(ROOT):
        CaseNeed.objects.filter(pk=need).update(answer="วัด")


def measure_compile(scale: float) -> Iterator[Line]:
    """Yield p95 of the page of a province's report, with what its districts sent, at some users; then to amend it."""
    form = _form("XR2", R2)
    places = _busiest_provinces(max(1, round(PROVINCES * scale)))
    began = time.perf_counter()
    made = [_of_province(form, place) for place in places]
    prepared = round(time.perf_counter() - began, 1)
    house.settle_down()
    shown = dict(zip((one.pk for one in places), made, strict=True))
    clients = [
        Client("province", cookie, (Ask("page", reverse("reports:report", args=[shown[place.pk].public_id])),))
        for place, cookie in _people(places, "compile", scale)
    ]
    below = sum(_below(report) for report in made)
    yield _opened("reports_compile.page", clients, scale) | {"reports_below": below, "preparing_seconds": prepared}
    proposed = {place.pk: _from_below(report) for place, report in zip(places, made, strict=True)}
    yield _amending("reports_compile.amend", places, proposed, scale) | {"reports_below": below}


def measure_open(scale: float) -> Iterator[Line]:
    """Yield p95 of opening a signed cell of thousands of rows: its first, a middle and its last page; then to amend."""
    step = (Step(level="province", line="dopa", days=(15, 30)), Step(level="department", line="dopa"))
    form = _form("XR2O", replace(R2, levels=step))
    (place,) = _busiest_provinces(1)
    wanted = max(50, round(ROWS * min(1, scale * 10)))
    report, rows = _wide(form, place, wanted)
    house.settle_down()
    home = reverse("reports:cell", args=[report.public_id, "followed"])
    asks = tuple(Ask("cell", f"{home}?from={start}" if start else home) for start in (0, rows // 2, rows - 1))
    clients = [Client("province", cookie, asks) for _place, cookie in _people([place], "open", scale)]
    yield _opened("reports_open.cell", clients, scale) | {"rows": rows, "edited_since": min(EDITED, rows)}
    yield _amending("reports_open.amend", [place], {place.pk: _late(report)}, scale) | {"rows": rows}


def _amending(name: str, places: Sequence[Office], proposed: dict[int, Amendment], scale: float) -> Line:
    """Return the line of the page on which a signer reads what an amendment would say."""
    clients = [
        Client("province", cookie, (Ask("amend", reverse("reports:amend", args=[proposed[place.pk].public_id])),))
        for place, cookie in _people(places, f"{name}.", scale, role="province_head")
    ]
    return _opened(name, clients, scale)


def _late(report: Report) -> Amendment:
    """Return the proposal that some visits of a sent report make, found another result since."""
    with wall.scope(ROOT):
        inside = Visit.objects.filter(
            counted_office__path__startswith=report.scope_path, kind="round", result="F1",
            visited_on__range=(report.period_start, report.period_end),
        )  # fmt: skip
        for visit in inside.order_by("case_id", "visit_no")[:3]:
            Visit.objects.filter(pk=visit.pk).update(result="N1")
        found = amending.detect(report=report, at=moment(AS_OF))
    if found is None:
        raise RuntimeError(f"nothing late in report {report.pk}")
    return found


def _from_below(report: Report) -> Amendment:
    """Sign the sum of a province, let one below be amended; return the proposal that comes up from it."""
    _sign(report)
    with wall.scope(ROOT):
        below = Report.objects.filter(template=report.template_id, scope_path__startswith=report.scope_path)
        below = below.exclude(pk=report.pk).select_related("office", "form", "template")
        busiest = max(below, key=lambda one: int(one.editions.get(no=one.edition).values["followed"]))
        signature = replace(_SIGNED, reason="วัด")
        amending.make(amendment=_late(busiest), signature=signature, by=acting(busiest.office), at=moment(AS_OF))
        return Amendment.objects.get(report=report, state=AmendmentState.PROPOSED)


def _opened(name: str, clients: Sequence[Client], scale: float) -> Line:
    """Let the clients open their pages as people do, each every two seconds; return the line of the page."""
    page = name.partition(".")[2]
    with server() as port:
        greet(port, clients)
        warm, seconds = max(1.0, WARM * scale), max(4.0, SECONDS * scale)
        before = cpu_seconds(port)
        shots = paced(port, clients, every=EVERY, warm=warm, seconds=seconds)
        used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
    asked = len(shots) * (warm + seconds) / seconds
    seen = [shot for shot in shots if shot.page == page]
    return of_page(name, seen, PAGE, clients=len(clients), used=used, asked=asked)


def _form(code: str, form: Form) -> TemplateVersion:
    at = moment(AS_OF)
    with wall.scope(ROOT):
        made, _new = Template.objects.get_or_create(code=code, defaults={"title": f"วัด {code}", "made_at": at})
        defaults = {
            "state": "published", "form": form.to_json(), "valid_from": date(2020, 1, 1), "made_at": at,
            "published_at": at,
        }  # fmt: skip
        return TemplateVersion.objects.get_or_create(template=made, no=1, defaults=defaults)[0]


def _busiest_provinces(count: int) -> list[Office]:
    many: Counter[str] = Counter()
    with wall.scope(ROOT):
        rows = Visit.objects.filter(visited_on__range=(START, END)).order_by().values_list("counted_office__path")
        for path, n in rows.annotate(n=Count("pk")):
            if path.startswith(by_code("DOPA").path):
                many[province_of(path)] += n
        return [by_path(path) for path, _n in many.most_common(count)]


def _report(form: TemplateVersion, office: Office, start: date, end: date) -> Report:
    return Report.objects.create(
        template=form.template, form=form, office=office, scope_path=office.path, level=office.level,
        period_start=start, period_end=end, due_on=AS_OF,
    )  # fmt: skip


def _sign(report: Report) -> Report:
    by, at = acting(report.office), moment(AS_OF)
    with wall.scope(report.scope_path):
        compiling.open_up(report=report, by=by, at=at)
        signing.sign_and_send(report=report, signature=_SIGNED, by=by, at=at)
    return report


def _of_province(form: TemplateVersion, place: Office) -> Report:
    """Return the open report of a province whose districts have all sent theirs, and been accepted."""
    with wall.scope(ROOT):
        districts = Office.objects.filter(parent=place, level="district", code__startswith="DOPA-").order_by("path")
        below = [_report(form, one, START, END) for one in districts]
        own = _report(form, place, START, END)
    sent = [_sign(one) for one in below]
    with wall.scope(place.path):
        reviewing.accept_many(reports=sent, by=acting(place), at=moment(AS_OF))
    return own


def _below(report: Report) -> int:
    with wall.scope(ROOT):
        rows = Report.objects.filter(template=report.template_id, scope_path__startswith=report.scope_path)
        return rows.exclude(pk=report.pk).count()


def _wide(form: TemplateVersion, place: Office, wanted: int) -> tuple[Report, int]:
    """Return a signed report of a province over so many days that its visits are enough; some say else since."""
    with wall.scope(ROOT):
        under = Office.objects.filter(path__startswith=place.path).values("pk")
        rows = Visit.objects.filter(counted_office__in=under, kind="round", visited_on__lte=END)
        days = list(rows.order_by("-visited_on").values_list("visited_on", flat=True)[:wanted])
        start = days[-1] if days else START - timedelta(days=365)
        report = _report(form, place, start, END)
    _sign(report)
    with wall.scope(ROOT):
        inside = rows.filter(visited_on__range=(start, END))
        count = inside.count()
        edited = list(inside.order_by("case_id", "visit_no").values_list("pk", flat=True)[:EDITED])
        for key in edited:
            Visit.objects.filter(pk=key).update(used=F("used"))
    return report, count


def _people(
    places: Sequence[Office], prefix: str, scale: float, *, role: str = "drug_coordinator"
) -> list[tuple[Office, str]]:
    """Return (province, cookie of somebody with the role there, who compiles unless another is named)."""
    count = max(2, round(USERS * min(1, scale * 4)))
    with wall.scope(ROOT):
        spread = [places[number % len(places)] for number in range(count)]
        users = house.people([(place, role) for place in spread], prefix)
        return [(place, sign_in(user)) for place, user in zip(spread, users, strict=True)]
