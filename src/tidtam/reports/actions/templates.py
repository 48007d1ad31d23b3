"""Report forms and their versions: loaded from the catalogue, drafted, published. A published one never changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.reports import access, catalogue
from tidtam.reports.actions import series
from tidtam.reports.choices import FormState
from tidtam.reports.facts import source
from tidtam.reports.models import Report, Template, TemplateVersion
from tidtam.reports.rules.days import faults
from tidtam.reports.rules.form import Form
from tidtam.ui.templatetags.thai import thai_date

CODE_MOST = 12


@transaction.atomic
def load_catalogue(*, by: Actor, at: datetime) -> int:
    """Write the forms of the catalogue that are missing, published; touch none that is there.

    Shape: how many are new. A second call makes none.
    """
    there = set(Template.objects.values_list("code", flat=True))
    missing = [one for one in catalogue.CATALOGUE if one.code not in there]
    for one in missing:
        template = Template.objects.create(code=one.code, title=one.title, made_at=at)
        TemplateVersion.objects.create(
            template=template, no=1, state=FormState.PUBLISHED, form=one.form.to_json(), valid_from=catalogue.FROM,
            made_at=at, made_name=by.name, published_at=at,
        )  # fmt: skip
    if missing:
        audit.record("reports.catalogue.loaded", ("reports.template", "all"), by=by, at=at, count=len(missing))
    return len(missing)


def _allowed(by: Actor, template: Template) -> None:
    by.require(Permission.REPORTS_TEMPLATE)
    if not access.may_edit(by, template):
        raise NotAllowed("reports.template_of_other", "แก้ได้เฉพาะแบบกลางและแบบของหน่วยงานคุณ")


@transaction.atomic
def create(*, code: str, title: str, form: Form, by: Actor, at: datetime) -> TemplateVersion:
    """Make a template with its first draft. Errors: NotAllowed; Problem with its field; Conflict for a code in use."""
    by.require(Permission.REPORTS_TEMPLATE)
    code, title = code.strip(), title.strip()
    if not code or len(code) > CODE_MOST or not code.isalnum():
        raise Problem("reports.template_code", "รหัสแบบเป็นอักษรหรือตัวเลขไม่เกิน 12 ตัว เช่น R9", field="code")
    if not title:
        raise Problem("reports.template_title", "ตั้งชื่อแบบรายงาน", field="title")
    if Template.objects.filter(code=code).exists():
        raise Conflict("reports.template_exists", "มีแบบที่ใช้รหัสนี้แล้ว", field="code")
    template = Template.objects.create(code=code, title=title[:200], owner_office_id=by.office_id, made_at=at)
    return _draft(template, 1, form.to_json(), by, at)


@transaction.atomic
def draft(*, template: Template, by: Actor, at: datetime) -> TemplateVersion:
    """Begin a draft from the newest version; the one that is open already is returned. Errors: NotAllowed."""
    _allowed(by, template)
    template = Template.objects.select_for_update(of=("self",)).get(pk=template.pk)
    newest = template.versions.order_by("-no").first()
    if newest is None:
        raise Missing("reports.template_missing", "ไม่พบแบบรายงานนี้")
    if newest.state == FormState.DRAFT:
        return newest
    return _draft(template, newest.no + 1, newest.form, by, at)


def _draft(template: Template, no: int, form: Mapping[str, Any], by: Actor, at: datetime) -> TemplateVersion:
    made = TemplateVersion.objects.create(
        template=template, no=no, form=form, valid_from=at.astimezone().date(), made_at=at, made_by=by.grant_id,
        made_name=by.name[:200],
    )  # fmt: skip
    audit.record("reports.template.drafted", made, by=by, at=at)
    return made


def _locked(one: TemplateVersion, version: int | None, by: Actor) -> TemplateVersion:
    fresh = TemplateVersion.objects.select_for_update(of=("self",)).select_related("template").get(pk=one.pk)
    _allowed(by, fresh.template)
    if fresh.state != FormState.DRAFT:
        raise Conflict("reports.template_published", "รุ่นนี้ประกาศใช้แล้ว แก้ไม่ได้ เริ่มร่างรุ่นใหม่แทน")
    if version is not None and fresh.version != version:
        raise Conflict("reports.template_moved_on", "มีคนแก้ร่างนี้ไปก่อนแล้ว สิ่งที่พิมพ์ยังอยู่ ตรวจแล้วบันทึกอีกครั้ง")
    return fresh


@transaction.atomic
def write(
    *, draft: TemplateVersion, form: Form, valid_from: date, note: str = "", version: int | None = None,
    by: Actor, at: datetime,
) -> TemplateVersion:  # fmt: skip
    """Write a draft anew.

    Errors: NotAllowed; Conflict when published or moved on; Problem for an unknown figure or days that cannot be.
    """
    one = _locked(draft, version, by)
    _possible(form)
    one.form, one.valid_from, one.note, one.version = form.to_json(), valid_from, note.strip()[:300], one.version + 1
    one.save(update_fields=["form", "valid_from", "note", "version"])
    audit.record("reports.template.written", one, by=by, at=at, fields=("form", "valid_from", "note"))
    return one


@transaction.atomic
def discard(*, draft: TemplateVersion, version: int | None = None, by: Actor, at: datetime) -> None:
    """Throw a draft away; a template none of whose versions was ever published goes with it, and its code is free.

    Errors: NotAllowed; Conflict when published or moved on.
    """
    one = _locked(draft, None, by)
    if version is not None and one.version != version:
        raise Conflict("reports.template_moved_on", "มีคนแก้ร่างนี้ไปก่อนแล้ว เปิดดูร่างอีกครั้งก่อนทิ้ง")
    audit.record("reports.template.discarded", one, by=by, at=at)
    one.delete()
    if not one.template.versions.exists():
        one.template.delete()


def _possible(form: Form) -> None:
    for measure in form.measures:
        source(measure)
    for fault in faults(form.levels, form.rule.days):
        raise Problem("reports.bad_days", fault.words, field="days")


@transaction.atomic
def publish(*, draft: TemplateVersion, version: int | None = None, by: Actor, at: datetime) -> TemplateVersion:
    """Publish a draft for periods that end on or after its `valid_from`; reports not signed yet take it over.

    Errors: NotAllowed; Conflict; Problem "reports.valid_from_taken" not after what is published,
    "reports.valid_from_signed" when reports of that time are signed, "reports.bad_days".
    """
    one = _locked(draft, version, by)
    _possible(one.value)
    published = TemplateVersion.objects.filter(template=one.template, state=FormState.PUBLISHED)
    last = published.order_by("-valid_from").first()
    if last is not None and one.valid_from <= last.valid_from:
        raise Problem(
            "reports.valid_from_taken",
            _("ต้องหลังวันที่ %(day)s ซึ่งเป็นวันเริ่มใช้ของรุ่นที่ %(no)s")
            % {"day": thai_date(last.valid_from, "short"), "no": last.no},
            field="valid_from",
        )
    with wall.lent(ROOT):  # a form is the same for everyone, so anybody's signature counts
        reports = Report.objects.filter(template=one.template, period_end__gte=one.valid_from)
        signed = reports.filter(edition__gte=1).order_by("-period_end").first()
        if signed is not None:
            raise Problem(
                "reports.valid_from_signed",
                _("มีรายงานของรอบที่สิ้นสุด %(day)s ลงนามแล้ว เลือกวันเริ่มใช้หลังจากนั้น")
                % {"day": thai_date(signed.period_end, "short")},
                field="valid_from",
            )
        one.state, one.published_at, one.version = FormState.PUBLISHED, at, one.version + 1
        one.save(update_fields=["state", "published_at", "version"])
        audit.record("reports.template.published", one, by=by, at=at, fields=("state", "valid_from"))
        series.take_over(template=one.template, at=at)
    return one
