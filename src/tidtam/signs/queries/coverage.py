"""Where the signs of letter 002 hang and where one is missing: kind of place × area.

Only signs that hang count. What is wanted comes from the areas and offices themselves: one at the provincial hall, one
at each district office, one at a headman's office in each tambon, one at each local government.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Min
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from tidtam.kernel.actor import Actor
from tidtam.offices.choices import Level, LgoType
from tidtam.offices.models import Office, OfficeArea
from tidtam.offices.queries import areas_of, standing
from tidtam.places.choices import AreaLevel
from tidtam.places.models import Area
from tidtam.places.queries import children, provinces
from tidtam.signs import access
from tidtam.signs.choices import Place, SignState

KINDS = tuple(Place)
Cells = dict[str, "Cover"]


@dataclass(frozen=True, slots=True)
class Cover:
    """Signs of one kind in one area. `wanted` is how many places need one, `met` how many of them have it."""

    signs: int = 0
    wanted: int = 0
    met: int = 0

    @property
    def missing(self) -> int:
        """Return how many places have none."""
        return max(0, self.wanted - self.met)

    def __add__(self, other: Cover) -> Cover:
        return Cover(self.signs + other.signs, self.wanted + other.wanted, self.met + other.met)


@dataclass(slots=True)
class Row:
    """One area with a cell per kind of place."""

    code: str
    name: str
    cells: Cells = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Return how many places of the area have no sign."""
        return sum(cell.missing for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """The rows of an office's area, and their sum."""

    rows: list[Row]
    total: Cells

    @property
    def missing(self) -> int:
        """Return how many places have no sign."""
        return sum(cell.missing for cell in self.total.values())

    @property
    def wanted(self) -> int:
        """Return how many places need one."""
        return sum(cell.wanted for cell in self.total.values())


def areas_for(office: Office, inside: str = "") -> list[Area]:
    """Return the areas an office's coverage is told by: provinces, districts or tambons. Shape: one query."""
    if inside:
        return list(children(inside))
    if office.level == Level.DISTRICT and office.district_id:
        return list(children(str(office.district_id)))
    if office.level == Level.PROVINCE and office.province_id:
        return list(children(str(office.province_id)))
    if office.level == Level.LGO:
        own = [one.area for one in areas_of(office) if one.area.level == AreaLevel.SUBDISTRICT]
        return own or list(children(str(office.district_id or office.province_id or "")))
    return list(provinces())


def coverage(actor: Actor, office: Office, inside: str = "") -> Coverage:
    """Return the coverage of an office's area, or of a province or district inside it. Shape: five queries."""
    areas = areas_for(office, inside)
    digits = len(areas[0].code) if areas else 6
    codes = {area.code for area in areas}
    hung = _hung(actor, digits, codes)
    wanted = _wanted(digits, codes)
    rows = []
    for area in areas:
        row = Row(area.code, area.title)
        for kind in KINDS:
            signs, places = hung.get((area.code, kind), (0, 0))
            need = wanted[kind].get(area.code, 0)
            row.cells[kind] = Cover(signs, need, min(need, places))
        rows.append(row)
    rows.sort(key=lambda one: -one.missing)  # what is missing comes first; Thai order within
    total: Cells = {kind: sum((row.cells[kind] for row in rows), Cover()) for kind in KINDS}
    _add_seat(total, inside or _own(office), digits)
    return Coverage(rows, total)


def _add_seat(total: Cells, code: str, digits: int) -> None:
    """Count the one place an area has for itself: a district its office, a province its hall."""
    kind = {6: Place.DISTRICT, 4: Place.HALL}.get(digits)
    if kind is not None and len(code) == digits - 2:
        total[kind] = Cover(total[kind].signs, 1, min(1, total[kind].signs))


def _hung(actor: Actor, digits: int, codes: Iterable[str]) -> Mapping[tuple[str, str], tuple[int, int]]:
    """Return signs that hang and how many places of the kind they cover, per area and kind."""
    some = sorted(codes)
    if not some:
        return {}
    rows = access.signs(actor).filter(state=SignState.INSTALLED, area__gte=some[0], area__lt=some[-1] + "~")
    counted = rows.order_by().values_list(Left("area_id", digits), "kind").annotate(
        n=Count("pk"), tambons=Count("area", distinct=True), districts=Count(Left("area_id", 4), distinct=True),
        halls=Count(Left("area_id", 2), distinct=True),
    )  # fmt: skip
    made = {}
    for code, kind, n, tambons, districts, halls in counted:
        # Two signs at one place are one place: one headman's office and one local government stand in a tambon.
        met = {Place.HEADMAN: tambons, Place.LGO: tambons, Place.DISTRICT: districts, Place.HALL: halls}
        made[code, kind] = n, met.get(kind, n)
    return made


def _wanted(digits: int, codes: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
    """Return how many places of each kind an area has."""
    some = sorted(codes)
    made: dict[str, Counter[str]] = defaultdict(Counter)
    if not some:
        return made
    inside = {"code__gte": some[0], "code__lt": some[-1] + "~"}
    for code, level in Area.objects.filter(**inside).values_list("code", "level"):
        if code[:digits] not in codes:
            continue
        if level == AreaLevel.SUBDISTRICT:
            made[Place.HEADMAN][code[:digits]] += 1
        elif level == AreaLevel.DISTRICT and digits <= 4:
            made[Place.DISTRICT][code[:digits]] += 1
        elif level == AreaLevel.PROVINCE and digits <= 2:
            made[Place.HALL][code] += 1
    for _office, code in lgo_places(some[0], some[-1]):
        if code[:digits] in codes:
            made[Place.LGO][code[:digits]] += 1
    return made


def lgo_places(first: str, last: str) -> list[tuple[int, str]]:
    """Return the local governments with an area between two codes, each once, at its lowest. Shape: one query."""
    rows = OfficeArea.objects.filter(
        office__in=standing().filter(level=Level.LGO).exclude(lgo_type=LgoType.PAO), area__gte=first,
        area__lt=last + "~", area__level=AreaLevel.SUBDISTRICT,
    )  # fmt: skip
    return list(rows.order_by().values_list("office").annotate(code=Min("area")))


@dataclass(frozen=True, slots=True)
class Gap:
    """A place of an office's own area that has no sign in the register."""

    kind: str
    area: str
    place: str


def gaps(actor: Actor, office: Office) -> list[Gap]:
    """Return the places an office itself puts signs at that have none yet, planned ones aside. Shape: five queries."""
    held = access.signs(actor).exclude(state=SignState.REMOVED).values_list("kind", "area").distinct()
    known = set(held)
    found = [gap for gap in _places(office) if (gap.kind, gap.area) not in known]
    # Of the hall and of the district office there is one, whichever tambon it was noted in.
    once = {kind for kind, area in known if kind in (Place.HALL, Place.DISTRICT) and area.startswith(_own(office))}
    return [gap for gap in found if gap.kind not in once]


def _own(office: Office) -> str:
    return str((office.district_id if office.level == Level.DISTRICT else office.province_id) or "-")


def _places(office: Office) -> list[Gap]:
    if office.level == Level.PROVINCE and office.province_id:
        seat = Area.objects.filter(level=AreaLevel.SUBDISTRICT, code__startswith=office.province_id).order_by("code")
        first = seat.first()
        name = office.province.name_th if office.province else ""
        return [Gap(Place.HALL, first.code, _("ศาลากลางจังหวัด%(name)s") % {"name": name})] if first else []
    if office.level == Level.LGO:
        own = [one.area for one in areas_of(office) if one.area.level == AreaLevel.SUBDISTRICT]
        return [Gap(Place.LGO, own[0].code, _("ที่ทำการ%(name)s") % {"name": office.name_th})] if own else []
    if office.level != Level.DISTRICT or not office.district_id:
        return []
    code = str(office.district_id)
    tambons = list(Area.objects.filter(parent_id=code).order_by("code"))
    name = office.district.title if office.district else ""
    made = [Gap(Place.DISTRICT, tambons[0].code, _("ที่ว่าการ%(name)s") % {"name": name})] if tambons else []
    made += [Gap(Place.HEADMAN, one.code, _("ที่ทำการกำนัน%(name)s") % {"name": one.title}) for one in tambons]
    named = {row[0]: row[1] for row in lgo_places(code, code)}
    offices = Office.objects.filter(pk__in=named).order_by("path")
    return made + [Gap(Place.LGO, named[one.pk], _("ที่ทำการ%(name)s") % {"name": one.name_th}) for one in offices]
