"""How a room makes an export: its form, its watermark, the file with whose data it holds, the job."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import datetime

from tidtam.accounts import access as accounts
from tidtam.accounts.clock import BANGKOK
from tidtam.accounts.models import Grant
from tidtam.audit.actions import write_reads
from tidtam.files import access, actions, exports
from tidtam.files.choices import ExportState
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Problem
from tidtam.thai.dates import long_date

AT_ONCE = 2_000  # rows made while one waits; more is a job
AS_CSV = 300_000  # rows beyond which a workbook takes too long to open anywhere


def form_of(total: int) -> str:
    """Return the kind of file for so many rows."""
    return "csv" if total > AS_CSV else "xlsx"


def mark(export: Export, by: Actor, at: datetime) -> str:
    """Return the watermark: who, when, for which office, what for, and what the law says of passing it on."""
    local = at.astimezone(BANGKOK)
    return (
        f"ลับ ห้ามเผยแพร่ · {by.name} · {export.office} · {long_date(local.date())} {local:%H.%M} น. · "
        f"เพื่อ {export.purpose} · เลขที่ {export.public_id} · ป.อ. ม.157 ม.164"
    )


def make(
    *, export: Export, sheet: exports.Sheet, seen: Set[int], subject: str, route: str, by: Actor, at: datetime,
    told: exports.Progress,
) -> Export:  # fmt: skip
    """Write the file and note whose data it holds; `seen` fills up while the rows of the sheet are read.

    The caller's room checked the right. Shape: memory does not grow with the rows.
    """
    written = exports.write(export.public_id, export.kind, [sheet], exports.Mark(mark(export, by, at)), told)
    with wall.scope(by.scope):
        write_reads({f"export {subject}": set(seen)}, route=route, by=by, at=at)
        return actions.finish_export(export=export, written=written, by=by, at=at)


def run(*, export_id: int, grant_id: int | None, maker: Callable[..., Export], at: datetime) -> None:
    """Let a room make an export as a job, in transactions of its own; nothing when it is no longer asked for.

    A right that ended meanwhile, or a file that cannot be written, is told to its owner.
    """
    grant = Grant.objects.select_related("user", "office").filter(pk=grant_id or 0).first()
    if grant is None:
        return
    day = at.astimezone(BANGKOK).date()
    live = grant.user.is_active and accounts.live_grants(grant.user, day).filter(pk=grant.pk).exists()
    by = accounts.actor_of(grant, grant.user)
    with wall.scope(by.scope):
        export = access.exports(by).filter(pk=export_id, state__in=[ExportState.WAITING, ExportState.RUNNING]).first()
    if export is None:
        return

    def told(rows: int) -> None:
        with wall.scope(by.scope):
            actions.tell_export(export=export, rows=rows)

    try:
        if not live:
            raise Problem("files.export_right", "สิทธิ์ของคุณสิ้นสุดก่อนไฟล์เสร็จ")
        told(0)
        maker(export=export, by=by, at=at, told=told)
    except Problem as problem:
        with wall.scope(by.scope):
            actions.fail_export(export=export, problem=problem.message, by=by, at=at)
