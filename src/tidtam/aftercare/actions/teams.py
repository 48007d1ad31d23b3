"""Orders that set up tambon teams, who is in them, the accounts of members, and people given to teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.accounts import actions as accounts
from tidtam.accounts.clock import BANGKOK
from tidtam.accounts.models import Grant, User
from tidtam.aftercare import access, sealing
from tidtam.aftercare.choices import MemberKind
from tidtam.aftercare.models import TeamMembership, TeamOrder
from tidtam.files import actions as files
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices import actions as offices
from tidtam.offices.choices import Coverage, Level, Line, Source
from tidtam.offices.models import Office
from tidtam.offices.seeds import OfficeSeed
from tidtam.people.rules import read_phone
from tidtam.places.models import Area

# The only roles a district gives by itself, and only in its own teams.
TEAM_ROLES = {False: "team_member", True: "team_health"}
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Member:
    """One member as an order names them."""

    name: str
    kind: str = MemberKind.OTHER
    phone: str = ""
    health: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What an order says: its number and days, the tambons whose teams it sets up, and (tambon, member) pairs."""

    number: str
    ordered_on: date
    valid_from: date
    tambons: tuple[str, ...]
    valid_to: date | None = None
    members: tuple[tuple[str, Member], ...] = ()
    file: tuple[str, bytes] | None = None


def team_code(tambon: str) -> str:
    """Return the code of the team of a tambon."""
    return f"TEAM-{tambon}"


@transaction.atomic
def ensure_teams(
    *, district_codes: Iterable[str], by: Actor, at: datetime, source: str = Source.MANUAL, since: date | None = None,
    tambons: Iterable[str] | None = None,
) -> int:  # fmt: skip
    """Make the missing teams of districts (ppaa), or of some of their `tambons`. Shape: teams made; a few queries.

    Bangkok has none: there the เขต itself answers. Errors: NotAllowed; Missing for a district outside scope.
    """
    by.require(Permission.CARE_MANAGE)
    wanted = {code for code in district_codes if not code.startswith("10")}
    parents = {f"DOPA-{code}" for code in wanted}
    inside = Office.objects.none()
    if by.scope:  # locked, so that two recorders do not make one team twice; rows that point at a district may go on
        inside = Office.objects.filter(code__in=parents, path__gte=by.scope, path__lt=by.scope + "~")
    if len(inside.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)) != len(parents):
        raise Missing("offices.missing", _("ตั้งทีมได้เฉพาะในอำเภอของคุณ"), field="tambons")
    areas = Area.objects.filter(parent_id__in=wanted)
    if tambons is not None:
        areas = areas.filter(pk__in=list(tambons))
    codes = [team_code(area.code) for area in areas]
    taken = set(Office.objects.filter(code__in=codes).values_list("code", flat=True))
    fresh = [_seed(area, source) for area in areas if team_code(area.code) not in taken]
    if not fresh:
        return 0
    made = offices.load_tree(
        by=_lent(by, Permission.OFFICES_MANAGE), at=at, extra=fresh, since=since or _day(at), national=False
    )
    return made.offices


def _seed(area: Area, source: str) -> OfficeSeed:
    district = str(area.parent_id)
    return OfficeSeed(
        code=team_code(area.code), name_th=f"ชุดปฏิบัติการประจำตำบล{area.name_th}", level=Level.TEAM, line=Line.DOPA,
        parent=f"DOPA-{district}", short_name=f"ขปต.{area.name_th}", province=district[:2], district=district,
        source=source, areas=((area.code, Coverage.WHOLE),),
    )  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(BANGKOK).date()


def _lent(by: Actor, permission: Permission) -> Actor:
    """Return the actor with one more right, for a step this module has narrowed to the actor's own teams."""
    return replace(by, permissions=by.permissions | {permission})


@transaction.atomic
def make_order(*, office: Office, order: Order, by: Actor, at: datetime) -> TeamOrder:
    """Record a district's order: its teams stand from then on, with the members it names.

    Errors: NotAllowed; Missing for a district outside scope; Problem with the field (number, days, tambons, members).
    """
    by.require(Permission.CARE_MANAGE)
    if not by.scope or not office.path.startswith(by.scope) or office.level != Level.DISTRICT:
        raise Missing("offices.missing", _("บันทึกคำสั่งได้เฉพาะของอำเภอคุณ"), field="office")
    _check_order(office, order)
    ensure_teams(
        district_codes=[str(office.district_id)], tambons=order.tambons, since=order.valid_from, by=by, at=at
    )  # fmt: skip
    stored = None
    if order.file is not None:
        stored = files.store(office=office, content=order.file[1], name=order.file[0], personal=True, by=by, at=at)
    try:
        with transaction.atomic():
            made = TeamOrder.objects.create(
                office=office, scope_path=office.path, number=order.number.strip(), ordered_on=order.ordered_on,
                valid_from=order.valid_from, valid_to=order.valid_to, tambons=sorted(set(order.tambons)), file=stored,
                made_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Problem("aftercare.order_taken", _("บันทึกคำสั่งเลขที่และวันที่นี้ไว้แล้ว"), field="number") from error
    teams = {team.code: team for team in access.teams(by).filter(parent=office)}
    taken = _names([team.pk for team in teams.values()], made.valid_from)
    TeamMembership.objects.bulk_create(
        [
            _member(made, teams[team_code(tambon)], member, made.valid_from, made.valid_to, at, taken)
            for tambon, member in order.members
        ]
    )
    audit.record("aftercare.team_order.made", made, by=by, at=at, fields=["tambons", "members"])
    return made


def _check_order(office: Office, order: Order) -> None:
    if not order.number.strip():
        raise Problem("aftercare.order_number", _("ใส่เลขที่คำสั่ง"), field="number")
    if order.valid_to and order.valid_to < order.valid_from:
        raise Problem("aftercare.order_dates", _("วันสิ้นสุดต้องไม่มาก่อนวันเริ่ม"), field="valid_to")
    if not order.tambons:
        raise Problem("aftercare.order_tambons", _("เลือกตำบลอย่างน้อยหนึ่งตำบล"), field="tambons")
    if str(office.district_id).startswith("10"):
        raise Problem("aftercare.order_bangkok", _("กรุงเทพมหานครไม่มีทีมตำบล เขตดูแลเอง"), field="tambons")
    known = set(Area.objects.filter(parent_id=office.district_id).values_list("pk", flat=True))
    if set(order.tambons) - known:
        raise Problem("aftercare.order_tambons", _("มีตำบลที่ไม่อยู่ในอำเภอนี้"), field="tambons")
    stray = next((member.name for tambon, member in order.members if tambon not in order.tambons), None)
    if stray is not None:
        said = _("%(name)s อยู่ในตำบลที่คำสั่งนี้ไม่ได้ตั้งทีม เลือกตำบลนั้นด้วย") % {"name": stray}
        raise Problem("aftercare.order_member", said, field="members")


@transaction.atomic
def add_member(
    *, order: TeamOrder, team: Office, member: Member, valid_from: date, by: Actor, at: datetime,
    valid_to: date | None = None,
) -> TeamMembership:  # fmt: skip
    """Put somebody into a team under an order. Errors: NotAllowed; Missing; Problem with the field."""
    by.require(Permission.CARE_MANAGE)
    team = access.get_team(by, team.code)
    order = TeamOrder.objects.select_for_update().get(pk=order.pk)  # one clerk at a time, so that no name comes twice
    if order.office_id != team.parent_id:
        raise Missing("aftercare.order_missing", _("คำสั่งนี้ไม่ใช่ของอำเภอที่ทีมอยู่"), field="order")
    made = _member(order, team, member, valid_from, valid_to, at, _names([team.pk], valid_from))
    made.save(force_insert=True)
    audit.record("aftercare.team_member.added", made, by=by, at=at)
    return made


def _names(teams: Sequence[int], since: date) -> set[tuple[int, str]]:
    """Return (team, name) of the members who are in teams on a day or later."""
    rows = TeamMembership.objects.filter(office_id__in=teams).exclude(valid_to__lt=since)
    return set(rows.values_list("office_id", "name"))


def _member(
    order: TeamOrder, team: Office, member: Member, start: date, end: date | None, at: datetime,
    taken: set[tuple[int, str]],
) -> TeamMembership:  # fmt: skip
    """Return a checked member, not written yet; `taken` learns the name."""
    name = " ".join(member.name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise Problem("aftercare.member_name", _("ใส่ชื่อสมาชิก ไม่เกิน 120 ตัวอักษร"), field="name")
    if member.kind not in MemberKind.values:
        raise Problem("aftercare.member_kind", _("เลือกตำแหน่งจากรายการ"), field="kind")
    if start < order.valid_from or (end and end < start):
        field = "valid_to" if end and end < start else "valid_from"
        raise Problem("aftercare.member_dates", _("วันเริ่มต้องไม่มาก่อนคำสั่ง และวันสิ้นสุดไม่มาก่อนวันเริ่ม"), field=field)
    if (team.pk, name) in taken:
        raise Problem("aftercare.member_twice", _("%(name)s อยู่ในทีมนี้แล้ว") % {"name": name}, field="name")
    made = TeamMembership(
        order=order, office=team, scope_path=team.path, name=name, kind=member.kind, health=member.health,
        valid_from=start, valid_to=end, made_at=at,
    )  # fmt: skip
    phone = read_phone(member.phone)
    made.phone_sealed = seal_phone(phone, made.public_id)
    taken.add((team.pk, name))
    return made


def seal_phone(phone: str, public_id: str) -> bytes:
    """Return a member's telephone number sealed for its row; nothing stays nothing."""
    return sealing.seal(phone, column="member.phone", row=public_id)


@transaction.atomic
def end_member(*, member: TeamMembership, valid_to: date, by: Actor, at: datetime) -> TeamMembership:
    """End a membership on its last day; the account's right in the team ends with it.

    Errors: NotAllowed; Problem when the day lies before the beginning; Conflict when it has ended already.
    """
    by.require(Permission.CARE_MANAGE)
    member = _locked(member, by)
    if member.valid_to is not None and member.valid_to <= _day(at):
        raise Conflict("aftercare.member_ended", _("สมาชิกคนนี้พ้นจากทีมไปแล้ว"))
    if valid_to < member.valid_from:
        raise Problem("aftercare.member_dates", _("วันสุดท้ายต้องไม่มาก่อนวันเริ่ม"), field="valid_to")
    member.valid_to = valid_to
    member.version += 1
    member.save(update_fields=["valid_to", "version"])
    lent = _lent(by, Permission.GRANTS_MANAGE)
    for grant in _grants(member):
        if valid_to < _day(at):
            accounts.revoke(grant=grant, reason=_("พ้นจากทีมตำบล"), by=lent, at=at)
        else:
            accounts.limit(grant=grant, valid_to=valid_to, by=lent, at=at)
    audit.record("aftercare.team_member.ended", member, by=by, at=at, fields=["valid_to"])
    return member


def _grants(member: TeamMembership) -> list[Grant]:
    """Return the member's live rights in the team, unless another membership of the same account still needs them."""
    if member.user_id is None:
        return []
    others = TeamMembership.objects.filter(office_id=member.office_id, user_id=member.user_id, valid_to__isnull=True)
    if others.exclude(pk=member.pk).exists():
        return []
    held = Grant.objects.filter(user_id=member.user_id, office_id=member.office_id, revoked_at__isnull=True)
    return list(held.filter(role__in=TEAM_ROLES.values()))


def _locked(member: TeamMembership, by: Actor) -> TeamMembership:
    found = access.members(by).select_for_update(of=("self",)).select_related("office").filter(pk=member.pk).first()
    if found is None:
        raise Missing("aftercare.missing", _("ไม่พบสมาชิกนี้ในพื้นที่ของคุณ"))
    return found


@transaction.atomic
def link_account(*, member: TeamMembership, username: str, by: Actor, at: datetime) -> tuple[TeamMembership, str]:
    """Let a member sign in: an account by its user name (made when new) gets the team's role in that team.

    Shape: the member, and the first password of a new account, shown once. The two roles of TEAM_ROLES, in a team of
    the own district, are all a district may give: the right to give them is lent to this one step.
    Errors: NotAllowed; Missing; Conflict when the member has an account; Problem of the user name.
    """
    by.require(Permission.CARE_MANAGE)
    member = _locked(member, by)
    team = access.get_team(by, member.office.code)
    if member.user_id is not None:
        raise Conflict("aftercare.member_linked", _("สมาชิกคนนี้มีบัญชีแล้ว"))
    if member.valid_to is not None and member.valid_to < _day(at):
        raise Conflict("aftercare.member_ended", _("สมาชิกคนนี้พ้นจากทีมไปแล้ว"))
    lent, password = _lent(by, Permission.GRANTS_MANAGE), ""
    user = User.objects.filter(username=username.strip().lower()).first()
    if user is None:
        user, password = accounts.create_user(username=username, name=member.name, by=lent, at=at)
    role = TEAM_ROLES[member.health]
    if not Grant.objects.filter(user=user, office=team, role=role, revoked_at__isnull=True).exists():
        accounts.give(
            user=user, office=team, role=role, valid_from=member.valid_from, valid_to=member.valid_to,
            reason=_("คำสั่งที่ %(number)s") % {"number": member.order.number}, by=lent, at=at,
        )  # fmt: skip
    member.user = user
    member.version += 1
    member.save(update_fields=["user", "version"])
    audit.record("aftercare.team_member.linked", member, by=by, at=at, fields=["user"])
    return member, password


def teams_by_tambon(*, by: Actor, tambons: Sequence[str]) -> dict[str, Office]:
    """Return the standing teams in scope by tambon. Shape: 1 query."""
    wanted = {team_code(tambon): tambon for tambon in tambons}
    return {wanted[team.code]: team for team in access.teams(by).filter(code__in=wanted)}
