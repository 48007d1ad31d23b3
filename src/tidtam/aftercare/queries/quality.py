"""What does not add up in the data: each finding with its rows, so that it can be mended. Source: domain 11.5."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Replace
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare import access
from tidtam.aftercare.choices import CloseReason
from tidtam.aftercare.models import Case, CaseNeed, Visit
from tidtam.aftercare.queries import teams
from tidtam.aftercare.queries.mine import ENDED
from tidtam.aftercare.queries.today import TAMBON
from tidtam.aftercare.rules.cases import MET
from tidtam.assistance.choices import OPEN, Bucket
from tidtam.assistance.models import Need
from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, Line

MOST = 100  # rows shown of one finding; the count is of all


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that cannot be right, and what to do about it. `rows` are cases, with person and office along."""

    code: str
    title: Any
    todo: Any
    rows: Callable[[Actor, date], QuerySet[Case]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that found something."""

    check: Check
    count: int
    rows: list[Case]


def _visit(**impossible: Any) -> Callable[[Actor, date], QuerySet[Case]]:
    def rows(actor: Actor, today: date) -> QuerySet[Case]:
        del today
        return access.cases(actor).filter(Exists(Visit.objects.filter(case=OuterRef("pk"), **impossible)))

    return rows


def _future(actor: Actor, today: date) -> QuerySet[Case]:
    return access.cases(actor).filter(Q(completed_on__gt=today) | Q(last_visited_on__gt=today))


def _same_id(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    live = access.cases(actor).exclude(status__in=ENDED).filter(person__id_hash__isnull=False)
    twice = live.order_by().values("person__id_hash").annotate(n=Count("pk")).filter(n__gt=1)
    return live.filter(person__id_hash__in=twice.values("person__id_hash")).order_by("person__id_hash", "pk")


def _few_rounds(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    return access.cases(actor).annotate(planned=Length("strip")).exclude(planned=F("programme__rounds"))


def _without(letters: str) -> Any:
    text: Any = F("strip")
    for letter in letters:
        text = Replace(text, Value(letter), Value(""), output_field=CharField())
    return Length("strip") - Length(text)


def _sums(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    rows = access.cases(actor).annotate(done=_without("oeln"), lost=_without("m"))
    return rows.exclude(done=F("rounds_done"), lost=F("rounds_missed"))


def _need_sums(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    held = access.cases(actor).annotate(real=Count("needs", filter=Q(needs__bucket__in=[str(one) for one in OPEN])))
    return held.exclude(real=F("open_needs"))


def _no_proof(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    bare = Need.objects.filter(pk=OuterRef("need_id"), bucket=Bucket.MET, proof__isnull=True)
    needs = CaseNeed.objects.filter(case=OuterRef("pk"), bucket=Bucket.MET).filter(Exists(bare))
    return access.cases(actor).filter(Exists(needs))


def _no_team(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    return access.cases(actor).exclude(status__in=ENDED).filter(office__level=Level.DISTRICT, office__line=Line.DOPA)


def _no_area(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    rows = access.cases(actor).exclude(status__in=ENDED).annotate(digits=Length("area_id"))
    return rows.filter(Q(area__isnull=True) | Q(digits__lt=TAMBON))


def _no_notice(actor: Actor, today: date) -> QuerySet[Case]:
    del today
    # Who was never met could not be told.
    met = Visit.objects.filter(case=OuterRef("pk"), result__in=MET)
    rows = access.cases(actor).exclude(status__in=ENDED).filter(visits__gt=0, person__notice_at__isnull=True)
    return rows.filter(Exists(met))


def _over_year(actor: Actor, today: date) -> QuerySet[Case]:
    return access.cases(actor).exclude(status__in=ENDED).filter(ends_on__lt=today.replace(day=1))


CHECKS: tuple[Check, ...] = (
    Check("visit_before", _("เยี่ยมก่อนวันจบการฟื้นฟู"), _("แก้วันที่เยี่ยม หรือแก้วันจบการฟื้นฟูพร้อมเหตุผล"),
          _visit(visited_on__lt=OuterRef("completed_on"))),
    Check("visit_after_death", _("เยี่ยมหลังวันเสียชีวิต"), _("ตรวจว่าเลือกคนถูกไหม แล้วแก้วันที่หรือผลการเยี่ยม"),
          lambda actor, today: _visit(visited_on__gt=OuterRef("closed_on"))(actor, today).filter(
              close_reason=CloseReason.DECEASED)),
    Check("visit_after_close", _("เยี่ยมหลังปิดเรื่อง"), _("แก้วันที่เยี่ยม หรือขอเปิดเรื่องใหม่"),
          lambda actor, today: _visit(visited_on__gt=OuterRef("closed_on"))(actor, today).exclude(
              close_reason__in=["", CloseReason.DECEASED])),
    Check("future", _("วันที่อยู่ในอนาคต"), _("ตรวจว่าพิมพ์ปี ค.ศ. เป็น พ.ศ. หรือไม่ แล้วแก้วันที่"), _future),
    Check("same_id", _("เลขบัตรเดียวกันติดตามอยู่สองเรื่อง"), _("เปิดทั้งสองคน ถ้าเป็นคนเดียวกันให้รวมทะเบียน"), _same_id),
    Check("few_rounds", _("มีวันจบแล้ว แต่แผนไม่ครบทุกครั้ง"), _("เปิดเรื่อง แล้วแก้วันจบการฟื้นฟูเพื่อวางแผนใหม่"), _few_rounds),
    Check("sums", _("จำนวนครั้งไม่ตรงกับแผน"), _("แจ้งปัญหาระบบให้จังหวัด พร้อมรหัสเรื่อง"), _sums),
    Check("need_sums", _("จำนวนคำขอที่ค้างไม่ตรงกับรายการ"), _("แจ้งปัญหาระบบให้จังหวัด พร้อมรหัสเรื่อง"), _need_sums),
    Check("no_proof", _("ช่วยแล้วแต่ไม่มีหลักฐาน"), _("แนบรูปหรือใบรับของคำขอนั้น"), _no_proof),
    Check("no_area", _("ไม่รู้ว่าอยู่ตำบลไหน"), _("บันทึกที่อยู่ปัจจุบันถึงหมู่บ้าน แล้วมอบให้ทีม"), _no_area),
    Check("no_team", _("ยังไม่มีทีมดูแล"), _("มอบให้ทีมของตำบล ถ้าตำบลยังไม่มีทีม ให้ออกคำสั่งตั้งทีมก่อน"), _no_team),
    Check("no_notice", _("เยี่ยมแล้ว แต่ยังไม่ได้แจ้งการคุ้มครองข้อมูล"), _("แจ้งในการเยี่ยมครั้งหน้า แล้วติ๊กในแบบ หรือบันทึกที่ข้อมูลบุคคล"),
          _no_notice),
    Check("over_year", _("ครบปีแล้วยังไม่ประเมินปิด"), _("นัดประเมินปิด แล้วบันทึกผล"), _over_year),
)  # fmt: skip


def findings(actor: Actor, today: date) -> list[Finding]:
    """Return the checks that found something, in their order. Shape: one query each, two where it found something."""
    found = []
    for check in CHECKS:
        rows = check.rows(actor, today)
        count = rows.order_by().count()
        if count:
            few = rows.select_related("person", "office")
            found.append(Finding(check, count, list((few if few.ordered else few.order_by("pk"))[:MOST])))
    return found


def lacking(actor: Actor, today: date) -> tuple[list[teams.DistrictLine], list[teams.DistrictLine]]:
    """Return the districts that have people and no recorder, and those without a telephone. Shape: 4 queries."""
    lines = [line for line in teams.district_lines(actor, today) if line.people]
    return [line for line in lines if not line.recorders], [line for line in lines if not line.office.phone.strip()]
