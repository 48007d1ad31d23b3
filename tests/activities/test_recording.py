"""Activities recorded, changed and voided: verbs, their entries, bad inputs, photos."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image
from tests.factories import activities as make
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.activities.actions import looking, recording
from tidtam.activities.models import Activity, Photo, Used
from tidtam.activities.queries import listing
from tidtam.activities.rules import faults, partners_of, place_key, read_month
from tidtam.audit.models import Entry, OldRow
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem

pytestmark = pytest.mark.django_db


def entries(one: Activity) -> list[str]:
    rows = Entry.objects.filter(object_type="activities.activity", object_id=str(one.pk)).order_by("at", "verb")
    return [row.verb for row in rows]


def test_an_activity_is_kept_as_it_was_told():
    by = make.clerk()
    one = make.activity(by)
    one.refresh_from_db()
    assert (one.persons, one.households, one.budget_baht) == (40, 22, Decimal("12500.50"))
    assert one.partners == ["รพ.สต.ตูม", "กำนันตำบลตูม"]
    assert (one.scope_path, one.version, one.by_name) == (by.scope, 1, by.name)
    assert entries(one) == ["activities.activity.recorded"]


def test_the_same_form_twice_is_one_activity():
    by, key = make.clerk(), uuid4()
    told = {"office": office(make.LGO), "values": make.values(), "uuid": key, "by": by, "at": NOW}
    assert recording.record(**told).pk == recording.record(**told).pk
    assert Activity.objects.count() == 1


def test_a_change_keeps_what_was_said_before():
    by = make.clerk()
    one = make.activity(by)
    changed = recording.change(
        activity=one, values=make.values(persons=41, kind="care"), version=1, by=by, at=NOW + timedelta(hours=1)
    )
    assert changed.version == 2
    assert OldRow.objects.get(relation="activities_activity", key=str(one.pk)).row["persons"] == 40
    (last, _first) = listing.history(one)
    assert dict(last.was) == {"persons": 40, "kind": "relief"}
    same = recording.change(activity=one, values=make.values(persons=41, kind="care"), by=by, at=NOW)
    assert same.version == 2
    assert len(entries(one)) == 2


def test_who_looked_at_an_older_version_is_told():
    by = make.clerk()
    one = make.activity(by)
    recording.change(activity=one, values=make.values(persons=41), version=1, by=by, at=NOW)
    with pytest.raises(Conflict):
        recording.change(activity=one, values=make.values(persons=50), version=1, by=by, at=NOW)


def test_a_voided_record_stays_and_moves_no_more():
    by = make.clerk()
    one = make.activity(by)
    with pytest.raises(Problem, match="reason_missing"):
        recording.void(activity=one, reason=" \u200b ", by=by, at=NOW)
    gone = recording.void(activity=one, reason="บันทึกซ้ำ", version=1, by=by, at=NOW)
    assert (gone.state, gone.version, gone.void_reason) == ("voided", 2, "บันทึกซ้ำ")
    for act in (
        lambda: recording.change(activity=one, values=make.values(), by=by, at=NOW),
        lambda: recording.void(activity=one, reason="อีกครั้ง", by=by, at=NOW),
        lambda: recording.add_photos(activity=one, contents=[make.photo()], by=by, at=NOW),
    ):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM activities_activity")


BAD = [
    ({"title": "  "}, "title"), ({"place": "\u200b"}, "place"), ({"kind": "party"}, "kind"),
    ({"on": TODAY + timedelta(days=1)}, "on"), ({"on": date(1483, 5, 10)}, "on"), ({"on": date(2569, 5, 10)}, "on"),
    ({"until": make.DAY - timedelta(days=1)}, "until"), ({"until": TODAY + timedelta(days=1)}, "until"),
    ({"on": date(2024, 1, 1), "until": date(2026, 1, 1)}, "until"), ({"persons": -1}, "persons"),
    ({"persons": 2_000_000}, "persons"), ({"persons": 3, "households": 4}, "households"),
    ({"budget_baht": Decimal(-1)}, "budget_baht"), ({"fund": ""}, "fund"),
    ({"partners": tuple(str(n) for n in range(40))}, "partners"), ({"result": "โทร ๐๘๑-๒๓๔-๕๖๗๘ นะ"}, "result"),
    ({"persons": 0, "households": 0, "given": "", "budget_baht": Decimal(0)}, "sure"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "field"), BAD)
def test_what_cannot_be_is_refused_beside_its_field(told, field):
    found = list(faults(make.values(**told), TODAY))
    assert [problem.field for problem in found] == [field]
    by = make.clerk()
    with pytest.raises(Problem) as caught:
        make.activity(by, **told)
    assert caught.value.field == field
    assert not Activity.objects.exists()


def test_nothing_given_is_kept_when_it_is_said_to_be_so():
    by = make.clerk()
    one = make.activity(by, persons=0, households=0, given="", budget_baht=Decimal(0), sure=True)
    assert one.persons == 0


def test_a_tambon_is_one_of_the_own_province():
    by = make.clerk()
    for area in ("", "3014", "999999", "360904"):
        with pytest.raises(Problem) as caught:
            make.activity(by, area=area)
        assert caught.value.field == "area"


def test_only_the_own_office_and_only_with_the_right():
    by = make.clerk()
    with pytest.raises(Missing):
        make.activity(by, "LGO-360904")
    one = make.activity(by)
    reader = actor("DLA-3014", "district_recorder")
    with pytest.raises(NotAllowed):
        recording.void(activity=one, reason="ไม่ใช่", by=reader, at=NOW)
    with pytest.raises(NotAllowed):
        recording.change(activity=one, values=make.values(), by=replace(by, permissions=frozenset()), at=NOW)
    other = make.clerk("LGO-360904")
    wall.enter(other.scope)
    with pytest.raises(Missing):
        recording.void(activity=one, reason="ไม่ใช่", by=other, at=NOW)


def test_photos_are_written_anew_and_taken_away_without_being_lost():
    by = make.clerk()
    one = make.activity(by)
    assert recording.add_photos(activity=one, contents=[make.photo(1), make.photo(2)], by=by, at=NOW) == 2
    assert recording.add_photos(activity=one, contents=[make.photo(1)], by=by, at=NOW) == 0
    found = listing.photos(by, one)
    assert [(row.file.kind, row.file.personal) for row in found] == [("webp", True)] * 2
    recording.remove_photo(photo=found[0], by=by, at=NOW)
    assert len(listing.photos(by, one)) == 1
    assert Photo.objects.count() == 2
    with pytest.raises(Missing):
        recording.remove_photo(photo=found[0], by=by, at=NOW)


def test_a_document_is_no_photo_and_of_too_many_no_more_is_read_than_shows_it():
    by = make.clerk()
    one = make.activity(by)
    for pages in (1, 2):  # one page becomes one picture, and would be counted as a photo nothing is known of
        sent = io.BytesIO()
        drawn = [Image.new("RGB", (80, 60), (200, 30 * n, 60)) for n in range(pages)]
        drawn[0].save(sent, "PDF", save_all=True, append_images=drawn[1:])
        with pytest.raises(Problem, match=r"activities\.not_photo") as caught:
            recording.add_photos(activity=one, contents=[make.photo(1), sent.getvalue()], by=by, at=NOW)
        assert caught.value.field == "photos" and "ภาพที่ 2" in caught.value.message
    read: list[int] = []
    with pytest.raises(Problem, match=r"activities\.photos_at_once"):
        looking.take(make.photo(n) for n in range(40) if not read.append(n))
    assert len(read) == 11
    assert not Photo.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\0\0\0\x18ftypheic" + b"\0" * 60, b"MZ" + b"\0" * 90, b"<html>"])
def test_what_is_no_photo_is_refused(content):
    by = make.clerk()
    one = make.activity(by)
    with pytest.raises(Problem) as caught:
        recording.add_photos(activity=one, contents=[content], by=by, at=NOW)
    assert caught.value.field == "photos"
    assert not Photo.objects.exists()


def test_knowledge_used_is_chosen_from_what_one_was_given():
    above = actor("DLA-30", "province_coordinator")
    held = make.knowledge(above, "DLA-30")
    by = make.clerk()
    with pytest.raises(Problem) as caught:
        make.activity(by, knowledge=(held.public_id,))
    assert caught.value.field == "knowledge"
    from tidtam.activities.actions import knowledge as sets

    wall.enter(above.scope)
    sets.share(knowledge=held, levels=["lgo"], by=above, at=NOW)
    wall.enter(by.scope)
    one = make.activity(by, knowledge=(held.public_id,))
    assert Used.objects.get().knowledge_id == held.pk
    recording.change(activity=one, values=make.values(), by=by, at=NOW)
    assert not Used.objects.exists()
    assert OldRow.objects.get(relation="activities_activity").row["knowledge"] == [held.public_id]


def test_small_readings():
    assert {place_key(one) for one in ("วัด บ้านตูม", "วัดบ้านตูม", " บ้านตูม ")} == {"บ้านตูม"}
    assert partners_of("รพ.สต.ตูม\n กำนัน , กำนัน;\n") == ("รพ.สต.ตูม", "กำนัน")
    assert read_month("2026-05") == date(2026, 5, 1)
    assert [read_month(one) for one in ("", "2026-13", "2569", "x", "0000-00", "2026-05-01")] == [None] * 6
