"""Put a template to work in a branch; make its reports ahead, set by set, and link them to the duties they fulfil.

Every office of a level that reports, below the series' office, has one report for each period it stood in. Where two
series of a template overlap, the one nearest to the office decides. A signed report is never touched, but for whether
it counts: an order that comes late makes its earlier days history.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.obligations.actions.duties import horizon
from tidtam.obligations.models import Obligation
from tidtam.offices.models import Office
from tidtam.reports import access
from tidtam.reports.choices import FormState, ReportState
from tidtam.reports.models import Report, Series, Template, TemplateVersion
from tidtam.reports.rules.days import faults, slots
from tidtam.reports.rules.form import Form
from tidtam.thai.dates import short_date

Days = Mapping[str, Sequence[int]]
_RUNNING = 62  # Units: days; a month before and after, so that a period at the edge is whole
_ID = " || ".join(
    f"substr('0123456789abcdefghjkmnpqrstvwxyz', (get_byte(u, {at}) & 31) + 1, 1)"
    for at in (0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14)  # the bytes of a random UUID that are chance alone
)
# An order counts for an office from its own Bound row; without one from when the letter came there; else from the
# series' first day. Nearest series first; one report for an office and period.
_MAKE = f"""
WITH slot AS (
    SELECT s.*, r.scope_path AS branch, r.template_id, r.obligation_id, o.letter_id, r.starts_on
    FROM jsonb_to_recordset(%s::jsonb) AS s(series bigint, form bigint, level text, line text, first date, last date,
                                            due date, target date)
    JOIN reports_series r ON r.id = s.series LEFT JOIN obligations_obligation o ON o.id = r.obligation_id
), ours AS MATERIALIZED (
    SELECT id, path, level, line, valid_from, valid_to FROM offices_office WHERE line IN ('dopa', 'dla')
), one AS (
    SELECT DISTINCT ON (o.id, slot.template_id, slot.last)
        slot.template_id, slot.form, o.id AS office, o.path, slot.level, slot.first, slot.last, slot.due, slot.target,
        slot.due >= coalesce(b.counts_from, e.came, slot.starts_on) AS counts
    FROM slot JOIN ours o ON o.level = slot.level AND o.line = slot.line
        AND o.path >= slot.branch AND o.path < slot.branch || '~'
        AND o.valid_from <= slot.last AND (o.valid_to IS NULL OR o.valid_to > slot.first)
    LEFT JOIN obligations_bound b ON b.obligation_id = slot.obligation_id AND b.office_id = o.id
    LEFT JOIN (
        SELECT office_id, letter_id,
            min(coalesce(received_on, (delivered_at AT TIME ZONE 'Asia/Bangkok')::date)) AS came
        FROM letters_registerentry
        WHERE direction = 'in' AND voided_at IS NULL AND letter_id IN (SELECT letter_id FROM slot)
        GROUP BY office_id, letter_id
    ) e ON e.letter_id = slot.letter_id AND e.office_id = o.id
    ORDER BY o.id, slot.template_id, slot.last, length(slot.branch) DESC
), named AS (SELECT one.*, uuid_send(gen_random_uuid()) AS u FROM one)
INSERT INTO reports_report AS r (public_id, template_id, form_id, office_id, scope_path, level, period_start,
    period_end, due_on, target_on, counts, state, nil, typed, notes, edition, version)
SELECT {_ID}, template_id, form, office, path, level, first, last, due, target, counts, 'open', false, '{{}}', '{{}}',
    0, 1 FROM named
ON CONFLICT (office_id, template_id, period_end) DO UPDATE SET
    counts = excluded.counts,
    form_id = CASE WHEN r.edition = 0 THEN excluded.form_id ELSE r.form_id END,
    due_on = CASE WHEN r.edition = 0 THEN excluded.due_on ELSE r.due_on END,
    target_on = CASE WHEN r.edition = 0 THEN excluded.target_on ELSE r.target_on END,
    period_start = CASE WHEN r.edition = 0 THEN excluded.period_start ELSE r.period_start END,
    version = r.version + 1
WHERE r.counts <> excluded.counts OR r.edition = 0 AND (r.form_id, r.due_on, r.period_start) <> (
    excluded.form_id, excluded.due_on, excluded.period_start
) OR r.edition = 0 AND r.target_on IS DISTINCT FROM excluded.target_on
RETURNING (xmax = 0)
"""  # noqa: S608  # the columns named above
# The duty of the same day or period, of the series' own obligation first, else of another one of its letter.
_LINK = """
WITH pair AS (
    SELECT DISTINCT ON (d.id) r.id AS report, d.id AS duty, d.obligation_id = s.obligation_id AS own
    FROM reports_series s
    JOIN obligations_obligation o ON o.id = s.obligation_id
    JOIN obligations_obligation same ON same.letter_id = o.letter_id AND same.state = 'live'
    JOIN obligations_duty d ON d.obligation_id = same.id AND d.scope_path >= s.scope_path
        AND d.scope_path < s.scope_path || '~' AND d.state IN ('open', 'returned')
    JOIN reports_report r ON r.template_id = s.template_id AND r.office_id = d.office_id AND r.duty_id IS NULL
        AND r.state IN ('open', 'draft', 'signed', 'returned')
        AND (r.due_on = d.due_on OR r.period_end = d.period_end)
    WHERE s.id = ANY(%s) AND NOT EXISTS (SELECT 1 FROM reports_report t WHERE t.duty_id = d.id)
    ORDER BY d.id, own DESC, r.due_on = d.due_on DESC, r.id
), best AS (SELECT DISTINCT ON (report) report, duty FROM pair ORDER BY report, own DESC, duty)
UPDATE reports_report r SET duty_id = best.duty FROM best WHERE r.id = best.report
"""
# Reports nobody has begun that no series asks for any more: of an office that has ended, of one that stands in another
# branch now. What fell due before it moved stays as it was.
_DROP = """
DELETE FROM reports_report r USING offices_office o
WHERE o.id = r.office_id AND r.state = 'open' AND r.edition = 0
    AND NOT EXISTS (SELECT 1 FROM reports_reminder m WHERE m.report_id = r.id)
    AND (o.valid_to <= r.period_start OR r.due_on >= %s AND NOT EXISTS (
        SELECT 1 FROM reports_series s WHERE s.template_id = r.template_id
            AND r.scope_path >= s.scope_path AND r.scope_path < s.scope_path || '~'
            AND (s.until IS NULL OR s.until >= r.due_on)))
"""


@transaction.atomic
def start(
    *, template: Template, office: Office, obligation: Obligation | None = None, days: Days | None = None,
    starts_on: date, by: Actor, at: datetime,
) -> Series:  # fmt: skip
    """Put a template to work in an office's branch from its first due day on; its reports are made at once.

    `days` sets the days of a level for this branch. A series that was stopped begins anew.
    Errors: NotAllowed; Missing for an office outside scope; Problem with its field; Conflict when it is running.
    """
    _may(by, office)
    forms = published(template)
    if not forms:
        raise Problem("reports.template_unpublished", "แบบนี้ยังไม่ได้ประกาศใช้", field="template")
    if starts_on > horizon(at):  # no report would be made, yet the form would be taken here
        raise Problem("reports.starts_far", "ไกลเกินไป รายงานเตรียมล่วงหน้าไม่เกิน 400 วัน", field="starts_on")
    if starts_on < forms[0].valid_from:  # its first periods would be made by no version
        first = {"day": short_date(forms[0].valid_from)}
        raise Problem("reports.starts_early", _("แบบนี้ใช้กับงวดที่สิ้นสุดตั้งแต่ %(day)s") % first, field="starts_on")
    kept = _checked(forms[-1].value, days)
    there = Series.objects.select_for_update(of=("self",)).filter(template=template, office=office).first()
    if there is not None and there.until is None:
        raise Conflict("reports.series_running", "ใช้แบบนี้ในหน่วยงานนี้อยู่แล้ว")
    one = there or Series(template=template, office=office, made_at=at)
    one.scope_path, one.obligation, one.days, one.starts_on, one.until = office.path, obligation, kept, starts_on, None
    one.version = one.version + 1 if there else 1
    one.save()
    audit.record("reports.series.started", one, by=by, at=at, fields=("template", "obligation", "days", "starts_on"))
    make(series=[one], at=at)
    return one


@transaction.atomic
def change_days(*, series: Series, days: Days, version: int | None = None, by: Actor, at: datetime) -> Series:
    """Set the days of levels in the branch; reports not signed yet take them over.

    Errors: NotAllowed; Problem("reports.bad_days"); Conflict when it has moved on.
    """
    one = _locked(series, version, by)
    forms = published(one.template)
    one.days = _checked(forms[-1].value, days)
    one.version += 1
    one.save(update_fields=["days", "version"])
    audit.record("reports.series.days_set", one, by=by, at=at, fields=("days",))
    make(series=[one], at=at)
    return one


@transaction.atomic
def stop(*, series: Series, until: date, version: int | None = None, by: Actor, at: datetime) -> Series:
    """End a series: no report is due after `until`; those not begun are taken away. Errors: NotAllowed; Conflict."""
    one = _locked(series, version, by)
    one.until, one.version = until, one.version + 1
    one.save(update_fields=["until", "version"])
    gone = Report.objects.filter(
        template=one.template, scope_path__gte=one.scope_path, scope_path__lt=one.scope_path + "~", due_on__gt=until,
        state=ReportState.OPEN, edition=0, reminders=None,
    )  # fmt: skip
    count, _kinds = gone.delete()
    audit.record("reports.series.stopped", one, by=by, at=at, fields=("until",), count=count)
    wider = Series.objects.filter(template=one.template).exclude(pk=one.pk)
    make(series=[other for other in wider if one.scope_path.startswith(other.scope_path)], at=at)
    return one


def _may(by: Actor, office: Office) -> None:
    by.require(Permission.REPORTS_COMPILE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")


def _locked(series: Series, version: int | None, by: Actor) -> Series:
    by.require(Permission.REPORTS_COMPILE)
    found = access.series(by).select_for_update(of=("self",)).select_related("template").filter(pk=series.pk).first()
    if found is None:
        raise Missing("reports.missing", "ไม่พบการใช้แบบรายงานนี้ในความรับผิดชอบของคุณ")
    if found.office_id != by.office_id and by.scope != ROOT and not found.scope_path.startswith(by.scope):
        raise NotAllowed("reports.series_of_other", "แก้ได้เฉพาะแบบที่ใช้ในหน่วยงานของคุณ")
    if version is not None and version != found.version:
        raise Conflict("reports.series_moved_on", "มีคนแก้วันกำหนดไปก่อนแล้ว ตรวจแล้วบันทึกอีกครั้ง")
    return found


def _checked(form: Form, days: Days | None) -> dict[str, list[int]]:
    kept: dict[str, list[int]] = {}
    wanted = len(form.rule.days)
    for level, asked in (days or {}).items():
        step = form.step(level)
        good = step is not None and len(asked) == wanted and list(asked) == sorted(set(asked))
        if step is None or not step.days or not good or not all(1 <= day <= 31 for day in asked):
            raise Problem("reports.bad_days", "ใส่วันที่ 1 ถึง 31 ให้ครบทุกรอบของเดือน เรียงจากน้อยไปมาก", field=level)
        if tuple(asked) != step.days:
            kept[level] = list(asked)
    steps = [replace(step, days=tuple(kept.get(step.level, step.days))) for step in form.levels]
    for fault in faults(steps, form.rule.days) if kept else ():
        if fault.part == "days":  # an earlier day that a branch made none of is left out
            raise Problem("reports.bad_days", fault.words, field=fault.level)
    return kept


def published(template: Template) -> list[TemplateVersion]:
    """Return the versions in use, oldest first. Shape: one query."""
    return list(template.versions.filter(state=FormState.PUBLISHED).order_by("valid_from"))


def open_ahead(*, at: datetime) -> int:
    """Make the reports of all series up to the horizon of duties, and link them. Shape: rows made; a few statements.

    Runs by night with the wall open for the nation.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DROP, [at.astimezone().date()])
    return make(series=Series.objects.select_related("template").order_by("pk"), at=at)


@transaction.atomic
def make(*, series: Iterable[Series] | QuerySet[Series], at: datetime) -> int:
    """Make the missing reports of some series, bring unsigned ones up to date, link duties. Shape: rows made."""
    running = list(series)
    forms: dict[int, list[TemplateVersion]] = {}
    told: list[dict[str, Any]] = []
    for one in running:
        versions = forms.setdefault(one.template_id, published(one.template))
        told += _slots(one, versions, horizon(at))
    if not told:
        return 0
    with connection.cursor() as cursor:
        made = 0
        # Month by month: all offices of a year in one statement is a minute of a busy machine, and then cut off.
        for _month, some in groupby(sorted(told, key=_last), key=lambda slot: slot["last"][:7]):
            cursor.execute(_MAKE, [json.dumps(list(some))])
            made += sum(1 for (new,) in cursor.fetchall() if new)
        cursor.execute(_LINK, [[one.pk for one in running]])
    return made


def _last(slot: dict[str, Any]) -> str:
    return str(slot["last"])


def _slots(series: Series, versions: Sequence[TemplateVersion], last: date) -> Iterator[dict[str, Any]]:
    """Yield the slots of each level of a series, by the version that holds at the end of their period."""
    last = min(last, series.until) if series.until else last
    first = series.starts_on
    edge = timedelta(days=_RUNNING)
    for place, version in enumerate(versions):
        until = versions[place + 1].valid_from if place + 1 < len(versions) else None
        form = version.value
        for step in form.levels[:-1]:
            days = tuple(series.days.get(step.level, step.days))
            days = days if len(days) == len(form.rule.days) else step.days
            own = type(step)(level=step.level, line=step.line, days=days, target=step.target)
            for slot in slots(form, own, first - edge, last + edge):
                if first <= slot.due_on <= last and version.valid_from <= slot.end and (not until or slot.end < until):
                    yield {
                        "series": series.pk, "form": version.pk, "level": step.level, "line": step.line,
                        "first": slot.start.isoformat(), "last": slot.end.isoformat(), "due": slot.due_on.isoformat(),
                        "target": slot.target_on.isoformat() if slot.target_on else None,
                    }  # fmt: skip


def take_over(*, template: Template, at: datetime) -> int:
    """Bring what is made ahead to the newest versions: untouched reports of periods that no longer exist go.

    Called with the wall open for the nation. Shape: rows made.
    """
    newest = published(template)[-1]
    running = list(Series.objects.filter(template=template).select_related("template"))
    make(series=running, at=at)
    stale = Report.objects.filter(
        template=template, period_end__gte=newest.valid_from, state=ReportState.OPEN, edition=0, reminders=None
    ).exclude(form=newest)
    stale.delete()
    return make(series=running, at=at)


def nightly(*, at: datetime) -> int:
    """Make reports ahead for the nation. Shape: rows made."""
    with wall.scope(ROOT):
        return open_ahead(at=at)
