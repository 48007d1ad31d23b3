"""Rows of the inbox about tips: by count, never which, and as of last midnight; what asks for consent at once."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tidtam.console.queries import Inbox
from tidtam.obligations.views import showing
from tidtam.ui.shapes import InboxRow


def rows(found: Inbox) -> list[InboxRow]:
    """Return what waits to be read, agreed to, lent."""
    waits, due = found.tips, []
    for count, title, action, url, icon, text, why in (
        (waits.openings, _("มีคำขอเปิดซองติดต่อรอคุณพิจารณา %(count)s เรื่อง"), _("ดูและพิจารณา"), "tipdesk:openings",
         "seal-check", _("รอคุณ"), _("ต้องมีสองคนเห็นชอบ")),
        (waits.escrow, _("มีคำขอใช้กุญแจสำรองรอคุณพิจารณา %(count)s เรื่อง"), _("ดูและพิจารณา"), "tipdesk:escrow",
         "seal-check", _("รอคุณ"), _("ต้องมีสองหน่วยงานเห็นชอบ")),
        (waits.tips, _("มีเบาะแสรออ่านหรือรอตอบ %(count)s เรื่อง"), _("เปิดอ่าน"), "tipdesk:desk", "tray", _("รอเรา"),
         _("นับถึงสิ้นวันเมื่อวาน")),
    ):  # fmt: skip
        if count:
            said = title % {"count": f"{count:,}"}
            due.append(InboxRow(said, showing.address(url) or "#", icon, "due", text, action, why=why))
    return due
