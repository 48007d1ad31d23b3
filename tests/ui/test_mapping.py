"""The map: every province has its outline, and points of districts fall into the box of their own province."""

from __future__ import annotations

import re
from importlib.resources import files

from django.template.loader import render_to_string

from tidtam.places.gazetteer import points
from tidtam.ui import mapping
from tidtam.ui.mapping import Spot
from tidtam.ui.tiles import PLACES


def test_every_province_has_an_outline_of_its_own():
    drawn = files("tidtam.ui").joinpath("static/ui/thailand.svg").read_text("utf-8")
    assert set(re.findall(r'id="p(\d\d)"', drawn)) == set(PLACES)
    assert [one.code for one in mapping.nation({}).outlines] == sorted(PLACES)


def test_points_of_districts_fall_where_their_province_is_drawn():
    boxes = mapping._drawn()["boxes"]
    outside = []
    for point in points():
        left, up, right, down = boxes[point.code[:2]]
        x, y = mapping.project(point.lat, point.lon)
        if not (left - 5 <= x <= right + 5 and up - 5 <= y <= down + 5):
            outside.append(point.code)
    # Islands far from the coast are not drawn.
    assert len(outside) <= 3, outside


def test_the_area_of_a_bubble_says_how_many():
    spots = [Spot("ก", 14.9, 102.0, 400, "/a"), Spot("ข", 14.8, 102.2, 100), Spot("ค", 15.0, 102.1, None)]
    found = {one.name: one for one in mapping.province("30", spots).bubbles}
    assert found["ก"].r == max(one.r for one in found.values())
    assert abs(found["ก"].r / found["ข"].r - 2) < 0.05
    assert 0 < found["ค"].r < found["ข"].r


def test_a_map_is_drawn_with_its_words():
    html = render_to_string("ui/map.html", {"map": mapping.nation({"30": 1234}, urls={"30": "/n"}), "unit": "คน"})
    assert 'aria-label="นครราชสีมา 1,234 คน"' in html
    assert html.count("<use ") == 77
    assert "style=" not in html
