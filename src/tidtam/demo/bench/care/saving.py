"""Work `visit_save`: members of many teams send the form of a visit, forty a second, each visit once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice, zip_longest
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from tidtam.aftercare.models import Case
from tidtam.aftercare.queries.today import FOLLOWED
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.load import Ask, Client, paced, spread
from tidtam.demo.bench.pages import REFERENCE, cpu_seconds, server, sign_in
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation.build import AS_OF
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office

RATE, SECONDS, WARM, CONNECTIONS = 40, 60.0, 5.0, 32
SPEED, NONE = Limit(200), Limit(0)


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of saving, the requests that failed, and the visits that are not in the database exactly once."""
    seconds, warm = max(3.0, SECONDS * scale), max(1.0, WARM * scale)
    lines = max(4, round(CONNECTIONS * min(1, scale * 2)))
    rate = RATE * min(1.0, max(0.1, scale * 2))
    wanted = round(rate * (seconds + warm))
    sent = list(islice(asks(wanted), wanted))
    clients = [Client("team_member", "", tuple(sent[at::lines]), once=True) for at in range(lines)]
    with server() as port:
        before = cpu_seconds(port)
        shots = paced(port, clients, every=lines / rate, warm=warm, seconds=seconds)
        used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
    failed, figures = [shot for shot in shots if not shot.ok], spread(shots)
    yield line(
        "visit_save.page", "ms, p95", figures["p95"], n=len(shots), reference=REFERENCE, limit=SPEED,
        p50=figures["p50"], p99=figures["p99"], per_second=round(len(shots) / seconds, 1), asked_per_second=rate,
        connections=lines, people=len({ask.cookie for ask in sent}),
        cpu_ms_per_request=round(sum(used) / len(sent) * 1000, 1),
    )  # fmt: skip
    yield line(
        "visit_save.errors", "requests", len(failed), n=len(shots), reference=REFERENCE, limit=NONE,
        statuses=sorted({shot.status for shot in failed}),
    )  # fmt: skip
    yield _once(sent)


def asks(wanted: int) -> Iterator[Ask]:
    """Yield the forms: one visit per person, the teams in turn, each sent by a member of the team."""
    with wall.scope(ROOT):  # one transaction: a commit for each of some hundred sessions would be waited for
        held: list[tuple[Office, list[str]]] = []
        for office in house.busiest(wanted):
            rows = Case.objects.filter(office=office, status__in=FOLLOWED).order_by("pk")
            held.append((office, list(rows.values_list("public_id", flat=True))))
            if sum(len(names) for _office, names in held) >= wanted:
                break
        users = house.people([(office, "team_member") for office, _names in held], "saver")
        cookies = [sign_in(user) for user in users]
    queues = [
        [Ask("visit", reverse("aftercare:write", args=[name]), form(), cookie) for name in names]
        for (_office, names), cookie in zip(held, cookies, strict=True)
    ]
    for row in zip_longest(*queues):
        yield from (ask for ask in row if ask is not None)


def form() -> str:
    """Return what a phone sends of a visit at home that went well."""
    return urlencode(
        {
            "uuid": str(uuid.uuid4()), "found": "F1", "q2_1": "n", "q2_2": "n", "needs_declined": "on", "mode": "H",
            "day": "0", "family_relation": "1", "occupation": "01", "acknowledge_warnings": "on",
            "note": "พบที่บ้าน พูดคุยดี ทำงานรับจ้างสม่ำเสมอ",
        }
    )  # fmt: skip


def _once(sent: list[Ask]) -> Line:
    uuids = [uuid.UUID(dict(part.split("=", 1) for part in ask.body.split("&"))["uuid"]) for ask in sent]
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT uuid) FROM aftercare_visit WHERE uuid = ANY(%s) AND visited_on = %s",
            [uuids, AS_OF],
        )
        rows, different = cursor.fetchone()
    return line(
        "visit_save.not_once", "visits", abs(rows - len(uuids)) + rows - different, n=len(uuids),
        reference=Reference(PGBENCH, "tps", 0), limit=NONE, rows=rows,
    )  # fmt: skip
