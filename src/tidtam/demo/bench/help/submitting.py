"""Work `help_submit`: citizens send what they have written, fifty a second, each once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.urls import reverse

from tidtam.accounts import clock
from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.load import SAFE, Ask, Client, paced, spread
from tidtam.demo.bench.pages import REFERENCE, cpu_seconds, server
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.nation.names import person_name
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.models import Office
from tidtam.portal.actions import drafts
from tidtam.portal.queries import finding

RATE, SECONDS, WARM, CONNECTIONS, SEED = 50, 60.0, 5.0, 32, 18
SPEED, NONE = Limit(300), Limit(0)
# A village shares an address; the limits of the portal are for one address and for one office.
FROM_ADDRESS, TO_OFFICE = 25, 40


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of sending, the requests that failed, and those that are not in a register exactly once."""
    seconds, warm = max(3.0, SECONDS * scale), max(1.0, WARM * scale)
    lines = max(4, round(CONNECTIONS * min(1, scale * 2)))
    rate = RATE * min(1.0, max(0.1, scale * 2))
    asks, uuids = written(round(rate * (seconds + warm)))
    clients = [Client("citizen", "", tuple(asks[at::lines]), once=True) for at in range(lines)]
    with server(TIDTAM_PROXIES="1") as port:
        before = cpu_seconds(port)
        shots = paced(port, clients, every=lines / rate, warm=warm, seconds=seconds)
        used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
    failed, figures = [shot for shot in shots if not shot.ok], spread(shots)
    yield line(
        "help_submit.page", "ms, p95", figures["p95"], n=len(shots), reference=REFERENCE, limit=SPEED,
        p50=figures["p50"], p99=figures["p99"], per_second=round(len(shots) / seconds, 1), asked_per_second=rate,
        connections=lines, cpu_ms_per_request=round(sum(used) / len(asks) * 1000, 1),
    )  # fmt: skip
    yield line(
        "help_submit.errors", "requests", len(failed), n=len(shots), reference=REFERENCE, limit=NONE,
        statuses=sorted({shot.status for shot in failed}),
    )  # fmt: skip
    yield _once(uuids)


def written(wanted: int) -> tuple[list[Ask], list[UUID]]:
    """Return what is sent: drafts that are complete, each in a browser of its own, and the uuids they carry."""
    dice, at = random.Random(SEED), clock.now() - timedelta(minutes=1)  # noqa: S311 (repeatable, no secret)
    with wall.scope(ROOT):
        places = house.spread_out(list(finding.doors().order_by("path")), -(-wanted // TO_OFFICE))
        areas = {office.pk: [area.pk for area in finding.tambons_of(office)] for office in places}
        asks, uuids = [], []
        for number in range(wanted):
            draft = _draft(places[number % len(places)], areas, dice, at)
            uuids.append(UUID(draft.words["uuid"]))
            address = f"10.{number // FROM_ADDRESS // 250}.{number // FROM_ADDRESS % 250}.7"
            path = reverse("portal:check")
            asks.append(Ask("submit", path, f"csrfmiddlewaretoken={SAFE}", f"ask={draft.token}", address))
    return asks, uuids


def _draft(office: Office, areas: dict[int, list[str]], dice: random.Random, at: datetime) -> drafts.OpenDraft:
    _title, first, last, _nick = person_name(dice, male=dice.random() < 0.5)
    words = {
        "place": {"area": areas[office.pk][0], "moo": "4", "house_no": str(dice.randint(1, 300)), "landmark": "ข้างวัด"},
        "trouble": {
            "category": "DISASTER", "needs": ["HOU", "EQP"], "what": "คืนวานลมแรง หลังคาครัวเปิดครึ่งหลัง ฝนสาดเข้าบ้าน",
            "happened_on": "", "household": 4, "vulnerable": ["elder"], "neighbours": "",
        },
        "you": {"first_name": first, "last_name": last, "phone": "", "id_number": "", "proxy": ""},
    }  # fmt: skip
    return drafts.begin(office=office, words=words, at=at)


def _once(uuids: list[UUID]) -> Line:
    with wall.scope(ROOT), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT uuid) FROM assistance_request WHERE uuid = ANY(%s) AND EXISTS "
            "(SELECT 1 FROM assistance_ticket t WHERE t.request_id = assistance_request.id)",
            [uuids],
        )
        rows, different = cursor.fetchone()
    return line(
        "help_submit.not_once", "requests", abs(rows - len(uuids)) + rows - different, n=len(uuids),
        reference=Reference(PGBENCH, "tps", 0), limit=NONE, rows=rows,
    )  # fmt: skip
