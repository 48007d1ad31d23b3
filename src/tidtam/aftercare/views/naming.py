"""Short names of needs and substances, for columns and charts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.choices import Substance
from tidtam.assistance.choices import Code

_NEEDS = {
    Code.OCC: _("ฝึกอาชีพ"), Code.JOB: _("หางาน"), Code.CAP: _("ทุน"), Code.EDU: _("เรียน"), Code.MED: _("รักษา"),
    Code.MEN: _("สุขภาพจิต"), Code.WEL: _("สวัสดิการ"), Code.HOU: _("ซ่อมบ้าน"), Code.DOC: _("เอกสาร"),
    Code.LEG: _("กฎหมาย"), Code.FAM: _("ครอบครัว"), Code.REL: _("ที่พึ่งทางใจ"), Code.EQP: _("ของใช้"),
    Code.OTH: _("อื่น ๆ"),
}  # fmt: skip


def need(code: str) -> str:
    """Return a need in a word."""
    return str(_NEEDS.get(Code(code), code)) if code in Code.values else code


def substance(code: str) -> str:
    """Return a substance by its name."""
    return str(Substance(code).label) if code in Substance.values else str(_("ไม่ได้บันทึก"))
