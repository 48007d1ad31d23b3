"""Signs, channels and survey sheets as pages read them: how each stands now, who has not looked for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from tidtam.assistance import access
from tidtam.assistance.choices import ChannelKind, Condition
from tidtam.assistance.models import ChannelRow, SignCheck, SurveySheet
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Missing
from tidtam.offices import queries as offices
from tidtam.offices.choices import Level
from tidtam.offices.models import Office

FRESH = 31  # a round older than this counts as not done. Units: days


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a centre; `row` is None while nobody has tried it."""

    kind: str
    label: str
    row: ChannelRow | None


@dataclass(frozen=True, slots=True)
class Centre:
    """How the centre of an office stands."""

    office: Office
    signs: int
    broken: int
    no_photo: int
    channels: int
    silent: int
    last: date | None

    def late(self, today: date) -> bool:
        """Say whether nobody has been round for a month."""
        return self.last is None or self.last < today - timedelta(days=FRESH)

    @property
    def to_do(self) -> bool:
        """Say whether something waits to be put right."""
        return bool(self.broken or self.no_photo or self.silent or not self.signs)


def latest(rows: QuerySet[SignCheck]) -> QuerySet[SignCheck]:
    """Return the newest round of each place of each office."""
    return rows.order_by("office_id", "place", "-checked_on", "-pk").distinct("office_id", "place")


def signs(actor: Actor, office: Office) -> list[SignCheck]:
    """Return how each sign of an office stands now, the worst first. Shape: one query."""
    rows = latest(access.sign_checks(actor).filter(office=office)).select_related("photo")
    return sorted(rows, key=lambda one: (one.condition == Condition.GOOD, one.photo_id is not None, one.place))


def rounds(actor: Actor, office: Office, place: str) -> list[SignCheck]:
    """Return the rounds of one place, newest first."""
    rows = access.sign_checks(actor).filter(office=office, place=place)
    return list(rows.select_related("photo").order_by("-checked_on", "-pk")[:24])


def get_sign(actor: Actor, public_id: str) -> SignCheck:
    """Errors: Missing outside scope."""
    found = access.sign_checks(actor).filter(public_id=public_id).select_related("photo", "office").first()
    if found is None:
        raise Missing("assistance.missing", "ไม่พบการตรวจป้ายนี้")
    return found


def channels(actor: Actor, office: Office) -> list[Channel]:
    """Return each way to reach the centre, tried or not. Shape: one query."""
    rows = {one.kind: one for one in access.channels(actor).filter(office=office)}
    return [Channel(kind.value, str(kind.label), rows.get(kind.value)) for kind in ChannelKind]


def lgos(actor: Actor) -> QuerySet[Office]:
    """Return the local governments of the own office and below, in Thai order."""
    rows = offices.standing().filter(level=Level.LGO, path__gte=actor.scope, path__lt=actor.scope + "~")
    return rows.order_by("name_key", "pk")


def office_of(actor: Actor, code: str) -> Office:
    """Return a local government in scope by its code; without one the own office. Errors: Missing."""
    if not code and actor.office_id is not None:
        return offices.by_pk(actor.office_id)
    found = lgos(actor).filter(code=code).first()
    if found is None:
        raise Missing("offices.office_missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")
    return found


def centres(actor: Actor, chosen: Iterable[Office]) -> list[Centre]:
    """Return how the centres of these offices stand. Shape: 2 queries."""
    found = list(chosen)
    ids = [one.pk for one in found]
    by_office: dict[int, list[SignCheck]] = defaultdict(list)
    for sign in latest(access.sign_checks(actor).filter(office__in=ids)):
        by_office[sign.office_id].append(sign)
    ways = access.channels(actor).filter(office__in=ids).order_by().values("office_id")
    counts = {row["office_id"]: row for row in ways.annotate(n=Count("pk"), silent=Count("pk", filter=Q(works=False)))}
    made = []
    for office in found:
        rows = by_office.get(office.pk, [])
        way = counts.get(office.pk, {"n": 0, "silent": 0})
        made.append(
            Centre(
                office=office, signs=len(rows), broken=sum(one.condition != Condition.GOOD for one in rows),
                no_photo=sum(one.photo_id is None for one in rows), channels=way["n"], silent=way["silent"],
                last=max((one.checked_on for one in rows), default=None),
            )
        )  # fmt: skip
    return made


def sheets(actor: Actor) -> QuerySet[SurveySheet]:
    """Return the mobile teams' days in scope, newest first, with how many households each brought."""
    rows = access.sheets(actor).select_related("office", "area__parent").annotate(many=Count("requests"))
    return rows.order_by("-on", "-pk")
