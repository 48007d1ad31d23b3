"""Who may read a tip, over random trees of offices: the conflict-of-interest matrix."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.offices.choices import Level, Line
from tidtam.tips.choices import INSPECTORS, Kind
from tidtam.tips.rules.routing import HEAVY, Asked, Unit, excluded, route

MOI = Unit(1, "MOI", "1.", Level.MINISTRY, Line.ROOT)
ONCB = Unit(2, "ONCB", "1.a.2.", Level.AGENCY, Line.AGENCY)
AREA = "300101"


def line(letter: str, name: str, first: int, provinces: int, districts: int, lgos: int) -> list[Unit]:
    """Return one line of command: a department, its provinces, their districts, and below those what is lowest."""
    made, number = [], first
    department = Unit(number, f"{name}", f"1.{letter}.{number}.", Level.DEPARTMENT, name.lower())
    made.append(department)
    for p in range(provinces):
        number += 1
        code = str(30 + p)
        province = Unit(number, f"{name}-{code}", f"{department.path}{number}.", Level.PROVINCE, name.lower(), code)
        made.append(province)
        for d in range(districts):
            number += 1
            area = f"{code}{d + 1:02d}"
            district = Unit(
                number, f"{name}-{area}", f"{province.path}{number}.", Level.DISTRICT, name.lower(), code, area
            )
            made.append(district)
            low = Level.LGO if letter == "l" else Level.TEAM
            for _ in range(lgos):
                number += 1
                made.append(
                    Unit(number, f"{name}-{number}", f"{district.path}{number}.", low, name.lower(), code, area)
                )
    return made


@st.composite
def nations(draw):
    """Draw a tree and which of its offices hold keys."""
    p, d, n = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    tree = [MOI, ONCB, *line("d", "DOPA", 100, p, d, n), *line("l", "DLA", 500, p, d, n)]
    held = draw(st.lists(st.sampled_from(tree), unique=True))
    return tree, held


@settings(max_examples=300, deadline=None)
@given(nations(), st.data())
def test_nobody_concerned_is_ever_a_recipient(nation, data):
    tree, held = nation
    accused = data.draw(st.none() | st.sampled_from(tree))
    kind = data.draw(st.sampled_from(list(Kind)))
    area = data.draw(st.sampled_from(["300101", "310202", "320303", "990101"]))
    official = accused is not None or kind == Kind.OFFICIAL or data.draw(st.booleans())
    unit = route(Asked(kind, area, official, accused), held)
    if unit is None:
        return
    assert unit in held
    # Never a local government, a team, or the line of the local governments at all.
    assert unit.level not in (Level.LGO, Level.TEAM) and unit.line != Line.DLA
    if official:
        assert unit.code in INSPECTORS
    if accused is not None:
        assert unit.path != accused.path
        assert not excluded(unit, accused)
        if accused.code != "MOI":  # everything hangs below the ministry in the tree; it commands its own lines only
            assert not unit.path.startswith(accused.path)
        if accused.path.startswith(unit.path):
            assert unit.level == Level.MINISTRY
        assert not unit.province or unit.province != accused.province
    elif not official:
        # Near the place, or central.
        assert not unit.district or unit.district == area[:4]
        assert not unit.province or unit.province == area[:2]
        assert not (kind in HEAVY and unit.level == Level.DISTRICT)


@settings(max_examples=100, deadline=None)
@given(nations())
def test_with_both_inspectors_nothing_about_an_official_is_refused(nation):
    tree, _held = nation
    for accused in tree:
        unit = route(Asked(Kind.OFFICIAL, AREA, True, accused), tree)
        assert unit is not None
        if accused.level in (Level.MINISTRY, Level.DEPARTMENT):
            assert unit.code == ("MOI" if accused.code == "ONCB" else "ONCB") or accused.level == Level.DEPARTMENT


def test_the_matrix_of_ordinary_tips():
    tree = [MOI, ONCB, *line("d", "DOPA", 100, 1, 1, 1), *line("l", "DLA", 500, 1, 1, 1)]
    by = {unit.code: unit for unit in tree}
    asked = {
        (Kind.SELL, False, None): "DOPA-3001",
        (Kind.USE, False, None): "DOPA-3001",
        (Kind.GATHERING, False, None): "DOPA-3001",
        (Kind.OTHER, False, None): "DOPA-3001",
        (Kind.PRODUCE, False, None): "DOPA-30",
        (Kind.TRANSPORT, False, None): "DOPA-30",
        (Kind.OFFICIAL, True, None): "MOI",
        (Kind.SELL, True, None): "MOI",
        (Kind.SELL, True, "DLA-502"): "MOI",
        (Kind.SELL, True, "DOPA-3001"): "MOI",
        (Kind.SELL, True, "DOPA"): "ONCB",
        (Kind.SELL, True, "MOI"): "ONCB",
        (Kind.SELL, True, "ONCB"): "MOI",
    }
    for (kind, official, code), wanted in asked.items():
        accused = by.get(code) or (by["DLA-3001"] if code else None)
        found = route(Asked(kind, AREA, official, accused), tree)
        assert found is not None and found.code == wanted, (kind, code)
    assert route(Asked(Kind.SELL, AREA, True, MOI), [MOI]) is None
    assert route(Asked(Kind.SELL, AREA, False), [by["DLA-3001"]]) is None
