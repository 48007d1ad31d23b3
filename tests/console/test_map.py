"""The map: cells equal a recount, nothing of others, layers by right, folded or not, boundaries, the page."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.factories import activities as acts
from tests.factories import aftercare as cares
from tests.factories import signs as make
from tests.factories.actors import NOW, TODAY, actor, member

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.activities.actions import recording
from tidtam.aftercare.models import Case
from tidtam.console.mapping import actions, queries, rules
from tidtam.console.mapping.queries import Asked
from tidtam.console.mapping.rules import Box
from tidtam.console.models import Layer, MapCell, MapChange, MapPoint
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Problem
from tidtam.places import boundaries
from tidtam.places.actions import load_boundaries
from tidtam.signs.actions import registering
from tidtam.tips.models import MonthCount
from tidtam.ui import mapping, outlining

pytestmark = pytest.mark.django_db
ALL = Box(*rules.THAILAND)


@pytest.fixture
def demo(db: Any) -> Any:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def square(code: str, lon: float, lat: float, side: float = 0.2, key: str = "code") -> dict[str, Any]:
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Feature", "properties": {key: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def of(kind: str, coordinates: Any) -> dict[str, Any]:
    return {"properties": {"code": "30"}, "geometry": {"type": kind, "coordinates": coordinates}}


def geojson(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


# --- pure


def test_the_grid_is_that_of_the_database() -> None:
    dice = random.Random(7)
    spots = [(dice.uniform(97.3, 105.7), dice.uniform(5.6, 20.5)) for _n in range(300)]
    with connection.cursor() as cursor:
        for lon, lat in spots:
            cursor.execute("SELECT console_map_x(%s), console_map_y(%s)", [lon, lat])
            assert cursor.fetchone() == (rules.cell_x(lon, 16), rules.cell_y(lat, 16))
            assert abs(rules.lon_of(rules.cell_x(lon, 16) + 0.5) - lon) < 0.003
            assert abs(rules.lat_of(rules.cell_y(lat, 16) + 0.5) - lat) < 0.003
    for bad in ("", "a,b,c,d", "1,2,3", "nan,1,2,3", "105,5,97,20", "inf,0,1,1", "0,0,1"):
        assert rules.read_box(bad) == ALL
    assert rules.read_month("2026-05") == 2026 * 12 + 4
    assert {rules.read_month(bad) for bad in ("2026-13", "2026-5", "พ.ค.-69", "", "-2026-5")} == {None}
    far = rules.fitting(ALL, 16)
    seen = rules.window(ALL, far)
    assert (seen.x1 - seen.x0 + 1) * (seen.y1 - seen.y0 + 1) <= 900


def test_the_drawing_turns_back_into_degrees() -> None:
    assert len(outlining.provinces()) == 77
    for lon, lat in ((102.1, 14.97), (98.9, 18.8), (100.5, 7.2)):
        back = outlining.globe(*mapping.project(lat, lon))
        assert abs(back[0] - lon) < 1e-3 and abs(back[1] - lat) < 1e-3


def test_boundaries_are_read_with_care() -> None:
    found = boundaries.read(geojson(square("TH3014", 101.9, 14.6, key="ADM2_PCODE"), square("301409", 102, 14.7)))
    assert [one.code for one in found] == ["3014", "301409"]
    assert abs(found[0].lon - 102.0) < 1e-6
    ring = [(float(n), (n % 2) * 1e-6) for n in range(200)] + [(199.0, 5.0), (0.0, 5.0), (0.0, 0.0)]
    assert len(boundaries.simplified(ring, 0.001)) < 12
    for bad, code in (
        (b"{", "bad"), (b"[]", "bad"), (b'{"features": []}', "codes"), (geojson(square("ก", 102, 14)), "codes"),
        (geojson(square("3014", 14, 102)), "outside"),
        (geojson(of("Point", [1, 2])), "shape"), (geojson(of("Polygon", [[["a", 2]]])), "shape"),
        (geojson(of("Polygon", [[[102, 14], [102, 15], [102, 14]]])), "shape"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught:
            boundaries.read(bad)
        assert caught.value.code == f"places.boundaries_{code}"


# --- what lies where


def recount() -> dict[str, Any]:
    """Return what the tables say before and after counting anew."""
    wall.enter(ROOT)

    def told() -> list[Any]:
        points = list(MapPoint.objects.order_by("layer", "ref").values_list(
            "layer", "ref", "scope_path", "area", "x", "y", "tile", "month", "kind"))  # fmt: skip
        cells = list(MapCell.objects.order_by("grid", "layer", "x", "y", "scope_path", "month", "kind").values_list(
            "grid", "layer", "x", "y", "scope_path", "month", "kind", "n", "sum_x", "sum_y"))  # fmt: skip
        return [points, cells]

    actions.fold()
    before = told()
    actions.rebuild()
    return {"before": before, "after": told()}


def test_points_follow_what_happens_and_equal_a_recount() -> None:
    by = make.recorder()
    one, _two = make.hung(by), make.hung(by, area="301405")
    make.planned(by)
    clerk = acts.clerk()
    first = acts.activity(clerk, persons=30)
    second = acts.activity(clerk, position=(14.72, 102.03), kind="care")
    recording.void(activity=first, reason="ซ้ำ", by=clerk, at=NOW)
    recording.change(activity=second, values=acts.values(position=(14.8, 102.1)), by=clerk, at=NOW)
    wall.enter(by.scope)
    registering.remove(sign=one, reason="ย้าย", by=by, at=NOW)
    wall.enter(ROOT)
    kept = list(MapPoint.objects.order_by("layer").values_list("layer", "kind", "area"))
    assert kept == [(1, "relief", "301409"), (4, "headman", "301405")]
    assert MapChange.objects.count() > 2
    found = recount()
    assert found["before"] == found["after"]
    assert MapChange.objects.count() == 0


def test_each_sees_the_own_scope_by_every_way_of_counting() -> None:
    dice = random.Random(5)
    by, far = acts.clerk(), acts.clerk("LGO-360904")
    for _n in range(14):
        wall.enter(by.scope)
        spot = (14.7 + dice.random() / 9, 102 + dice.random() / 9)
        acts.activity(by, position=spot, on=acts.DAY - timedelta(days=dice.randint(0, 90)))
    wall.enter(far.scope)
    for _n in range(5):
        acts.activity(far, "LGO-360904", area="360904", kind="care")
    nation, province = actor("DLA", "department_analyst"), actor("DLA-30", "province_coordinator")
    for fold in (False, True):
        if fold:
            actions.fold()
            wall.enter(ROOT)
            assert rules.is_wide(nation.scope) and not rules.is_wide(province.scope)
            assert set(MapCell.objects.values_list("scope_path", flat=True)) == {nation.scope}
        for who, n in ((nation, 19), (province, 14), (by, 14), (far, 5)):
            wall.enter(who.scope)
            for grid in (4, 7, 10, 11, 14, 16):
                box = ALL if grid < 11 else Box(101.2, 14.4, 102.4, 15.9)
                assert sum(cell[2] for cell in queries.cells(who, Layer.ACTIVITY, box, grid, Asked())) == n, (who, grid)
            assert sum(queries.by_area(who, Layer.ACTIVITY, 2, Asked()).values()) == n
            assert sum(queries.by_month(who, Layer.ACTIVITY, Asked()).values()) == n
            narrow = queries.by_area(who, Layer.ACTIVITY, 4, Asked(within="36", kind="care"))
            assert narrow == ({"3609": 5} if who in (nation, far) else {})
            assert sum(queries.by_area(who, Layer.ACTIVITY, 6, Asked(within="3609")).values()) == (n in (19, 5)) * 5
    wall.enter(province.scope)
    assert len(queries.things(province, Layer.ACTIVITY, ALL, Asked(last=10**5))) in range(1, 15)
    one = queries.cells(province, Layer.ACTIVITY, ALL, 4, Asked())[0]
    assert 102 < one[0] < 102.2 and 14.6 < one[1] < 14.9  # the middle of what lies there
    reader = replace(nation, permissions=nation.permissions - {Permission.ACTIVITIES_READ})
    wall.enter(nation.scope)
    assert queries.cells(reader, Layer.ACTIVITY, ALL, 7, Asked()) == []  # without the right
    assert queries.by_area(reader, Layer.ACTIVITY, 2, Asked()) == {}
    assert queries.by_month(reader, Layer.ACTIVITY, Asked()) == {}
    assert queries.things(reader, Layer.ACTIVITY, ALL, Asked(last=10**5)) == []
    assert queries.things(nation, Layer.CASE, ALL, Asked(last=10**5)) == []
    wall.enter("")
    assert not MapPoint.objects.exists() and not MapCell.objects.exists() and not MapChange.objects.exists()


# --- pages


def client(code: str, role: str) -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def test_the_page_tells_the_same_with_and_without_boundaries(demo: Any, settings: Any) -> None:
    by = make.recorder()
    for number, area in enumerate(("301409", "301405", "301405")):
        make.hung(by, area=area, place=f"ที่ทำการกำนัน {number}")
    page = client("DOPA-30", "drug_coordinator")
    told = page.get("/map/?m=sign&l=sign")
    text = told.content.decode()
    assert told.status_code == 200
    assert "ปักธงชัย" in text and "<circle" in text and "data-map" in text
    assert "<script>" not in text and "style=" not in text
    nation = client("DOPA", "department_analyst").get("/map/?m=sign").content.decode()
    assert "?at=30" in nation
    district = client("DOPA-3014", "drug_recorder")
    assert "ตะขบ" in district.get("/map/?m=sign").content.decode()
    assert district.get("/map/?at=36").status_code == 404
    assert district.get("/map/?at=x&m=x&l=x&from=x&to=9999-99&k=x").status_code == 200
    got = page.get("/map/cells.json?m=sign&l=sign&l=activity&box=97,5,106,21&z=5").json()
    assert set(got) >= {"sign"} and sum(cell[2] for cell in got["sign"]) == 3
    heads = client("DOPA-30", "province_head").get("/map/cells.json?l=sign&l=case&l=request&z=5").json()
    assert set(heads) == {"sign"}  # neither people nor requests without the right to read them
    assert page.get("/map/cells.json?z=nan&box=,,,").status_code == 200
    near = page.get("/map/things.json?l=sign&box=102.01,14.70,102.03,14.72").json()["things"]
    assert len(near) == 3 and near[0]["url"].startswith("/signs/")
    shapes = page.get("/map/outlines.json?m=sign").json()["features"]
    assert [(one["geometry"]["type"], one["properties"]["n"]) for one in shapes] == [
        ("MultiPolygon", None),
        ("Point", 3),
    ]
    outlines = boundaries.read(geojson(
        square("3014", 101.9, 14.6), square("301409", 102.0, 14.7, 0.05), square("3099", 102, 15),
        square("309999", 102, 15),
    ))  # fmt: skip
    wall.enter(ROOT)
    loaded = load_boundaries(outlines=outlines, source="test.geojson", by=system("ทดสอบ"), at=NOW)
    assert (loaded.areas, loaded.points, len(loaded.unknown)) == (2, 1, 2)
    with_shapes = page.get("/map/?m=sign").content.decode()
    assert "<path" in with_shapes and "<circle" not in with_shapes
    features = page.get("/map/outlines.json?m=sign").json()["features"]
    assert [(one["properties"]["code"], one["properties"]["n"]) for one in features] == [("3014", 3)]
    assert "worker" not in told.headers["Content-Security-Policy"]
    for role, code in (("lgo_clerk", "LGO-301409"), ("inspector", "MOI"), ("province_head", "DLA-30")):
        assert client(code, role).get("/map/").status_code == 200, role
    assert client("MOI", "auditor").get("/map/").status_code == 403


def test_headline_and_list_are_told_for_the_month_of_the_slider(demo: Any) -> None:
    clerk = acts.clerk()
    acts.activity(clerk, persons=30)
    acts.activity(clerk, persons=12, households=5, kind="care", on=acts.DAY - timedelta(days=40))
    page, before = client("DLA-30", "province_coordinator"), acts.DAY - timedelta(days=40)
    whole = page.get("/map/?m=activity").content.decode()
    assert 'data-told-by="/map/told.json"' in whole and "ปักธงชัย" in whole
    month = f"{before:%Y-%m}"
    told = page.get(f"/map/told.json?m=activity&from={month}&to={month}&l=activity").json()
    assert "1 ครั้ง" in told["head"] and "2 ครั้ง" in whole
    assert told["lead"] == f"จังหวัดนครราชสีมา · {told['span']}" and "–" not in told["span"]
    assert f"from={month}" in told["list"] and "ปักธงชัย" in told["list"]
    empty = page.get("/map/told.json?m=activity&from=2025-01&to=2025-01").json()
    assert "ไม่มีรายการในช่วงนี้" in empty["list"]
    assert page.get("/map/told.json?at=36").status_code == 404
    assert client("MOI", "auditor").get("/map/told.json").status_code == 403


def test_people_reached_and_people_overdue_colour_areas_for_who_may_read_them(demo: Any) -> None:
    clerk = acts.clerk()
    acts.activity(clerk, persons=30)
    acts.activity(clerk, persons=12, households=5, kind="care")
    recording.void(activity=acts.activity(clerk, persons=500), reason="ซ้ำ", by=clerk, at=NOW)
    by = cares.recorder()
    late, kept = cares.case(by), cares.case(by, first_name="สมหญิง")
    wall.enter(by.scope)
    Case.objects.filter(pk=late.pk).update(next_due_on=TODAY - timedelta(days=1))
    Case.objects.filter(pk=kept.pk).update(next_due_on=TODAY)

    def rows(page: Client, address: str) -> dict[str, int]:
        return {row["code"]: row["n"] for row in page.get(address).context["rows"]}

    above = client("DLA-30", "province_coordinator")
    assert rows(above, "/map/?m=persons") == {"3014": 42}
    assert rows(above, "/map/?m=persons&at=3014") == {"301409": 42}
    assert rows(above, "/map/?m=persons&from=2026-03&to=2026-03") == {}
    drugs = client("DOPA-30", "drug_coordinator")
    assert rows(drugs, "/map/?m=overdue") == {"3014": 1} and rows(drugs, "/map/?m=overdue&at=3014") == {}
    for code, role in (("DLA-30", "province_coordinator"), ("DOPA", "department_analyst")):
        assert 'value="overdue"' not in client(code, role).get("/map/").content.decode(), role


def test_tips_are_counted_for_who_may_count_them_and_small_figures_are_told_as_small(demo: Any) -> None:
    """TODAY is in May: April is over, and so is March; of 3015 nothing may be told in either."""
    wall.enter(ROOT)
    for month, district, n in ((4, "3014", 7), (3, "3014", 3), (4, "3015", 4), (3, "3015", 1), (5, "3016", 9)):
        MonthCount.objects.create(month=TODAY.replace(month=month, day=1), province="30", district=district, count=n)
    option, few = '<option value="tip"', "น้อยกว่า 5 ต่อเดือน"
    for code, role in (("DOPA-30", "drug_coordinator"), ("DLA-30", "province_head"), ("DLA", "department_analyst")):
        page = client(code, role)
        text = page.get("/map/?m=tip&at=30").content.decode()
        assert option in text and few in text, role
        told = page.get("/map/?m=tip&at=30").context
        assert {row["code"]: row["n"] for row in told["rows"] if row["n"]} == {"3014": 7}, role
        assert told["empty"] == 0 and any(row["code"] == "3015" and row["hidden"] for row in told["rows"])
        assert page.get("/map/?m=tip&at=30&from=2026-03&to=2026-03").context["total"] == 0
    assert few not in client("DLA", "department_analyst").get("/map/?m=tip").content.decode()  # only of districts
    wall.enter(ROOT)
    load_boundaries(
        outlines=boundaries.read(geojson(square("3014", 101.9, 14.6), square("3015", 101.6, 14.9))),
        source="test.geojson", by=system("ทดสอบ"), at=NOW,
    )  # fmt: skip
    shapes = client("DOPA-30", "drug_coordinator").get("/map/?m=tip").content.decode()
    assert f"{few}</title>" in shapes and "7 เรื่อง</title>" in shapes
    for code, role in (("DLA-30", "province_coordinator"), ("DLA-3014", "joint_clerk"), ("MOI", "inspector"),
                       ("DOPA-3014", "drug_chief"), ("DOPA-3014", "drug_recorder")):  # fmt: skip
        page = client(code, role)
        asked = page.get("/map/?m=tip")
        assert asked.status_code == 200 and option not in asked.content.decode(), role
        assert asked.context["view"].measure is None or asked.context["view"].measure.code != "tip"
        found = page.get("/map/outlines.json?m=tip&at=30")
        assert found.status_code == 404 or 7 not in {one["properties"].get("n") for one in found.json()["features"]}
