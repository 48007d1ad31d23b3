"""Work `reports_send`: the last minutes before the due day, when every local government sends the report it signed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.urls import reverse

from tidtam.demo.bench import nation
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, line
from tidtam.demo.bench.load import SAFE, Ask, Client, paced, spread
from tidtam.demo.bench.pages import (
    EVERY,
    LIMIT,
    REFERENCE,
    SECONDS,
    USERS,
    WARM,
    cpu_seconds,
    greet,
    of_page,
    server,
    sign_in,
)
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.obligations.models import Duty
from tidtam.offices.queries import by_code
from tidtam.reports.catalogue import R4
from tidtam.reports.choices import ReportState
from tidtam.reports.models import Edition, Report, Template, TemplateVersion
from tidtam.reports.queries.sealed import seal

RATE, CONNECTIONS = 40, 32
SPEED, NONE, PROCESSOR = Limit(1_000), Limit(0), Limit(25)
DUE = date(2026, 5, 25)  # the 25th of the month the nation of duties stands in
_SOME = 500  # rows written at once


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of sending, what failed, what was not sent exactly once, processor time; then p95 of inboxes."""
    began = time.perf_counter()
    reports = prepared()
    asks = _asks(reports)
    house.settle_down()
    preparing = round(time.perf_counter() - began, 1)
    lines = max(4, round(CONNECTIONS * min(1, scale * 2)))
    rate = RATE * min(1.0, max(0.1, scale * 2))
    clients = [Client("lgo", "", tuple(asks[at::lines]), once=True) for at in range(lines)]
    with server() as port:
        before = cpu_seconds(port)
        shots = paced(port, clients, every=lines / rate, warm=0, seconds=len(asks) / rate + 60)
        used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
        inbox = _inboxes(port, scale)
    failed, figures = [shot for shot in shots if not shot.ok], spread(shots)
    yield line(
        "reports_send.page", "ms, p95", figures["p95"], n=len(shots), reference=REFERENCE, limit=SPEED,
        p50=figures["p50"], p99=figures["p99"], asked_per_second=rate, connections=lines, people=len(asks),
        preparing_seconds=preparing,
    )  # fmt: skip
    yield line(
        "reports_send.errors", "requests", len(failed), n=len(shots), reference=REFERENCE, limit=NONE,
        statuses=sorted({shot.status for shot in failed}),
    )  # fmt: skip
    yield _once(reports)
    yield line(
        "reports_send.processor", "ms per report", sum(used) * 1000 / len(asks), n=len(asks), reference=REFERENCE,
        limit=PROCESSOR if any(used) else None, web=round(used[0] * 1000 / len(asks), 1),
        database=round(used[1] * 1000 / len(asks), 1),
    )  # fmt: skip
    yield inbox


def _inboxes(port: int, scale: float) -> Line:
    """Return p95 of the first page of the day for people of all levels, with what was just sent waiting there."""
    people = nation.people(max(4, round(USERS * scale)))
    clients = [Client(level, sign_in(user), (Ask("inbox", reverse("console:home")),)) for user, level in people]
    greet(port, clients)
    before, warm, seconds = cpu_seconds(port), max(0.5, WARM * scale), max(2.0, SECONDS * scale)
    shots = paced(port, clients, every=EVERY, warm=warm, seconds=seconds)
    used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
    asked = len(shots) * (warm + seconds) / seconds
    return of_page("reports_send.inbox", shots, LIMIT, clients=len(clients), used=used, asked=asked)


@transaction.atomic
def prepared() -> list[Report]:
    """Return a signed report of each local government that answers its duty of the day; the printed form is R4."""
    wall.enter(ROOT)
    at = nation.moment(nation.AS_OF, 9)
    template = Template.objects.create(code="XR4", title="วัดการส่ง", made_at=at)
    form = TemplateVersion.objects.create(
        template=template, no=1, state="published", form=R4.to_json(), valid_from=date(2020, 1, 1), made_at=at,
        published_at=at,
    )  # fmt: skip
    rows = Duty.objects.filter(due_on=DUE, office__level="lgo", state="open").select_related("office")
    asked = list(rows.order_by("office__path").distinct("office__path"))
    made = Report.objects.bulk_create(
        [
            Report(
                template=template, form=form, office=duty.office, scope_path=duty.office.path, level="lgo",
                period_start=duty.period_start, period_end=duty.period_end, due_on=DUE, duty=duty,
                state=ReportState.SIGNED, edition=1, version=2,
            )
            for duty in asked
        ],
        batch_size=_SOME,
    )  # fmt: skip
    Edition.objects.bulk_create([_edition(one, form, at) for one in made], batch_size=_SOME)
    return made


def _edition(report: Report, form: TemplateVersion, at: datetime) -> Edition:
    made = Edition(
        report=report, scope_path=report.scope_path, no=1, form=form,
        values={one.code: "0" if one.adds_up else None for one in R4.columns}, facts_at=at, signed_at=at,
        signer_name="นายสมมุติ ใจดี", signer_position="นายกองค์การบริหารส่วนตำบล",
    )  # fmt: skip
    made.hash = seal(report, made, [])
    return made


def _asks(reports: list[Report]) -> list[Ask]:
    """Return the form of each report, sent by a clerk of its own office in a session of its own."""
    with wall.scope(ROOT):  # one transaction: a commit for each of some thousand sessions would be waited for
        users = house.people([(one.office, "lgo_clerk") for one in reports], "sender")
        cookies = [sign_in(user) for user in users]
    return [
        Ask("send", reverse("reports:send", args=[one.public_id]), f"csrfmiddlewaretoken={SAFE}&version=2", cookie)
        for one, cookie in zip(reports, cookies, strict=True)
    ]


def _once(reports: list[Report]) -> Line:
    """Count what is not as it must be: report and duty sent, one fulfilment and one notice above for each."""
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE r.state <> 'sent' OR r.version <> 3 OR d.state <> 'sent'), "
            "count(*) FILTER (WHERE (SELECT count(*) FROM obligations_fulfilment f WHERE f.duty_id = d.id) <> 1), "
            "(SELECT count(*) FROM notices_notice n WHERE n.key LIKE 'report:sent:%%') "
            "FROM reports_report r JOIN obligations_duty d ON d.id = r.duty_id WHERE r.template_id = %s",
            [reports[0].template_id],
        )
        unsent, doubled, told = cursor.fetchone()
    # The capital has no office of the department above it: nobody is told there.
    wanted = sum(one.scope_path.startswith(by_code("DLA").path) for one in reports)
    return line(
        "reports_send.not_once", "reports", unsent + doubled + abs(told - wanted), n=len(reports),
        reference=REFERENCE, limit=NONE, unsent=unsent, doubled=doubled, notices=told, notices_wanted=wanted,
    )  # fmt: skip
