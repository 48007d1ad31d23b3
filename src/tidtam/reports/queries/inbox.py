"""What of reports an inbox shows: own ones to do, to sign, to send; what came from below; what changed after it went.

All of it is one statement, since every first page of the day asks it. Reports are made ahead for a year, so it takes
what is due within days alone, and of what comes from below how many there are of a form and period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.reports.choices import WITH_OFFICE, ReportState
from tidtam.reports.queries.listing import BEHIND

AHEAD = timedelta(days=14)  # the next period of a form that goes up twice a month, and no more
_READ = timedelta(days=180)  # what came longer ago is no work of today, as with duties
_MOST = 40  # rows of each kind; the page of reports has the rest
# A report that is not begun is work only once its period has begun, or where it answers a duty that is shown (`asked`);
# who sends it back says in words why.
_OWN = """
(SELECT 'own', r.public_id, t.code, t.title, r.period_start, r.period_end, r.due_on, r.state, r.counts, r.duty_id,
    r.presented_at IS NOT NULL, r.presented_at, CASE WHEN r.state = 'returned' THEN (
        SELECT c.words FROM reports_cellcomment c WHERE c.report_id = r.id AND c.edition = r.edition
        ORDER BY c.id LIMIT 1) END, '', 1, 0, r.edition, NULL::bigint[]
FROM reports_report r JOIN reports_template t ON t.id = r.template_id
WHERE r.office_id = %(office)s AND r.scope_path >= %(scope)s AND r.scope_path < %(scope)s || '~'
    AND r.state = ANY(%(with_office)s) AND (r.counts AND r.duty_id = ANY(%(asked)s) OR r.due_on >= %(since)s
        AND (r.counts OR r.state <> 'open') AND (r.state <> 'open' OR r.period_start <= %(today)s)
        AND (r.due_on <= %(until)s OR r.state IN ('signed', 'returned') OR r.presented_at IS NOT NULL))
ORDER BY r.due_on, r.id LIMIT %(most)s)
"""
_CHANGED = """
(SELECT 'changed', r.public_id, t.code, t.title, r.period_start, r.period_end, r.due_on, r.state, r.counts, r.duty_id,
    false, a.found_at, NULL, '', 1, 0, r.edition, NULL::bigint[]
FROM reports_amendment a JOIN reports_report r ON r.id = a.report_id JOIN reports_template t ON t.id = r.template_id
WHERE a.state = 'proposed' AND r.office_id = %(office)s
    AND a.scope_path >= %(scope)s AND a.scope_path < %(scope)s || '~'
ORDER BY a.found_at, a.id LIMIT %(most)s)
"""
# A report comes to the next step of its form, or past it where nobody of that step stands between.
_BELOW = """
(SELECT 'below', CASE WHEN count(*) = 1 THEN min(r.public_id) ELSE '' END, t.code, t.title, min(r.period_start),
    r.period_end, min(r.due_on), min(r.state), true, NULL::bigint, false, min(r.sent_at), NULL,
    CASE WHEN count(*) = 1 THEN min(coalesce(nullif(o.short_name, ''), o.name_th)) ELSE '' END, count(*),
    count(*) FILTER (WHERE r.state = 'amended'), max(r.edition),
    array_agg(r.duty_id) FILTER (WHERE r.duty_id = ANY(%(duties)s))
FROM reports_report r
JOIN reports_template t ON t.id = r.template_id
JOIN offices_office o ON o.id = r.office_id
JOIN (
    SELECT v.id, low.step ->> 'level' AS level, up.place = low.place + 1 AS next
    FROM reports_templateversion v
    JOIN offices_office me ON me.id = %(office)s
    CROSS JOIN jsonb_array_elements(v.form -> 'levels') WITH ORDINALITY low (step, place)
    CROSS JOIN jsonb_array_elements(v.form -> 'levels') WITH ORDINALITY up (step, place)
    WHERE up.place > low.place AND up.step ->> 'level' = me.level AND up.step ->> 'line' = me.line
) f ON f.id = r.form_id AND f.level = r.level AND (f.next OR o.parent_id = %(office)s)
WHERE r.state IN ('sent', 'amended') AND r.scope_path >= %(scope)s AND r.scope_path < %(scope)s || '~'
    AND r.office_id <> %(office)s AND r.period_end >= %(recent)s
GROUP BY t.code, t.title, r.period_end ORDER BY min(r.sent_at), t.code LIMIT %(most)s)
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One report, or for what came from below one form and period. `at`: since when it waits.

    `amended` of the `n` were changed after they had been sent; `edition` is the last one signed.
    """

    kind: str
    public_id: str  # "": several
    code: str
    title: str
    start: date
    end: date
    due_on: date
    state: str
    counts: bool
    duty: int | None
    presented: bool
    at: datetime | None
    words: str | None
    office: str
    n: int
    amended: int
    edition: int
    held: Sequence[int] | None = None  # duties asked about that these reports answer


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a grant, and what its holder may do about it."""

    own: Sequence[Item] = ()
    changed: Sequence[Item] = ()
    below: Sequence[Item] = ()
    compiles: bool = False
    signs: bool = False
    held: frozenset[int] = field(default_factory=frozenset)

    def of_duty(self, duty: int) -> Item | None:
        """Return the report that answers a duty."""
        return next((one for one in self.own if one.duty == duty), None)


def waiting(actor: Actor, today: date, *, duties: Sequence[int] = (), asked: Sequence[int] = ()) -> Waiting:
    """Return what waits for a grant. `duties`: sent ones of offices below; `held` are those a report stands for.

    `asked`: duties of the own office that are shown, whose reports are wanted however far ahead.
    Shape: one statement, none for who neither compiles, signs nor reviews.
    """
    compiles, signs = actor.may(Permission.REPORTS_COMPILE), actor.may(Permission.REPORTS_SIGN)
    parts = [_OWN] if compiles or signs else []
    parts += [_CHANGED] if signs else []
    parts += [_BELOW] if actor.may(Permission.REPORTS_REVIEW) else []
    if not parts or not actor.scope or actor.office_id is None:
        return Waiting()
    given: dict[str, Any] = {
        "office": actor.office_id, "scope": actor.scope, "today": today, "since": today - BEHIND,
        "until": today + AHEAD, "recent": today - _READ, "with_office": [str(one) for one in WITH_OFFICE],
        "duties": list(duties), "asked": list(asked), "most": _MOST,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), given)
        found = [Item(*row) for row in cursor.fetchall()]
    below = [one for one in found if one.kind == "below"]
    return Waiting(
        [one for one in found if one.kind == "own"], [one for one in found if one.kind == "changed"], below, compiles,
        signs, frozenset(duty for one in below for duty in one.held or ()),
    )  # fmt: skip


def is_ready(item: Item) -> bool:
    """Say whether a report lies before its signer."""
    return item.presented and item.state == ReportState.DRAFT
