"""Knowledge sets: made, handed down a branch, read, and who has not read."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories import activities as make
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import received

from tidtam.activities import access
from tidtam.activities.actions import knowledge as sets
from tidtam.activities.models import KnowledgeFile, KnowledgeRead, KnowledgeSet, KnowledgeShare
from tidtam.activities.queries import knowledge as queries
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.letters.models import Letter
from tidtam.notices.models import Notice
from tidtam.offices.queries import below, by_path

pytestmark = pytest.mark.django_db
ALL = ["department", "province", "district", "lgo", "agency"]


def province() -> tuple[object, KnowledgeSet]:
    by = actor("DLA-30", "province_coordinator")
    return by, make.knowledge(by, "DLA-30")


def test_nobody_sees_a_set_before_it_is_handed_down():
    by, one = province()
    lgo = make.clerk()
    assert not access.knowledge(lgo).exists()
    wall.enter(by.scope)
    expected = below(office("DLA-30")).exclude(level="team").count()
    assert sets.share(knowledge=one, levels=ALL, by=by, at=NOW) == expected
    assert sets.share(knowledge=one, levels=ALL, by=by, at=NOW) == 0
    assert Entry.objects.get(verb="activities.knowledge.shared").count == expected
    assert [sets.tell_given(knowledge=one.pk, at=NOW) for _n in "ab"] == [expected, 0]
    told_once = Notice.objects.filter(key__startswith=f"knowledge:{one.pk}:")
    assert told_once.count() == expected
    wall.enter(lgo.scope)
    told = Notice.objects.get(office__code="LGO-301409")
    assert (told.audience, one.title in told.title + told.body) == ("activities.read", False)
    assert one.public_id in told.url
    assert access.knowledge(lgo).get().pk == one.pk
    assert KnowledgeShare.objects.count() == 1
    neighbour = make.clerk("LGO-360904")
    wall.enter(neighbour.scope)
    assert not KnowledgeSet.objects.exists()


def test_an_office_above_sees_a_set_once_it_was_handed_to_somebody():
    by, one = province()
    file = sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)

    def seen(who):
        wall.enter(who.scope)
        found = access.knowledge(who).filter(pk=one.pk).exists()
        assert access.knowledge_files(who).filter(pk=file.pk).exists() == found
        assert (one.title in dict(queries.to_choose(who, [one.public_id])).values()) == found
        return found

    above, colleague = actor("DLA", "department_analyst"), actor("DLA-30", "province_head")
    assert (seen(above), seen(colleague), seen(by)) == (False, True, True)
    with pytest.raises(Missing):
        access.get_knowledge(above, one.public_id)
    with pytest.raises(Missing):
        access.get_knowledge_file(above, one.public_id, file.pk)
    wall.enter(by.scope)
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    assert (seen(above), seen(colleague), seen(by)) == (True, True, True)


def test_two_sets_are_told_apart_by_letter_day_and_what_they_hold():
    by, plain = province()
    cited = make.knowledge(by, "DLA-30", "ชุดลับ", at=NOW + timedelta(hours=1))
    letter = received(by, "DLA-30").letter
    told = sets.SetValues("ชุดลับ", "คำสรุป", letter.public_id)
    cited = sets.change(knowledge=cited, values=told, by=by, at=NOW)
    sets.add_file(knowledge=cited, content=make.photo(3), name="", role="infographic", by=by, at=NOW)
    for text in (b"hello world " * 9, b"good bye " * 9):
        sets.add_file(knowledge=cited, content=text, name="คู่มือลับ.txt", by=by, at=NOW)
    for one in (plain, cited):
        sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
        sets.tell_given(knowledge=one.pk, at=NOW)
    wall.enter(ROOT)
    first, second = Notice.objects.filter(office__code="DLA-3014").order_by("pk")
    assert first.title.endswith("ส่งองค์ความรู้ชุดใหม่มาให้ ชุดวันที่ 21 พ.ค. 2569")
    assert second.title.endswith(f"ส่งองค์ความรู้ชุดใหม่มาให้ ตามหนังสือ {letter.number}") and letter.number
    assert first.body.startswith("มีคำสรุป ไม่มีไฟล์ จัดทำ 21 พ.ค. 2569 เวลา ")
    assert second.body.startswith("อินโฟกราฟิก 1 ภาพ เอกสาร 2 ไฟล์ จัดทำ 21 พ.ค. 2569 เวลา ")
    assert not any("ลับ" in one.title + one.body for one in (first, second))
    Letter.objects.filter(pk=letter.pk).update(secrecy="secret")
    assert letter.number not in "".join(sets._which(cited.pk))


def test_a_set_waits_until_the_office_acknowledges_it_as_it_stands():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    reader = actor("DLA-3014", "district_recorder")
    with CaptureQueriesContext(connection) as asked:
        (waits,) = queries.to_acknowledge(reader)
    assert len(asked) == 1
    assert (waits.public_id, waits.title, waits.from_office) == (one.public_id, one.title, str(office("DLA-30")))
    sets.note_read(knowledge=one, by=reader, at=NOW)
    assert len(queries.to_acknowledge(reader)) == 1  # opened is not acknowledged
    sets.note_read(knowledge=one, acknowledge=True, by=actor("DLA-3014", "district_head"), at=NOW)
    assert queries.to_acknowledge(reader) == []
    wall.enter(by.scope)
    assert queries.to_acknowledge(by) == []  # its own, and those of others below, are nobody's work here
    sets.change(knowledge=one, values=sets.SetValues("ชื่อใหม่", "คำสรุป"), by=by, at=NOW)
    wall.enter(reader.scope)
    assert [row.title for row in queries.to_acknowledge(reader)] == ["ชื่อใหม่"]


def test_only_the_levels_chosen_and_at_least_one():
    by, one = province()
    with pytest.raises(Problem) as caught:
        sets.share(knowledge=one, levels=["team"], by=by, at=NOW)
    assert caught.value.field == "levels"
    districts = below(office("DLA-30")).filter(level="district").count()
    assert sets.share(knowledge=one, levels=["district"], by=by, at=NOW) == districts


def test_a_district_hands_on_what_it_was_given_and_nothing_else():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    secret = make.knowledge(by, "DLA-30", "ยังไม่ส่ง")
    district = actor("DLA-3014", "joint_clerk")
    new = sets.share(knowledge=one, levels=["lgo"], by=district, at=NOW)
    assert new == below(office("DLA-3014")).filter(level="lgo").count()
    with pytest.raises(Missing):
        sets.share(knowledge=secret, levels=["lgo"], by=district, at=NOW)
    lgo = make.clerk()
    assert queries.own_share(lgo, one).from_office.code == "DLA-3014"
    with pytest.raises(NotAllowed):
        sets.share(knowledge=one, levels=["lgo"], by=lgo, at=NOW)


def test_who_has_read_and_who_has_not():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    (line,) = queries.lines(by, [one])
    assert (line.given, line.read) == (32, 0)
    assert sets.note_read(knowledge=one, by=by, at=NOW) is None
    for n, code in enumerate(("DLA-3014", "DLA-3015")):
        reader = actor(code, "district_recorder")
        assert queries.unread(reader) == 1
        first = sets.note_read(knowledge=one, by=reader, at=NOW + timedelta(minutes=n))
        assert sets.note_read(knowledge=one, by=reader, at=NOW + timedelta(days=1)).opened_at == first.opened_at
        second = actor(code, "district_head")
        sets.note_read(knowledge=one, by=second, at=NOW + timedelta(hours=1))
        assert queries.unread(reader) == 0
        if n:
            sets.note_read(knowledge=one, acknowledge=True, by=second, at=NOW + timedelta(hours=2))
    wall.enter(by.scope)
    (line,) = queries.lines(by, [one])
    assert (line.given, line.read) == (32, 2)
    assert queries.given_below(by, one, show="unread").count() == 30
    rows = queries.readers(by, one, queries.given_below(by, one, show="read"))
    assert [(row.office.code, row.acknowledged_at is not None) for row in rows] == [
        ("DLA-3014", False), ("DLA-3015", True)
    ]  # fmt: skip
    assert {row.by_name for row in rows} == {"กานดา ศรีประทุม"}
    assert KnowledgeRead.objects.count() == 4


def test_a_set_that_was_changed_is_to_be_read_again():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    for code in ("DLA-3014", "DLA-3015"):
        reader = actor(code, "district_recorder")
        sets.note_read(knowledge=one, acknowledge=True, version=1, by=reader, at=NOW)
    wall.enter(by.scope)
    sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW + timedelta(hours=1))
    one = access.get_knowledge(by, one.public_id)
    (line,) = queries.lines(by, [one])
    assert (line.given, line.read) == (32, 0)
    assert [queries.given_below(by, one, show=show).count() for show in ("changed", "read", "unread", "all")] == [
        2, 0, 30, 32
    ]  # fmt: skip
    rows = queries.readers(by, one, queries.given_below(by, one, show="changed"))
    assert [(row.changed, row.opened_at, row.acknowledged_at) for row in rows] == [(True, NOW, None)] * 2
    reader = actor("DLA-3015", "district_recorder")
    (line,) = queries.lines(reader, [one])
    assert (line.opened, line.acknowledged, line.changed, queries.unread(reader)) == (False, False, True, 1)
    with pytest.raises(Conflict):
        sets.note_read(knowledge=one, acknowledge=True, version=1, by=reader, at=NOW + timedelta(hours=2))
    again = sets.note_read(knowledge=one, acknowledge=True, version=2, by=reader, at=NOW + timedelta(hours=3))
    assert (again.version, again.opened_at, again.acknowledged_at) == (2, *[NOW + timedelta(hours=3)] * 2)
    assert queries.read_before(reader, one).opened_at == NOW
    (line,) = queries.lines(reader, [one])
    assert (line.opened, line.acknowledged, line.changed, queries.unread(reader)) == (True, True, False, 0)
    wall.enter(by.scope)
    (line,) = queries.lines(by, [one])
    assert (line.read, queries.given_below(by, one, show="changed").count()) == (1, 1)


def test_who_opened_a_set_is_told_once_that_it_was_changed():
    by, one = province()
    sets.share(knowledge=one, levels=ALL, by=by, at=NOW)
    reader = actor("DLA-3014", "district_recorder")
    sets.note_read(knowledge=one, by=reader, at=NOW)
    wall.enter(by.scope)
    for words in ("คำสรุปใหม่", "คำสรุปใหม่กว่า"):
        one = sets.change(knowledge=one, values=sets.SetValues(one.title, words), by=by, at=NOW)
    jobs = ProcrastinateJob.objects.filter(task_name="activities.tell_changed").order_by("id")
    assert [(job.args["version"], job.scheduled_at > NOW) for job in jobs] == [(2, True), (3, True)]
    assert [sets.tell_changed(knowledge=one.pk, version=number, at=NOW) for number in (2, 3, 3)] == [0, 1, 0]
    wall.enter(ROOT)
    (told,) = Notice.objects.filter(key__startswith=f"knowledge:{one.pk}:")
    assert (told.office.code, one.title in told.title + told.body) == ("DLA-3014", False)
    wall.enter(reader.scope)
    sets.note_read(knowledge=KnowledgeSet.objects.get(), by=reader, at=NOW)
    wall.enter(ROOT)
    Notice.objects.all().delete()
    assert sets.tell_changed(knowledge=one.pk, version=3, at=NOW) == 0, "who has opened it needs no word"


def test_who_is_given_a_set_does_not_wait_for_the_word_that_it_was_changed():
    by, one = province()
    sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    jobs = ProcrastinateJob.objects.filter(queue_name="activities")
    locks = dict(jobs.values_list("task_name", "lock"))
    assert set(locks) == {"activities.tell_given", "activities.tell_changed"}
    assert len(set(locks.values())) == 2


def test_those_who_read_before_versions_were_kept_have_the_one_of_the_audit():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    sets.note_read(knowledge=one, by=actor("DLA-3014", "district_recorder"), at=NOW)
    wall.enter(by.scope)
    one = sets.change(knowledge=one, values=sets.SetValues("ชื่อใหม่", "คำสรุป"), by=by, at=NOW)
    sets.note_read(knowledge=one, by=actor("DLA-3015", "district_recorder"), at=NOW)
    wall.enter(ROOT)
    assert KnowledgeRead.objects.update(version=9) == 2
    with connection.cursor() as cursor:
        cursor.execute(import_module("tidtam.activities.migrations.0007_read_by_version").READ)
    assert dict(KnowledgeRead.objects.values_list("office__code", "version")) == {"DLA-3014": 1, "DLA-3015": 2}


def test_a_colleague_who_only_opened_takes_no_acknowledgement_back():
    by, one = province()
    sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    for role, said in (("district_recorder", True), ("district_head", False)):
        sets.note_read(knowledge=one, acknowledge=said, by=actor("DLA-3014", role), at=NOW)
    (line,) = queries.lines(actor("DLA-3014", "district_head"), [one])
    assert line.acknowledged


def test_a_title_alone_is_handed_to_nobody():
    by = actor("DLA-30", "province_coordinator")
    one = sets.make(office=office("DLA-30"), values=sets.SetValues("ชื่อเท่านั้น"), by=by, at=NOW)
    with pytest.raises(Problem) as caught:
        sets.share(knowledge=one, levels=["district"], by=by, at=NOW)
    assert caught.value.code == "activities.knowledge_empty"
    kept = sets.add_file(knowledge=one, content=b"hello world " * 9, name="a.txt", by=by, at=NOW)
    assert sets.share(knowledge=one, levels=["district"], by=by, at=NOW) == 32
    with pytest.raises(Problem) as caught:  # nor is it left to those who have it
        sets.remove_file(file=kept, by=by, at=NOW)
    assert (caught.value.code, caught.value.field) == ("activities.knowledge_empty", "documents")
    sets.change(knowledge=one, values=sets.SetValues("ชื่อเท่านั้น", "คำสรุป"), by=by, at=NOW)
    sets.remove_file(file=kept, by=by, at=NOW)
    with pytest.raises(Problem) as caught:
        sets.change(knowledge=one, values=sets.SetValues("ชื่อเท่านั้น", ""), by=by, at=NOW)
    assert (caught.value.code, caught.value.field) == ("activities.knowledge_empty", "summary")
    assert access.get_knowledge(by, one.public_id).summary == "คำสรุป"


def test_the_list_takes_few_queries():
    by, _one = province()
    for n in range(6):
        sets.share(knowledge=make.knowledge(by, "DLA-30", f"ชุดที่ {n}"), levels=["lgo"], by=by, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        queries.lines(by, list(queries.listing(by)))
    assert len(asked) == 5


def test_files_are_read_by_those_who_were_given_the_set():
    by, one = province()
    kept = sets.add_file(knowledge=one, content="คู่มือ".encode() * 20, name="คู่มือ.txt", by=by, at=NOW)
    again = sets.add_file(knowledge=one, content="คู่มือ".encode() * 20, name="อีกชื่อ.txt", by=by, at=NOW)
    assert kept.pk == again.pk
    first = sets.add_file(knowledge=one, content=make.photo(3), name="", role="infographic", by=by, at=NOW)
    second = sets.add_file(knowledge=one, content=make.photo(4), name="", role="infographic", by=by, at=NOW)
    assert second.kind == "webp"
    assert second.pk != first.pk
    documents, shown = queries.files(by, one)
    assert ([one.pk for one in documents], shown.pk) == ([kept.pk], second.pk)
    lgo = make.clerk()
    with pytest.raises(Missing):
        access.get_knowledge_file(lgo, one.public_id, kept.pk)
    wall.enter(by.scope)
    sets.share(knowledge=one, levels=["lgo"], by=by, at=NOW)
    wall.enter(lgo.scope)
    assert access.get_knowledge_file(lgo, one.public_id, kept.pk).sha256 == kept.sha256
    with pytest.raises(NotAllowed):
        sets.remove_file(file=kept, by=lgo, at=NOW)
    wall.enter(by.scope)
    sets.remove_file(file=kept, by=by, at=NOW)
    assert queries.files(by, one)[0] == []
    assert KnowledgeFile.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "role", "field"),
    [
        (b"", "document", "documents"), (b"MZ" + b"\0" * 90, "document", "documents"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "infographic", "infographic"), (b"", "infographic", "infographic"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_beside_their_field(content, role, field):
    by, one = province()
    with pytest.raises(Problem) as caught:
        sets.add_file(knowledge=one, content=content, name="x", role=role, by=by, at=NOW)
    assert caught.value.field == field


def test_only_the_owner_changes_a_set():
    by, one = province()
    sets.share(knowledge=one, levels=ALL, by=by, at=NOW)
    district = actor("DLA-3014", "district_recorder")
    with pytest.raises(Missing):
        sets.change(knowledge=one, values=sets.SetValues("ของเรา"), by=district, at=NOW)
    # The wall says so too: who was given a set sees it and writes nothing.
    assert KnowledgeSet.objects.filter(pk=one.pk).exists()
    assert KnowledgeSet.objects.filter(pk=one.pk).update(title="ของเรา") == 0
    wall.enter(by.scope)
    changed = sets.change(knowledge=one, values=sets.SetValues("ชื่อใหม่", "คำสรุป"), version=1, by=by, at=NOW)
    assert (changed.title, changed.version) == ("ชื่อใหม่", 2)
    with pytest.raises(Conflict):
        sets.change(knowledge=one, values=sets.SetValues("อีกชื่อ"), version=1, by=by, at=NOW)
    for values, field in ((sets.SetValues(" "), "title"), (sets.SetValues("ก", letter="0" * 12), "letter")):
        with pytest.raises(Problem) as caught:
            sets.change(knowledge=one, values=values, by=by, at=NOW)
        assert caught.value.field == field


def test_the_whole_line_is_given_a_set_at_once():
    by = actor("DLA", "department_analyst")
    one = make.knowledge(by, "DLA")
    began = time.perf_counter()
    new = sets.share(knowledge=one, levels=ALL, by=by, at=NOW)
    took = time.perf_counter() - began
    assert new == below(by_path(by.scope)).exclude(level="team").count()
    assert took < 5, took  # far above what it takes; the figure is told by the bench
    print(f"shared with {new} offices in {took:.2f} s")
