"""Named reads of the office tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from tidtam.kernel.actor import ROOT
from tidtam.kernel.problem import Missing
from tidtam.offices import rules
from tidtam.offices.choices import Level, Line
from tidtam.offices.models import Office, OfficeArea, OfficeVersion


def standing(on: date | None = None) -> QuerySet[Office]:
    """Return the offices that stand on a day (without one: those not closed)."""
    if on is None:
        return Office.objects.filter(valid_to__isnull=True)
    return Office.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def below(office: Office | str, *, itself: bool = False) -> QuerySet[Office]:
    """Return the standing offices below an office or a path, in tree order. Shape: one range scan on the path."""
    path = office if isinstance(office, str) else office.path
    found = standing().filter(path__gte=path, path__lt=path + "~").order_by("path")
    return found if itself else found.exclude(path=path)


def directly_below(office: Office) -> QuerySet[Office]:
    """Return the standing offices whose parent is `office`, in Thai order."""
    return standing().filter(parent=office).order_by("level", "name_key", "id")


def receiving(found: QuerySet[Office]) -> QuerySet[Office]:
    """Return of these offices those that keep a register: a team of a tambon answers through its district."""
    return found.exclude(level=Level.TEAM)


def ancestors(office: Office) -> list[Office]:
    """Return the offices above, highest first (the ministry included). Shape: 1 query."""
    above = Office.objects.filter(Q(pk__in=rules.ancestor_ids(office.path)) | Q(path=ROOT)).exclude(pk=office.pk)
    return sorted(above, key=lambda o: len(o.path))


def superior(office: Office) -> Office | None:
    """Return the office directly above; None for the ministry."""
    return office.parent


def common_superior(one: Office, other: Office) -> Office | None:
    """Return the lowest office above (or equal to) both; None when they share no office."""
    chain = {o.pk: o for o in (*ancestors(one), one)}
    for candidate in reversed([*ancestors(other), other]):
        if candidate.pk in chain:
            return candidate
    return None


def by_code(code: str) -> Office:
    """Return the office with this code. Errors: Missing("offices.office_missing")."""
    office = Office.objects.filter(code=code.strip().upper()).first()
    if office is None:
        raise Missing("offices.office_missing", _("ไม่พบหน่วยงานรหัส %(code)s") % {"code": code}, office=code)
    return office


def by_pk(pk: int) -> Office:
    """Return an office by its immutable id, as jobs name it. Errors: Office.DoesNotExist."""
    return Office.objects.get(pk=pk)


def by_path(path: str) -> Office:
    """Return the office whose path this is. Errors: Missing("offices.office_missing")."""
    office = Office.objects.filter(path=path).first()
    if office is None:
        raise Missing("offices.office_missing", "ไม่พบหน่วยงาน", path=path)
    return office


def by_codes(codes: Iterable[str]) -> dict[str, Office]:
    """Return the offices with these codes, by code; unknown codes are left out. Shape: 1 query."""
    return {office.code: office for office in Office.objects.filter(code__in=list(codes))}


def by_letter_prefix(number: str) -> list[Office]:
    """Return the offices whose letters begin so: `ชร.๐๐๒๓.๒๐/ว ๑๒๗๖` gives สถอ.แม่สาย. Shape: 1 query."""
    return list(standing().filter(letter_prefix=rules.fold_prefix(number)).order_by("path"))


def _folded(column: str) -> Func:
    """Return the SQL twin of `rules.fold` for a stored name, which has Arabic digits already."""
    bare = Func(F(column), Value(r"\s"), Value(""), Value("g"), function="regexp_replace")
    return Func(bare, function="lower", output_field=TextField())


def named(text: str, within: str = ROOT) -> list[Office]:
    """Return the offices so called today or earlier, in full or short; blanks and digit forms do not matter.

    Shape: at most a handful; the offices inside `within` (a path) only; 1 query.
    """
    wanted = rules.fold(text)
    if not wanted:
        return []
    called = OfficeVersion.objects.annotate(full=_folded("name_th"), short=_folded("short_name"))
    ids = called.filter(Q(full=wanted) | Q(short=wanted)).values("office_id")
    return list(Office.objects.filter(pk__in=ids, path__gte=within, path__lt=within + "~").order_by("path"))


def offices_of_area(code: str, *, line: str = "", level: str = "") -> QuerySet[Office]:
    """Return the standing offices that answer for an area: for it, for part of it, or for an area around it.

    Shape: lowest office first; 1 query.
    """
    around = [code[:n] for n in (2, 4, 6, 8) if n <= len(code)]
    found = standing().filter(areas__area_id__in=around)
    if line:
        found = found.filter(line=line)
    if level:
        found = found.filter(level=level)
    return found.distinct().order_by("-path")


def areas_of(office: Office) -> list[OfficeArea]:
    """Return the areas an office answers for, with their names. Shape: 1 query."""
    return list(office.areas.select_related("area__parent__parent").order_by("area_id"))


def versions_of(office: Office) -> list[OfficeVersion]:
    """Return what an office was called and was, newest first. Shape: 1 query."""
    return list(office.versions.order_by("-valid_from"))


def possible_parents(office: Office, *, within: str, text: str = "", pk: int = 0, limit: int = 20) -> list[Office]:
    """Return offices of the same line an office could move under; without words, those like its parent nearby.

    Shape: inside `within` (a path) only, never itself or below, nor its parent; 1 query.
    """
    if not pk and not text and office.parent is not None:
        near = str(office.province_id or "") if office.parent.province_id else ""
        found = listing(within=within, level=office.parent.level, province=near)
    else:
        found = listing(within=within, text=text)
    if pk:
        found = found.filter(pk=pk)
    inside = Q(path__gte=office.path, path__lt=office.path + "~")
    higher = Level.values[: Level.values.index(office.level)]  # the levels are declared from the top
    found = found.filter(line__in={office.line, Line.ROOT}, level__in=higher)
    found = found.exclude(inside).exclude(pk=office.parent_id or 0)
    return list(found[:limit])


def as_of(office: Office, on: date) -> OfficeVersion | None:
    """Return what the office was called and was on a day; None before it stood or after it closed."""
    return office.versions.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on).first()


def listing(
    *, line: str = "", level: str = "", province: str = "", text: str = "", lgo_type: str = "", within: str = ""
) -> QuerySet[Office]:
    """Return the standing offices that fit, in tree order of the lines, then Thai order. Shape: 1 query with parents.

    `province` is its official code or its Thai name; `text` matches code, name, short name or letter prefix.
    """
    found = standing().select_related("parent", "province", "district")
    if line:
        found = found.filter(line=line)
    if level:
        found = found.filter(level=level)
    if lgo_type:
        found = found.filter(lgo_type=lgo_type)
    if province:
        found = found.filter(Q(province_id=province) | Q(province__name_th=province.removeprefix("จังหวัด")))
    if within:
        found = found.filter(path__gte=within, path__lt=within + "~")
    for word in text.split():
        found = found.filter(
            Q(code__istartswith=word)
            | Q(name_th__icontains=word)
            | Q(short_name__icontains=word)
            | Q(letter_prefix__icontains=rules.fold_prefix(word))
            | Q(district__name_th=word)
            | Q(province__name_th=word)
        )
    return found.order_by("line", "province_id", "district_id", "level", "name_key", "id")


def as_rows(offices: Iterable[Office]) -> list[dict[str, Any]]:
    """Return plain rows for the command line, sheets and JSON.

    Shape: dicts {code, name, short_name, line, level, province, district, lgo_type, parent}; feed it `listing()`.
    """
    return [
        {
            "code": office.code,
            "name": office.name_th,
            "short_name": office.short_name,
            "line": office.line,
            "level": office.level,
            "province": office.province.name_th if office.province else "",
            "district": office.district.name_th if office.district else "",
            "lgo_type": office.lgo_type,
            "parent": office.parent.code if office.parent else "",
        }
        for office in offices
    ]


def counts() -> dict[str, int]:
    """Return how many offices stand per `line/level` and per kind of local government. Shape: 1 query."""
    found: dict[str, int] = {}
    for line, level, kind in standing().values_list("line", "level", "lgo_type"):
        for key in (f"{line}/{level}", *((kind,) if kind else ())):
            found[key] = found.get(key, 0) + 1
    return found


def lgos_of_district(district: str) -> QuerySet[Office]:
    """Return the standing local governments of the local line in a district, in Thai order."""
    return standing().filter(line=Line.DLA, level=Level.LGO, district_id=district).order_by("name_key", "id")
