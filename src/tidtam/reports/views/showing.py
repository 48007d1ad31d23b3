"""How a report is named and what its chip says, the same on every page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop, ngettext, pgettext
from django.utils.translation import gettext as _

from tidtam.obligations.rules.due import month_length
from tidtam.obligations.views.showing import rule_words
from tidtam.offices.choices import Level
from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.models import Report
from tidtam.reports.queries.listing import standing
from tidtam.reports.rules.form import Column, Form, Type, Value
from tidtam.thai.numbers import amount
from tidtam.ui.templatetags.thai import thai_date


@dataclass(frozen=True, slots=True)
class Row:
    """One report in a list."""

    report: Report
    url: str
    period: str
    chip: str  # upcoming, due, late, done, returned
    words: str
    action: str


def seen(request: HttpRequest) -> int | None:
    """Return the version the form was drawn from; None when it says none."""
    return _version(request.POST.get("version", ""))


def _version(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def picked(text: str) -> tuple[str, int | None]:
    """Return a ticked report and the version its line was drawn from. Shape: "<id>.<version>"; the version may lack."""
    public_id, _dot, version = text.partition(".")
    return public_id[:12], _version(version)


def period_words(report: Report) -> str:
    """Return the period a report covers. Shape: "16–30 พ.ย. 2566"."""
    return span_words(report.period_start, report.period_end)


def span_words(start: date, end: date) -> str:
    """Return a period in words, as `period_words`."""
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{thai_date(end, 'short')}" if start != end else thai_date(end, "short")
    return f"{thai_date(start, 'short')} – {thai_date(end, 'short')}"


def when_due(report: Report, form: Form) -> list[str]:
    """Return the rule of a form in words; where the report has another day than it, whose day it is, then its own."""
    rule, day = form.rule, report.due_on
    length = month_length(day.year, day.month)
    if day.day in {min(one, length) for one in rule.days}:
        return [rule_words(rule)]
    whose = _(" และ").join(str(Level(one.level).label) for one in form.levels if one.days == rule.days)
    words = _("%(level)s ส่งก่อน ภายใน %(day)s") if day.day < min(rule.days) else _("%(level)s ส่งภายใน %(day)s")
    own = words % {"level": Level(report.level).label, "day": thai_date(day, "short")}
    return [f"{whose or _('ตามหนังสือ')}: {rule_words(rule)}", own]


def said(column: Column, value: Value) -> str:
    """Return a value as a screen shows it: commas, satang only where there are some, "–" for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    if column.type is Type.COUNT:
        return f"{value:,f}"
    text = amount(value)
    return f"{text}%" if column.type is Type.RATE and column.times == 100 else text


def spoken(form: Form) -> Form:
    """Return a form whose columns are named in the language of the page, where the house has words for them."""
    if (get_language() or "").startswith("th"):
        return form
    return replace(form, columns=tuple(spoken_column(one) for one in form.columns))


def spoken_column(column: Column) -> Column:
    """Return a column named in the language of the page; a label of two parts, `ขอ: การศึกษา`, part by part."""
    label = ": ".join(_(part) for part in column.label.split(": "))
    return replace(column, label=label, unit=_unit(column.unit), help=_(column.help))


def _unit(unit: str) -> str:
    """Return a unit in the language of the page: `ครั้ง` is a word of its own as a unit, `คน` is not."""
    said = pgettext("unit", unit)
    return said if said != unit else _(unit)


def state_words(report: Report, today: date) -> str:
    """Return what the chip says: the state, and how late or how soon."""
    days = (report.due_on - today).days
    if report.state in GONE_UP:
        text = str(report.get_state_display())
        if report.state == ReportState.AMENDED:
            text = _("ฉบับแก้ไข %(n)s") % {"n": report.edition}
        late = (report.sent_on - report.due_on).days if report.sent_on and report.counts else 0
        if late > 0:
            return _("%(state)s ช้า %(days)s วัน") % {"state": text, "days": late}
        return _("ไม่มีการดำเนินงาน") if report.nil and report.state != ReportState.AMENDED else text
    if report.state == ReportState.RETURNED:
        return _("ส่งคืนให้แก้")
    if not report.counts:
        return _("ก่อนได้รับหนังสือ ไม่นับ")
    if days < 0:
        return ngettext("เลย %(days)s วัน", "เลย %(days)s วัน", -days) % {"days": -days}
    if days == 0:
        return _("ครบกำหนดวันนี้")
    return ngettext("อีก %(days)s วัน", "อีก %(days)s วัน", days) % {"days": days}


_OWN = {
    ReportState.OPEN: gettext_noop("ทำรายงาน"), ReportState.DRAFT: gettext_noop("ทำต่อ"),
    ReportState.RETURNED: gettext_noop("แก้แล้วส่งใหม่"), ReportState.SIGNED: gettext_noop("ส่ง"),
}  # fmt: skip
_BELOW = {ReportState.SENT: gettext_noop("ตรวจ"), ReportState.AMENDED: gettext_noop("ตรวจการแก้ไข")}


def _action(report: Report, own: int | None) -> str:
    """Return what the button of a line says: what the office that looks can do with the report."""
    doable = _OWN if report.office_id == own else _BELOW
    return _(doable.get(ReportState(report.state), gettext_noop("ดู")))


def rows(reports: list[Report], today: date, *, own: int | None) -> list[Row]:
    """Return reports as lists show them."""
    chips = standing(reports, today)
    return [
        Row(
            one, reverse("reports:report", args=[one.public_id]), period_words(one), chips[one.pk],
            state_words(one, today), _action(one, own),
        )
        for one in reports
    ]  # fmt: skip
