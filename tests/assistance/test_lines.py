"""The lines of the board and the register: what each shows is what the request and its person say, page by page."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.urls import reverse
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY, office
from tests.factories.people import home

from tidtam.assistance.actions import citizens
from tidtam.assistance.queries import lines
from tidtam.assistance.queries import requests as asked
from tidtam.audit.models import Read
from tidtam.kernel import wall

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def pages(by, total=None, **filters):
    return Paginator(asked.Pages(by, asked.Filters(**filters), TODAY, total), lines.PAGE)


def test_a_line_says_what_the_request_says():
    by = made.clerk()
    one = made.request(by, serial=1, codes=("HOU", "EQP", "HOU"))
    made.request(by, serial=2)
    line, other = pages(by).page(1)
    assert (line.pk, line.public_id, line.shown, line.person) == (one.pk, one.public_id, one.shown, str(one.person))
    assert (line.title, line.state, line.track, line.asked_on) == (one.title, one.state, one.track, one.asked_on)
    assert line.area == one.area.name_th and line.person_id == one.person_id
    assert line.codes == list(one.needs.order_by("pk").values_list("code", flat=True))
    assert asked.next_step(line) == asked.next_step(one) and asked.age(line, TODAY) == asked.age(one, TODAY)
    citizens.say(request=one, words="ข้างวัด", side="citizen", by=by, at=NOW)
    assert [found.unread for found in pages(by).page(1)] == [True, False]
    assert [found.pk for found in pages(by, unread=True).page(1)] == [one.pk]
    assert [found.pk for found in pages(by, show="all").page(1)] == [other.pk, line.pk]


def test_pages_follow_each_other_and_know_how_many_they_are(monkeypatch, django_assert_num_queries):
    by = made.clerk()
    found = [made.request(by, serial=n).pk for n in range(1, 6)]
    monkeypatch.setattr(lines, "PAGE", 2)
    for filters, order in (({}, found), ({"show": "all"}, found[::-1]), ({"category": "QOL"}, found)):
        shown = pages(by, **filters)
        assert (shown.count, shown.num_pages) == (5, 3)
        assert [line.pk for number in shown.page_range for line in shown.page(number)] == order, filters
    with django_assert_num_queries(1):
        assert len(list(pages(by, 5).page(1))) == 2
    assert not list(pages(made.clerk("LGO-360904")).get_page(1))


def test_offices_are_called_as_towards_people_who_ask(django_assert_num_queries):
    by = made.clerk()
    made.request(by, serial=1)
    shown, own = list(pages(by).page(1)), made.lgo()
    with django_assert_num_queries(0):
        assert lines.owners(shown, own) == {own.pk: str(own)}
    with django_assert_num_queries(1):
        assert lines.owners(shown, None) == {own.pk: str(own)}
    district = office("DLA-3014")
    assert lines.owners(shown, district)[own.pk] == str(own)


def test_a_page_shows_its_lines_and_notes_who_was_read():
    client, clerk = enter(made.LGO)
    one = made.request(clerk, serial=1, codes=("HOU",))
    citizens.say(request=one, words="ข้างวัด", side="citizen", by=clerk, at=NOW)
    for name in ("board", "register"):
        text = client.get(reverse(f"assistance:{name}")).content.decode()
        assert f'href="{reverse("assistance:request", args=[one.public_id])}"' in text and one.shown in text
        assert str(one.person) in text and "ผู้ขอตอบมา" in text and 'href="#i-house-line"' in text
        assert 'id="i-house-line"' in text and "ต.ตูม" in text and home().village not in text
    wall.enter(clerk.scope)
    assert [read.people for read in Read.objects.filter(purpose="assistance.list")] == [[one.person_id]] * 2
