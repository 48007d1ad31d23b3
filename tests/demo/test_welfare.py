"""The demo's temple–community welfare: records in two districts, knowledge handed down and partly read."""

from __future__ import annotations

import pytest
from django.db.models import F
from tests.factories.actors import TODAY, office

from tidtam.activities import facts
from tidtam.activities.models import Activity, KnowledgeRead, KnowledgeShare, Photo
from tidtam.demo.welfare import open_welfare
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT

pytestmark = pytest.mark.django_db


def test_the_demo_has_welfare_to_report() -> None:
    open_welfare(TODAY)
    wall.enter(ROOT)
    path = office("DLA-3014").path
    told = facts.values(path, TODAY.replace(month=4, day=1), TODAY)
    assert min(told[code] for code in ("activities", "temples", "persons", "households", "budget", "partners")) > 0
    assert Activity.objects.exclude(scope_path__startswith=path).exists()
    assert Photo.objects.exists()
    assert KnowledgeShare.objects.count() > 8_000
    assert 0 < KnowledgeRead.objects.values("office").distinct().count() < 60
    assert not KnowledgeRead.objects.exclude(version=F("knowledge__version")).exists()
