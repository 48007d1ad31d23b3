"""The ledger held against itself, set by set: what the database holds at each commit, counted anew from the rows.

Each check is one statement that finds what is wrong; a sound ledger has nothing to find. The wall must be open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tidtam.assistance.choices import COUNTED, ENDED, OPEN, RequestState
from tidtam.audit.models import Entry
from tidtam.kernel.actor import Actor

WATCHED = ("assistance.ledger", "all")  # what the audit calls a check of everything

_SHOWN = 20
_OPEN, _COUNTED, _ENDED = (
    "(" + ", ".join(f"'{one}'" for one in group) + ")"
    for group in (OPEN, COUNTED, (*ENDED, RequestState.HELPED, RequestState.ANNOUNCED))
)

# Name → a query of (key, what stands there). Names of tables and values are this room's own words.
CHECKS: dict[str, str] = {
    "one_bucket": """
        SELECT n.public_id, 'stands ' || count(s.need_id) || ' times'
        FROM assistance_need n LEFT JOIN (
            SELECT need_id, bucket, office_id, sum(delta) AS balance FROM assistance_movement
            GROUP BY need_id, bucket, office_id HAVING sum(delta) <> 0
        ) s ON s.need_id = n.id
        GROUP BY n.id, n.public_id, n.bucket, n.office_id
        HAVING count(s.need_id) <> 1 OR min(s.balance) <> 1 OR min(s.bucket) <> n.bucket
            OR min(s.office_id) <> n.office_id""",
    "balanced": """
        SELECT n.public_id, 'movement ' || m.seq FROM (
            SELECT need_id, seq, delta, bucket, office_id, day, at, scope_path,
                lag(seq) OVER w AS seq_before, lag(delta) OVER w AS delta_before, lag(bucket) OVER w AS bucket_before,
                lag(office_id) OVER w AS office_before, lag(day) OVER w AS day_before, lag(at) OVER w AS at_before
            FROM assistance_movement WINDOW w AS (PARTITION BY need_id ORDER BY seq)
        ) m JOIN assistance_need n ON n.id = m.need_id
        WHERE m.scope_path <> n.scope_path OR m.seq <> coalesce(m.seq_before, 0) + 1
            OR m.delta <> CASE WHEN m.seq % 2 = 1 THEN 1 ELSE -1 END
            OR m.seq > 1 AND (m.day < m.day_before OR m.at < m.at_before)
            OR m.delta = -1 AND (m.bucket <> m.bucket_before OR m.office_id <> m.office_before)
            OR m.delta = 1 AND m.seq > 1 AND (m.day <> m.day_before OR m.at <> m.at_before)""",
    "asked_is_helped_and_waiting": f"""
        SELECT o.code, asked || ' <> ' || helped || ' + ' || waiting FROM (
            SELECT office_id, count(*) FILTER (WHERE asked) AS asked, count(*) FILTER (WHERE waits) AS waiting,
                count(*) FILTER (WHERE met AND NOT waits) AS helped
            FROM (
                SELECT n.office_id, coalesce(p.merged_into_id, p.id) AS human, bool_or(n.bucket IN {_COUNTED}) AS asked,
                    bool_or(n.bucket IN {_OPEN}) AS waits, bool_or(n.bucket = 'met') AS met
                FROM assistance_need n JOIN people_person p ON p.id = n.person_id
                GROUP BY n.office_id, coalesce(p.merged_into_id, p.id)
            ) humans GROUP BY office_id
        ) counted JOIN offices_office o ON o.id = counted.office_id WHERE asked <> helped + waiting""",  # noqa: S608 (values of choices)
    "asked_by_movements": f"""
        SELECT o.code, a.n || ' <> ' || b.n FROM (
            SELECT office_id, count(*) AS n FROM assistance_need WHERE bucket IN {_COUNTED} GROUP BY office_id
        ) a FULL JOIN (
            SELECT office_id, sum(delta) AS n FROM assistance_movement WHERE bucket IN {_COUNTED} GROUP BY office_id
        ) b USING (office_id) JOIN offices_office o ON o.id = office_id WHERE coalesce(a.n, 0) <> coalesce(b.n, 0)""",  # noqa: S608 (values of choices)
    "ended_requests": f"""
        SELECT r.public_id, r.state || ' with an open need' FROM assistance_request r WHERE r.state IN {_ENDED}
            AND EXISTS (SELECT 1 FROM assistance_need n WHERE n.request_id = r.id AND n.bucket IN {_OPEN})""",  # noqa: S608 (values of choices)
    "live_requests": f"""
        SELECT r.public_id, r.state || ' with nothing open' FROM assistance_request r
        WHERE r.state NOT IN {_ENDED}
            AND NOT EXISTS (SELECT 1 FROM assistance_need n WHERE n.request_id = r.id AND n.bucket IN {_OPEN})""",  # noqa: S608 (values of choices)
    "needs_beside_their_request": """
        SELECT r.public_id, n.public_id FROM assistance_need n JOIN assistance_request r ON r.id = n.request_id
        WHERE n.scope_path <> r.scope_path OR n.office_id <> r.office_id""",
    "numbers_without_gap": """
        SELECT o.code || ' ' || b.year, 'book ' || b.last || ', rows ' || count(r.id) FROM assistance_book b
        JOIN offices_office o ON o.id = b.office_id
        LEFT JOIN assistance_request r ON r.office_id = b.office_id AND r.year = b.year
        GROUP BY o.code, b.year, b.last HAVING count(r.id) <> b.last OR coalesce(max(r.number), 0) <> b.last""",
    "given_is_paid": """
        SELECT n.public_id, coalesce(n.amount_baht, 0) || ' <> ' || sum(coalesce(d.amount_baht, 0))
        FROM assistance_need n JOIN assistance_delivery d ON d.need_id = n.id AND d.voided_at IS NULL
        WHERE n.bucket = 'met' GROUP BY n.id, n.public_id, n.amount_baht
        HAVING coalesce(n.amount_baht, 0) <> sum(coalesce(d.amount_baht, 0)) AND bool_or(d.last)""",
    "nobody_on_a_board_who_may_not": """
        SELECT r.public_id, 'announced'
        FROM assistance_announcementline l JOIN assistance_request r ON r.id = l.request_id
        JOIN assistance_announcement a ON a.id = l.announcement_id AND a.state = 'posted'
        WHERE r.door = 'district' OR r.category = 'DISEASE'
            OR EXISTS (SELECT 1 FROM assistance_need n WHERE n.request_id = r.id AND n.code IN ('MED', 'MEN'))""",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not agree: which check, of what, what stands there."""

    check: str
    key: str
    stands: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at and what does not agree: the first faults of each check, and how many there are in all."""

    needs: int
    movements: int
    requests: int
    counts: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether everything agrees."""
        return not any(self.counts.values())


def check() -> Verdict:
    """Check the ledger inside the open wall. Shape: one statement for each check, and one of counts."""
    counts: dict[str, int] = {}
    faults: list[Fault] = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM assistance_need), (SELECT count(*) FROM assistance_movement), "
            "(SELECT count(*) FROM assistance_request)"
        )
        needs, movements, requests = cursor.fetchone()
        for name, sql in CHECKS.items():
            cursor.execute(sql)
            found = cursor.fetchall()
            counts[name] = len(found)
            faults += [Fault(name, str(key), str(stands)) for key, stands in found[:_SHOWN]]
    return Verdict(needs, movements, requests, counts, faults)


_SAID = {
    "one_bucket": gettext_noop("รายการที่ไม่อยู่ในกลุ่มเดียว"),
    "balanced": gettext_noop("การเคลื่อนไหวที่ไม่ต่อกัน"),
    "asked_is_helped_and_waiting": gettext_noop("หน่วยงานที่ ขอ ≠ ได้รับ + ยังรอ"),
    "asked_by_movements": gettext_noop("หน่วยงานที่ยอดไม่ตรงกับการเคลื่อนไหว"),
    "ended_requests": gettext_noop("คำขอที่จบแล้วแต่ยังมีรายการค้าง"),
    "live_requests": gettext_noop("คำขอที่ยังไม่จบแต่ไม่มีรายการค้าง"),
    "needs_beside_their_request": gettext_noop("รายการที่อยู่คนละหน่วยงานกับคำขอ"),
    "numbers_without_gap": gettext_noop("ทะเบียนที่เลขคำขอขาดหรือซ้ำ"),
    "given_is_paid": gettext_noop("รายการที่ยอดเงินไม่ตรงกับที่จ่าย"),
    "nobody_on_a_board_who_may_not": gettext_noop("ชื่อบนประกาศที่ห้ามปิดประกาศ"),
}


@dataclass(frozen=True, slots=True)
class Watched:
    """One check of the whole ledger as it was noted. `broken`: what did not agree in words, and how often."""

    at: datetime
    requests: int
    needs: int
    movements: int
    seconds: float
    broken: list[tuple[str, int]]


def watched(actor: Actor, most: int = 48) -> list[Watched]:
    """Return the last checks the audit tells of, the newest first. Shape: one query."""
    kind, key = WATCHED
    rows = Entry.objects.filter(object_type=kind, object_id=key, scope_path__gte=actor.scope or "~")
    return [_watched(one) for one in rows.order_by("-at")[:most]]


def _watched(one: Entry) -> Watched:
    requests, movements, seconds, *broken = one.reason.split()
    pairs = (told.partition("=") for told in broken)
    found = [(_(_SAID[name]) if name in _SAID else name, int(count)) for name, _equals, count in pairs]
    return Watched(one.at, int(requests), one.count, int(movements), float(seconds), found)
