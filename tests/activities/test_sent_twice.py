"""A form that is sent twice, by a double click or over a slow line, makes one row."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from tests.factories import activities as make
from tests.factories.actors import NOW, actor, member, office

from tidtam.activities.actions import knowledge as sets
from tidtam.activities.actions import recording
from tidtam.activities.models import Activity, Finding, Inspection, KnowledgeFile, KnowledgeSet, Project
from tidtam.kernel import wall
from tidtam.kernel.ids import public_id

SET = {"title": "ชุดความรู้", "summary": "สรุป", "letter": "", "source": ""}
PROJECT = {
    "title": "โครงการ", "measure": "prevention", "plan": "แผน", "starts_on": "1 พ.ค. 2569", "ends_on": "30 พ.ค. 2569",
    "budget_baht": "1000", "source": "own", "source_name": "",
}  # fmt: skip


def client(code: str, role: str) -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def key_of(answer: Any) -> dict[str, str]:
    """Return what a page holds to know its own form again."""
    found = re.search(r'name="once" value="([^"]+)"', answer.content.decode())
    return {"once": found[1]} if found else {}


def twice(page: Client, path: str, told: Callable[[], dict[str, Any]]) -> list[Any]:
    """Send the form of a page twice, after it was refused once."""
    key = key_of(page.post(path, key_of(page.get(path))))
    return [page.post(path, told() | key) for _n in "ab"]


@pytest.mark.usefixtures("stopped_demo")
def test_a_set_sent_twice_is_one_with_its_files() -> None:
    page, path = client("DLA-30", "province_coordinator"), "/activities/knowledge/new/"
    answers = twice(page, path, lambda: SET | {
        "documents": [SimpleUploadedFile("คู่มือ.txt", "คู่มือ".encode() * 30)],
        "infographic": SimpleUploadedFile("a.png", make.photo(5, "PNG")),
    })  # fmt: skip
    assert [one.status_code for one in answers] == [302, 302]
    assert len({one.headers["Location"] for one in answers}) == 1
    wall.enter("1.")
    assert (KnowledgeSet.objects.count(), KnowledgeFile.objects.filter(removed_at__isnull=True).count()) == (1, 2)
    # Another page is another set, even where it says the same; a key of nobody's making is none.
    for key in (key_of(page.get(path)), {"once": "x" * 12}, {}):
        assert page.post(path, SET | key).status_code == 302
    wall.enter("1.")
    assert KnowledgeSet.objects.count() == 4


@pytest.mark.usefixtures("stopped_demo")
def test_the_key_of_a_page_of_another_office_is_none() -> None:
    path = "/activities/knowledge/new/"
    ours, theirs = client("DLA-30", "province_coordinator"), client("DLA-36", "province_coordinator")
    key = key_of(ours.get(path))
    assert [one.post(path, SET | key).status_code for one in (ours, theirs)] == [302, 302]
    wall.enter("1.")
    assert set(KnowledgeSet.objects.values_list("office__code", flat=True)) == {"DLA-30", "DLA-36"}


@pytest.mark.usefixtures("stopped_demo")
def test_a_project_sent_twice_is_one() -> None:
    page = client("DOPA-3014", "drug_recorder")
    answers = twice(page, "/activities/projects/new/", lambda: PROJECT)
    assert [one.status_code for one in answers] == [302, 302]
    wall.enter("1.")
    assert Project.objects.count() == 1


@pytest.mark.usefixtures("stopped_demo")
def test_an_inspection_sent_twice_is_one() -> None:
    told = {
        "office": "DOPA-3014", "on": "20 พ.ค. 2569", "inspector": "ผู้ตรวจ", "position": "ผู้ตรวจราชการ", "summary": "สรุป",
        "found-TOTAL_FORMS": "1", "found-INITIAL_FORMS": "0", "found-0-words": "ควรเพิ่ม", "found-0-weight": "advise",
    }  # fmt: skip
    answers = twice(client("MOI", "inspector"), "/activities/inspections/new/", lambda: told)
    assert [one.status_code for one in answers] == [302, 302]
    wall.enter("1.")
    assert (Inspection.objects.count(), Finding.objects.count()) == (1, 1)


def test_of_one_form_that_comes_twice_in_the_same_moment_one_row_is_made(committed_db: Any) -> None:
    with wall.scope("1."):
        clerk, above = make.clerk(), actor("DLA-30", "province_coordinator")
        here, there = office(make.LGO), office("DLA-30")
    key, name = uuid4(), public_id()
    told = sets.SetValues("ชุดความรู้", "สรุป")

    def record() -> Any:
        with wall.scope(clerk.scope):
            return _record(here, key, clerk)

    def make_set() -> Any:
        with wall.scope(above.scope):
            made = sets.make(office=there, values=told, public_id=name, by=above, at=NOW).pk
            time.sleep(0.3)
            return made

    for act in (record, make_set):
        start, made = threading.Barrier(2), []
        threads = [threading.Thread(target=_run, args=(act, start, made)) for _n in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert len(made) == 2 and len(set(made)) == 1, made
    with wall.scope("1."):
        assert (Activity.objects.count(), KnowledgeSet.objects.count()) == (1, 1)


def _record(here: Any, key: UUID, clerk: Any) -> int:
    one = recording.record(office=here, values=make.values(), uuid=key, by=clerk, at=NOW)
    time.sleep(0.3)  # the other comes before this one has committed
    return one.pk


def _run(act: Callable[[], Any], start: threading.Barrier, made: list[Any]) -> None:
    try:
        start.wait(20)
        made.append(act())
    except Exception as error:  # what went wrong is told by the test
        made.append(repr(error))
    finally:
        connection.close()
