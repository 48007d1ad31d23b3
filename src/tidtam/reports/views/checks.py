"""What a check that does not hold says on the page: the column, from what to what, why perhaps, where to explain it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tidtam.reports.choices import GONE_UP, ReportState
from tidtam.reports.forms.report import NOTE, VALUE
from tidtam.reports.models import Report
from tidtam.reports.queries.annex import MOVED
from tidtam.reports.queries.compiling import Sheet
from tidtam.reports.rules.form import CheckKind, Failure


@dataclass(frozen=True, slots=True)
class Said:
    """One check in words with where to go; `note`: a note on the cell answers it."""

    text: str
    url: str = ""
    action: str = ""
    note: bool = False


def lines(found: Sheet, *, editable: bool) -> list[Said]:
    """Return each check that does not hold, those that a note answers first."""
    own = [_own(one, found, editable) for one in found.failed]
    below = [
        Said(f"{line.report.office}: {_(one.check.words)}")
        for line in found.lines if came(line.report) for one in line.failed
    ]  # fmt: skip
    return sorted(own, key=lambda one: not one.note) + _moved(found) + below


def came(report: Report) -> bool:
    """Say whether a report lies above: what was signed and not sent, or is being mended, is still its office's own."""
    return report.state in (*GONE_UP, ReportState.RETURNED)


def _own(one: Failure, found: Sheet, editable: bool) -> Said:
    text = _(one.check.words) if one.check.words else _("ตัวเลขไม่ตรงกัน")
    if one.check.right:
        sign = ">" if one.check.kind is CheckKind.AT_MOST else "≠"
        return Said(f"{text}: {one.left:,f} {sign} {one.right:,f}")
    column = found.form.columns_by_code[one.cells[0]]
    if one.check.kind is CheckKind.NEVER_FALLS:
        text = f"{text}: {column.label} {one.right:,f} → {one.left:,f} {column.unit}".strip()
        if found.absent:
            every = len(found.lines)
            text += " · " + _("ยอดนี้มี %(got)s จาก %(all)s แห่ง รอให้ครบ หรือเขียนหมายเหตุว่าขาดที่ใด") % {
                "got": every - len(found.absent), "all": every,
            }  # fmt: skip
        return Said(text, f"#id_{NOTE}{column.code}" if editable else "", _("เขียนหมายเหตุ"), note=editable)
    return Said(f"{text}: {column.label}", f"#id_{VALUE}{column.code}" if editable else "", _("กรอก"))


def _moved(found: Sheet) -> list[Said]:
    """Return who is counted as moved out and named in no list. It warns: whoever signs may know why."""
    if found.annex is None or not found.annex.unhanded:
        return []
    text = _("ย้ายออกนอกจังหวัดแล้ว ยังไม่ได้ส่งต่อ %(n)s คน จึงยังไม่มีชื่อในบัญชี") % {"n": found.annex.unhanded}
    cell = next(one.code for one in found.form.columns if one.measure == MOVED)
    return [Said(text, reverse("reports:cell", args=[found.report.public_id, cell]), _("ดูว่าใคร"))]
