"""States of templates, reports and amendments: stable English values, Thai labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormState(models.TextChoices):
    """Where a version of a template stands. A published one never changes."""

    DRAFT = "draft", _("กำลังร่าง")
    PUBLISHED = "published", _("ใช้อยู่")
    RETIRED = "retired", _("เลิกใช้")


class ReportState(models.TextChoices):
    """The stored state of a report; due, overdue, on time and late are computed from dates."""

    OPEN = "open", _("ยังไม่เริ่ม")
    DRAFT = "draft", _("ร่าง")
    SIGNED = "signed", _("ลงนามแล้ว รอส่ง")
    SENT = "sent", _("ส่งแล้ว")
    RETURNED = "returned", _("ส่งคืน")
    ACCEPTED = "accepted", _("รับแล้ว")
    AMENDED = "amended", _("แก้ไขหลังส่ง")


WITH_OFFICE = (ReportState.OPEN, ReportState.DRAFT, ReportState.SIGNED, ReportState.RETURNED)
GONE_UP = (ReportState.SENT, ReportState.ACCEPTED, ReportState.AMENDED)


class Capacity(models.TextChoices):
    """In which capacity somebody signs. Source: glossary; the regulation on official letters."""

    OWN = "own", _("ลงนามเอง")
    ON_BEHALF = "on_behalf", _("ปฏิบัติราชการแทน")
    ACTING = "acting", _("รักษาราชการแทน")


class AmendmentState(models.TextChoices):
    """What became of a proposal to amend."""

    PROPOSED = "proposed", _("รอตัดสินใจ")
    MADE = "made", _("แก้ไขแล้ว")
    SET_ASIDE = "set_aside", _("ไม่แก้ไข")


class AnswerKind(models.TextChoices):
    """The kind of letter a report goes out with."""

    EXTERNAL = "external", _("หนังสือภายนอก")
    MEMO = "memo", _("บันทึกข้อความ")
