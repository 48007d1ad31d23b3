"""The areas and offices of the nation: official areas, both lines of state offices, invented LGOs."""

from __future__ import annotations

from django.utils import timezone

from tidtam.assistance.actions import catalogue
from tidtam.demo import lgos
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.obligations.actions import holidays
from tidtam.offices.actions.loading import load_tree as load_offices
from tidtam.places.actions import load_areas
from tidtam.reports.actions import templates


def load_tree(*, demo_lgos: bool = True) -> dict[str, int]:
    """Load areas, the state offices, holidays, partners, forms and, for a demo, invented LGOs; what exists stays.

    Shape: {"areas": n, "offices": n}
    """
    by, at = system("ติดตั้ง"), timezone.now()
    with wall.scope(ROOT):
        areas = load_areas(by=by, at=at)
        made = lgos.load(by=by, at=at) if demo_lgos else load_offices(by=by, at=at)
        holidays.seed(years=range(2021, 2031), by=by, at=at)
        catalogue.load(by=by, at=at)
        templates.load_catalogue(by=by, at=at)
    return {"areas": areas.areas, "offices": made.offices}
