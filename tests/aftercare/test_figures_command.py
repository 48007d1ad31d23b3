"""`tidtam figures` prints four plain integers in their order, counted from records."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.aftercare import district as make
from tests.factories.actors import office

from tidtam import cli
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db


def said(capsys, *args: str) -> list[tuple[str, int]]:
    assert cli.main(["figures", *args]) == 0
    return list(json.loads(capsys.readouterr().out).items())


def test_four_figures_of_the_nation_an_office_and_a_day(monkeypatch, capsys):
    monkeypatch.setattr(cli, "open_house", lambda **_more: None)
    wall.enter("1.")
    here, there = make.team("DOPA-3014", 1), office("DOPA-3609")
    cases = [make.case(here), make.case(here), make.case(there)]
    make.need(cases[0], asked=date(2026, 2, 1), moves=((date(2026, 3, 1), "met"),))
    make.need(cases[1], asked=date(2026, 2, 1))
    day = ("--json", "--as-of", "2026-05-21")
    assert said(capsys, *day) == [("to_follow", 3), ("asked", 2), ("helped", 1), ("waiting", 1)]
    assert said(capsys, *day, "--office", "DOPA-36") == [("to_follow", 1), ("asked", 0), ("helped", 0), ("waiting", 0)]
    early = said(capsys, "--json", "--as-of", "2026-02-15", "--office", "DOPA-30")
    assert early == [("to_follow", 2), ("asked", 2), ("helped", 0), ("waiting", 2)]
    assert said(capsys, *day, "--year", "2560")[0] == ("to_follow", 0)
