"""Named reads of transfers: who must act, what an offer says, what a report lists, how people flow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import Colour, Result, Stage
from tidtam.aftercare.models import Alert, Case, CaseNeed, HandedOver, Offer, Transfer
from tidtam.aftercare.models.transfer import LIVE
from tidtam.aftercare.queries.cases import moved_to_of
from tidtam.aftercare.rules import transfer as rules
from tidtam.aftercare.rules.routing import age_band, working_days_since
from tidtam.assistance.choices import OPEN as OPEN_BUCKETS
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.prepared import prepared, totals
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office
from tidtam.people.choices import Precision
from tidtam.places import queries as places
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area

_MOST = 200
_TAMBON = 6  # digits of its code
_LINES = (Line.DOPA, Line.BANGKOK)
_RISKY = (Colour.ORANGE, Colour.RED)


# Offices ------------------------------------------------------------------------------------------------------------
def district_of(office: Office) -> Office:
    """Return the district (in Bangkok the เขต) a responsible office belongs to: a team's parent, else itself."""
    return office.parent if office.level == Level.TEAM and office.parent is not None else office


def province_of(office: Office) -> Office:
    """Return the office that forwards for a province: the ศอ.ปส.จ., in Bangkok the city. Errors: Missing."""
    for above in reversed([*offices.ancestors(office), office]):
        if is_province(above):
            return above
    raise Missing("aftercare.no_province", "หน่วยงานนี้ไม่อยู่ใต้จังหวัดใด")


def is_province(office: Office) -> bool:
    """Say whether an office speaks for a province."""
    return office.level == Level.PROVINCE or (office.line == Line.BANGKOK and office.level == Level.LGO)


def may_receive(office: Office) -> bool:
    """Say whether an office may answer for people: a district of the DOPA line, a เขต, or a team of one."""
    return office.line in _LINES and office.level in (Level.DISTRICT, Level.TEAM) and office.valid_to is None


def receiver_of(code: str) -> Office:
    """Return the district office of a tambon or district, or the province's for a bare province.

    Errors: Problem aftercare.no_receiver when no office answers for the area.
    """
    found = offices.offices_of_area(code).filter(line__in=_LINES).exclude(level=Level.TEAM)
    wanted = (Level.PROVINCE, Level.LGO) if len(code) == 2 else (Level.DISTRICT,)
    office = found.filter(level__in=wanted).first()
    if office is None:
        raise Problem("aftercare.no_receiver", "ไม่พบอำเภอที่รับผิดชอบพื้นที่นี้ เลือกตำบลหรืออำเภออื่น", field="area")
    return office


def teams_of(district: Office) -> list[Office]:
    """Return the standing teams of a district in Thai order. Shape: 1 query."""
    return list(offices.directly_below(district).filter(level=Level.TEAM))


def offered_to_teams(case_ids: Collection[int]) -> set[int]:
    """Return the cases of these that are offered to a team and not answered yet. Shape: 1 query."""
    rows = Transfer.objects.filter(case__in=case_ids, stage__in=LIVE, to_office__level=Level.TEAM)
    return set(rows.values_list("case_id", flat=True))


def areas_named(text: str) -> list[Area]:
    """Return tambons, districts and provinces by what a person types, best first. Shape: at most 12; 2 queries."""
    return [area for area in places.search(text, limit=12) if area.level != AreaLevel.VILLAGE]


def team_for(district: Office, area: str) -> str:
    """Return the code of the team of a tambon, "" when the district has none there. Shape: 1 query."""
    found = teams_of(district_of(district))
    return next((team.code for team in found if area and team.code.endswith(area[:6])), "")


def area_to(offer: Offer) -> str:
    """Return the code of the tambon somebody is offered to, else of the one they live in; "" when unknown."""
    return str(offer.summary.get("to_area") or offer.summary.get("area") or "")


def would_answer(actor: Actor, offers: Sequence[Offer], own: Office, teams: Iterable[Office]) -> dict[int, Office]:
    """Return who would answer for offered people, by offer: the team of the tambon, else the district.

    `own` is the actor's district and `teams` are its teams; offers that lie before others are left out.
    """
    if actor.scope != own.path:
        return {}
    by_tambon = {team.code[-_TAMBON:]: team for team in teams}
    ours = [one for one in offers if one.stage == Stage.RECEIVER and one.office.path.startswith(own.path)]
    return {one.pk: by_tambon.get(area_to(one)[:_TAMBON], own) for one in ours}


def office_of(code: str) -> Office:
    """Return an office by its code. Errors: Missing."""
    return offices.by_code(code)


def told_by_visit(actor: Actor, case: Case, visit_no: str) -> tuple[Area | None, str]:
    """Return where a visit says that the person moved, with its words; nothing without such a visit."""
    rows = access.visits(actor).filter(case=case, result__in=(Result.M1, Result.M2)).order_by("-visit_no")
    if visit_no.isdecimal() and len(visit_no) < 9:
        rows = rows.filter(visit_no=int(visit_no))
    visit = rows.select_related("moved_to__parent__parent").first()
    return (visit.moved_to, moved_to_of(visit)) if visit is not None else (None, "")


def decision_words(transfer: Transfer) -> str:
    """Return why an offer was rejected, and what was decided."""
    return sealing.unseal(transfer.decision_sealed, column="transfer.decision", row=transfer.public_id)


# What an offer says -------------------------------------------------------------------------------------------------
def summary(case: Case, today: date) -> dict[str, Any]:
    """Return what an offer shows of a case: no name, no number, no address below the tambon. Shape: plain JSON."""
    return summaries([(case, today)])[case.pk]


def summaries(cases: Sequence[tuple[Case, date]]) -> dict[int, dict[str, Any]]:
    """Return what offers show of cases as of a day each, by case. Shape: 2 queries."""
    ids = [case.pk for case, _today in cases]
    needs: dict[int, Counter[str]] = defaultdict(Counter)
    for pk, code in CaseNeed.objects.filter(case__in=ids, bucket__in=OPEN_BUCKETS).values_list("case_id", "code"):
        needs[pk][code] += 1
    raised = Alert.objects.filter(case__in=ids, raised_at__date__gte=F("case__completed_on"))
    alerted = set(raised.values_list("case_id", flat=True))
    return {case.pk: _summary(case, today, needs[case.pk], case.pk in alerted) for case, today in cases}


def _summary(case: Case, today: date, needs: Counter[str], alerted: bool) -> dict[str, Any]:
    person = case.person
    known = person.birth_date if person.birth_precision in (Precision.DAY, Precision.MONTH, Precision.YEAR) else None
    return {
        "completed_on": case.completed_on.isoformat(), "ends_on": case.ends_on.isoformat(),
        "rounds_done": case.rounds_done, "rounds_missed": case.rounds_missed, "strip": case.strip,
        "needs": dict(sorted(needs.items())), "risk": alerted or case.colour in _RISKY, "sex": person.sex,
        "age": age_band(known, today), "area": case.area_id or "",
    }  # fmt: skip


# The desk -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Waiting:
    """One offer that waits: how many working days, and how many are left before the superior decides."""

    offer: Offer
    days: int
    transfer: Transfer | None = None
    since_today: bool = False

    @property
    def left(self) -> int:
        """Return the working days left; negative when time is over."""
        return rules.ESCALATE_AFTER - self.days


def _acting(actor: Actor) -> Q:
    """Match offers whose acting office is the actor's own or a team directly under it."""
    return Q(office=actor.office_id) | Q(office__parent=actor.office_id, office__level=Level.TEAM)


def _offers(actor: Actor) -> QuerySet[Offer]:
    return access.offers(actor).select_related("office").order_by("stage_since", "id")


def incoming(actor: Actor, today: date, holidays: Collection[date]) -> list[Waiting]:
    """Return the offers that wait for the own office: to accept, or as a province to send on. Shape: 1 query."""
    stages = (Stage.RECEIVER, Stage.TO_PROVINCE, Stage.FROM_PROVINCE)
    return [_waiting(offer, today, holidays) for offer in _incoming(actor, stages=stages)]


@prepared
def _incoming(actor: Actor, *, stages: tuple[Stage, ...]) -> QuerySet[Offer]:
    return _offers(actor).filter(_acting(actor), stage__in=stages)[:_MOST]


def incoming_count(actor: Actor) -> int:
    """Return how many offers wait for the own office, at most 100. Shape: 1 query."""
    stages = (Stage.RECEIVER, Stage.TO_PROVINCE, Stage.FROM_PROVINCE)
    return access.offers(actor).filter(_acting(actor), stage__in=stages)[:100].count()


def deciding(actor: Actor, today: date, holidays: Collection[date]) -> list[Waiting]:
    """Return what the own office must decide as the common superior, oldest first. Shape: 1 query."""
    rows = (
        access.transfers(actor)
        .filter(stage=Stage.SUPERIOR)
        .select_related("offer__office", "from_office", "to_office")
        .order_by("stage_since")
    )
    mine = [row for row in rows[: 5 * _MOST] if is_superior(actor, row)]
    return [_waiting(row.offer, today, holidays, row) for row in mine[:_MOST]]


def is_superior(actor: Actor, transfer: Transfer) -> bool:
    """Say whether the actor's office is the common superior of both sides."""
    return rules.superior_of(transfer.from_office.path, transfer.to_office.path) == actor.scope


def outgoing(actor: Actor) -> QuerySet[Transfer]:
    """Return what the own office and those below offered and what is not over yet, oldest first."""
    rows = access.transfers(actor).filter(stage__in=LIVE)
    return rows.select_related("from_office", "to_office", "case__person").order_by("stage_since", "id")


def going(actor: Actor) -> int:
    """Return how many people are on offer to others. Shape: one query."""
    if not actor.scope:
        return 0
    ((number,),) = _going(actor)
    return number


@prepared
def _going(actor: Actor) -> QuerySet[Transfer, tuple[int]]:
    return totals(access.transfers(actor).filter(stage__in=LIVE), number=Count("pk"))


def handed(actor: Actor) -> QuerySet[HandedOver]:
    """Return what was handed over by the own office and those below, newest first."""
    rows = access.handed_over(actor).select_related("from_office", "to_office", "new_area__parent__parent")
    return rows.order_by("-handed_on", "-id")


def is_handed(actor: Actor, transfer: str) -> bool:
    """Say whether what the own office offered was taken over. Shape: 1 query."""
    return access.handed_over(actor).filter(transfer__public_id=transfer).exists()


def places_to(offers: Iterable[Offer]) -> dict[str, str]:
    """Return the places offers go to, written whole, by code. Shape: 1 query."""
    codes = {str(offer.summary.get("to_area") or "") for offer in offers}
    rows = Area.objects.filter(pk__in=codes).select_related("parent__parent")
    return {area.pk: places.place_line(area) for area in rows}


def get_waiting(actor: Actor, public_id: str, today: date, holidays: Collection[date]) -> Waiting:
    """Return one offer with its waiting. Errors: Missing outside scope."""
    return _waiting(access.get_offer(actor, public_id), today, holidays)


def transfer_in_scope(actor: Actor, offer: Offer) -> Transfer | None:
    """Return the sender's row of an offer when the actor stands above both sides; else None."""
    rows = access.transfers(actor).filter(pk=offer.transfer_id)
    return rows.select_related("from_office", "to_office", "case__person", "new_area__parent__parent").first()


def running(cases: Collection[int]) -> set[int]:
    """Return the cases of these that have a running transfer. Shape: 1 query."""
    return set(Transfer.objects.filter(case__in=cases, stage__in=LIVE).values_list("case_id", flat=True))


def live_of(case: Case) -> Transfer | None:
    """Return the running transfer of a case, if any."""
    return Transfer.objects.filter(case=case, stage__in=LIVE).select_related("from_office", "to_office").first()


def waiting_days(since: datetime, today: date, holidays: Collection[date]) -> int:
    """Return how many working days something waits."""
    return working_days_since(since.astimezone(BANGKOK).date(), today, holidays)


def _waiting(offer: Offer, today: date, holidays: Collection[date], transfer: Transfer | None = None) -> Waiting:
    since = offer.stage_since.astimezone(BANGKOK).date()
    return Waiting(offer, working_days_since(since, today, holidays), transfer, since == today)


# Reports ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class MoveRow:
    """A line of the annex of movers: a name, the new address, where to, when."""

    handed: HandedOver
    name: str
    new_address: str
    to_office: str
    handed_on: date


def moves_for_report(office: Office, start: date, end: date) -> list[MoveRow]:
    """Return who moved from an office and those below, up to the last day, and is in no report yet.

    Those of earlier periods that no report named are in it too, so nobody falls between two reports; `start` bounds
    what a report has named already. Shape: by day; 1 query. Source: letter 001 item 3.
    """
    rows = _moves(office.path, start, end).select_related("to_office", "new_area__parent__parent")
    return [move_row(row) for row in rows.order_by("handed_on", "id")]


def _moves(path: str, start: date, end: date) -> QuerySet[HandedOver]:
    rows = HandedOver.objects.filter(scope_path__gte=path, scope_path__lt=path + "~", handed_on__lte=end)
    return rows.filter(Q(reported_on__isnull=True) | Q(reported_on__range=(start, end)))


def moves_kept(path: str, start: date, end: date) -> list[tuple[int, int]]:
    """Return (id, version) of the lines of `moves_for_report`, kept with what is signed. Shape: by id; 1 query."""
    return list(_moves(path, start, end).order_by("pk").values_list("pk", "version"))


def moves_of(actor: Actor, ids: Sequence[int]) -> list[MoveRow]:
    """Return lines kept with a signed report, those the actor may see. Shape: by day; 1 query."""
    rows = access.handed_over(actor).filter(pk__in=ids).select_related("to_office", "new_area__parent__parent")
    return [move_row(row) for row in rows.order_by("handed_on", "id")]


def move_row(row: HandedOver) -> MoveRow:
    """Open the sealed words of what was handed over."""
    address = sealing.unseal(row.new_address_sealed, column="handed.address", row=row.public_id)
    place = places.place_line(row.new_area) if row.new_area else ""
    said = " ".join(part for part in (address, place) if part)
    return MoveRow(row, name_of(row), said, str(row.to_office), row.handed_on)


def name_of(row: HandedOver) -> str:
    """Return the name the sender keeps."""
    return sealing.unseal(row.name_sealed, column="handed.name", row=row.public_id)


def people_of(rows: Iterable[HandedOver]) -> list[int]:
    """Return whom rows handed over are about, for the log of reads: ids alone, for the people are elsewhere now.

    Shape: 1 query.
    """
    with wall.lent(ROOT):
        return list(Case.objects.filter(pk__in=[row.case_id_was for row in rows]).values_list("person_id", flat=True))


def flows(actor: Actor, start: date, end: date) -> list[dict[str, Any]]:
    """Return how many people were handed from province to province between two days, the largest flow first.

    Shape: dicts {from, to (province codes), from_name, to_name, people}; counts only; 1 query.
    """
    rows = access.handed_over(actor).filter(handed_on__range=(start, end))
    counted = (
        rows.values_list(
            "from_office__province_id", "from_office__province__name_th", "to_office__province_id",
            "to_office__province__name_th",
        )
        .annotate(people=Count("id"))
        .order_by("-people", "from_office__province_id", "to_office__province_id")
    )  # fmt: skip
    names = ("from", "from_name", "to", "to_name", "people")
    return [dict(zip(names, row, strict=True)) for row in counted]


def taken_over(actor: Actor, offer: Offer) -> Case | None:
    """Return the case an accepted offer led to, while it stands in the actor's scope."""
    return access.cases(actor).filter(public_id=offer.summary.get("case", "")).select_related("person").first()


def passed_on(offer: Offer) -> dict[str, str]:
    """Return what the sender wrote for whoever took over. Shape: new_address and note, "" for none."""
    return {
        name: sealing.unseal(getattr(offer, f"{name}_sealed"), column=f"offer.{name}", row=offer.public_id)
        for name in ("new_address", "note")
    }
