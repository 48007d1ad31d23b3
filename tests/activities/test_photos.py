"""Photos that were used before, taken elsewhere or on another day are flagged; what is said to a flag is kept."""

from __future__ import annotations

import io
import random
import threading
import time
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from PIL import Image
from tests.factories import activities as make
from tests.factories.actors import NOW, actor

from tidtam.activities.actions import looking, recording
from tidtam.activities.matching import (
    MOST_FINE,
    MOST_ROUGH,
    SURE,
    Framed,
    Taken,
    apart,
    likeness,
    near,
    taken,
)
from tidtam.activities.models import Activity, Flag, Print
from tidtam.activities.queries import photos as queries
from tidtam.activities.screens import Held, is_screen
from tidtam.audit.models import Entry
from tidtam.demo import pictures
from tidtam.files.cleaning import cleaned, looked_at
from tidtam.files.extract.weave import weave
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, Problem

FAR = "LGO-360904"


def shot(number: int, on: str = "", at: tuple[float, float] | None = None) -> bytes:
    """Return an invented photo, whose file may say when and where it was taken."""
    exif = Image.Exif()
    if on:
        exif[0x8769] = {36867: on}
    if at:
        exif[0x8825] = {1: "N", 2: (at[0], 0.0, 0.0), 3: "E", 4: (at[1], 0.0, 0.0)}
    return pictures.jpeg(pictures.photo(number), exif=exif if on or at else None)


def test_changed_copies_are_near_and_other_photos_are_far() -> None:
    known = {number: likeness(shot(number)) for number in range(8)}
    for number in range(4):
        for change in pictures.CHANGES:
            copy = likeness(pictures.variant(pictures.photo(number), change, number))
            ways = [(apart(way.rough, known[number].rough), apart(way.fine, known[number].fine)) for way in copy.ways()]
            assert any(rough <= MOST_ROUGH and fine <= MOST_FINE for rough, fine in ways), (number, change, ways)
        for other in range(number + 1, 8):
            assert all(apart(way.fine, known[other].fine) > MOST_FINE for way in known[number].ways())
    one = known[0]
    assert one.turned().turned().turned().turned() == one
    dice = random.Random(7)
    for _n in range(200):  # whatever eleven bits differ, one quarter is near
        bits = list(one.rough)
        for at in dice.sample(range(64), SURE):
            bits[at] = "10"[int(bits[at])]
        quarters = [int("".join(bits[n : n + 16]), 2) for n in range(0, 64, 16)]
        assert any(there in near(here) for here, there in zip(one.quarters, quarters, strict=True))


def test_framed_anew_a_copy_comes_nearer_than_another_day_in_the_same_hall() -> None:
    here, there = (pictures.jpeg(pictures.photo(number, shared=True)) for number in (22030, 13030))
    assert apart(likeness(here).fine, likeness(there).fine) <= MOST_FINE
    assert not Framed(here).same(likeness(there).fine)
    copy = pictures.variant(pictures.photo(22030, shared=True), "all", 3)
    assert Framed(here).same(likeness(copy).fine) and Framed(copy).same(likeness(here).fine)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0" * 40, b"RIFF\0\0\0\0WEBP" + b"\xff" * 60]
)
def test_a_file_that_says_nonsense_says_nothing(content: bytes) -> None:
    assert taken(content) == Taken()


def test_what_a_file_says_is_read_before_it_is_taken_away() -> None:
    said = taken(shot(1, "2026:05:10 09:12:00", (14.7137, 102.0222)))
    assert (str(said.on), said.position) == ("2026-05-10", (14.714, 102.022))
    assert taken(shot(1, "2569:05:10 09:12:00")).on is None
    assert taken(shot(1, at=(0.0, 0.0))) == Taken()


@pytest.mark.django_db
def test_a_photo_used_before_is_flagged_and_what_is_told_is_office_and_day() -> None:
    first = make.activity(make.clerk())
    recording.add_photos(activity=first, contents=[shot(1)], by=make.clerk(), at=NOW)
    by = make.clerk(FAR)
    other = make.activity(by, FAR, area="360904")
    copy = pictures.variant(pictures.photo(1), "all", 5)
    recording.add_photos(activity=other, contents=[copy, shot(2)], by=by, at=NOW)
    (flag,) = Flag.objects.filter(photo__activity=other)
    assert (flag.kind, flag.like_on, flag.exact, flag.state) == ("recycled", first.on, False, "open")
    assert flag.like_office == first.office.name_th
    recording.add_photos(activity=other, contents=[shot(1)], by=by, at=NOW)
    assert Flag.objects.filter(photo__activity=other, exact=True).count() == 1
    assert not Activity.objects.filter(pk=first.pk).exists()  # the wall stands as before
    wall.enter(first.scope_path)
    assert not Flag.objects.exists()
    known = likeness(shot(1))
    told = {"content": lambda: shot(1)}
    assert queries.like(known, "", first.pk, **told) is not None  # the other office has it now
    assert queries.like(known, "", first.pk, content=lambda: shot(2)) is None  # near bits alone are not enough
    wall.enter("")
    assert queries.like(known, "", **told) is None  # without a scope nobody is told
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM activities_print")


def test_of_two_who_hang_one_photo_in_the_same_moment_one_is_flagged(committed_db: Any) -> None:
    with wall.scope("1."):
        ones = [make.activity(make.clerk(code), code, area=code[4:]) for code in (make.LGO, FAR)]
        clerks = [make.clerk(code) for code in (make.LGO, FAR)]
    first, second = threading.Barrier(2), []

    def hang(number: int, hold: bool) -> None:
        try:
            with wall.scope(clerks[number].scope):
                if not hold:
                    first.wait(20)  # the other has hung its photo and has not committed
                recording.add_photos(activity=ones[number], contents=[shot(1)], by=clerks[number], at=NOW)
                if hold:
                    first.wait(20)
                    second.append(_waits())
        finally:
            connection.close()

    threads = [threading.Thread(target=hang, args=pair) for pair in ((0, True), (1, False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with wall.scope("1."):
        assert second == [True] and [flag.photo.activity_id for flag in Flag.objects.all()] == [ones[1].pk]


def _waits(seconds: float = 20) -> bool:
    """Return whether somebody comes to wait for a lock of the house."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
                           " (SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
            if cursor.fetchone()[0]:
                return True
        time.sleep(0.02)
    return False


@pytest.mark.django_db
def test_a_voided_activity_and_a_removed_photo_are_no_earlier_use() -> None:
    by = make.clerk()
    first, second = make.activity(by), make.activity(by, title="ครั้งที่สอง")
    recording.add_photos(activity=first, contents=[shot(1), shot(1)], by=by, at=NOW)
    assert not Flag.objects.exists()
    recording.void(activity=first, reason="บันทึกซ้ำ", by=by, at=NOW)
    recording.add_photos(activity=second, contents=[shot(1)], by=by, at=NOW)
    assert not Flag.objects.exists()


@pytest.mark.django_db
def test_another_day_and_another_place_are_flagged_and_answered() -> None:
    by = make.clerk()
    one = make.activity(by, position=(14.70, 102.02))
    good, late, far = (
        shot(11, "2026:05:11 08:00:00", (14.71, 102.03)), shot(12, "2026:05:14 08:00:00"), shot(13, at=(15.9, 100.1)),
    )  # fmt: skip
    recording.add_photos(activity=one, contents=[good, late, far], by=by, at=NOW)
    told = make.values(position=(14.70, 102.02), on=make.DAY + timedelta(days=1))
    recording.change(activity=one, values=told, by=by, at=NOW)  # looked at once more, each flag stands once
    assert sorted(Flag.objects.values_list("kind", flat=True)) == ["elsewhere", "other_day"]
    assert Flag.objects.get(kind="elsewhere").away_km > 100
    assert queries.open_of(by, one) == 2
    day, place = Flag.objects.get(kind="other_day"), Flag.objects.get(kind="elsewhere")
    with pytest.raises(Problem) as caught:
        looking.answer(flag=day, words="โทร 081-234-5678", by=by, at=NOW)
    assert caught.value.field == "words"
    with pytest.raises(Conflict):
        looking.see(flag=day, by=actor("DLA-3014", "district_recorder"), at=NOW)
    looking.answer(flag=day, words="นาฬิกากล้องเดินผิด", by=by, at=NOW)
    looking.answer(flag=place, by=by, at=NOW)
    assert list(Flag.objects.order_by("kind").values_list("state", flat=True)) == ["confirmed", "explained"]
    with pytest.raises(Missing):
        looking.see(flag=day, by=by, at=NOW)
    above = actor("DLA-3014", "district_recorder")
    assert queries.waiting(above) == (0, 2)
    looking.see(flag=day, by=above, at=NOW + timedelta(hours=1))
    assert queries.waiting(above) == (0, 1)
    with pytest.raises(Conflict):
        looking.answer(flag=day, words="อีกครั้ง", by=by, at=NOW)
    verbs = set(Entry.objects.filter(object_id=str(one.pk)).values_list("verb", flat=True))
    assert {"activities.flag.answered", "activities.flag.seen"} <= verbs


@pytest.mark.django_db
def test_without_a_place_of_its_own_the_district_is_the_place() -> None:
    by = make.clerk()
    one = make.activity(by)
    recording.add_photos(activity=one, contents=[shot(21, at=(14.9, 102.1)), shot(22, at=(18.8, 99.0))], by=by, at=NOW)
    flag: Any = Flag.objects.get()
    assert (flag.kind, flag.away_km > 300) == ("elsewhere", True)
    assert Print.objects.filter(latitude__isnull=False).count() == 2


@cache
def of_screen(number: int, *, dots: bool = True) -> bytes:
    """Return a photo of a phone that shows an invented photo, by a small camera."""
    how = replace(pictures.capture(number, shown="phone_upright", camera=(1920, 1440)), dots=720)
    return pictures.screen(pictures.photo(number), number, how, dots=dots)


def test_a_pattern_all_over_a_photo_shows_a_screen_and_one_in_a_part_does_not() -> None:
    seen = of_screen(31)
    assert is_screen(weave(seen))
    assert not is_screen(weave(of_screen(31, dots=False)))  # the same camera before a wall
    assert not is_screen(weave(shot(31)))
    with Image.open(io.BytesIO(seen)) as image:
        part = pictures.photo(32).resize(image.size)
        part.paste(image.crop((0, 0, image.width * 2 // 5, image.height)), (0, 0))  # a shirt, a fence, a roof
    assert not is_screen(weave(pictures.jpeg(part)))
    assert weave(pictures.jpeg(Image.new("RGB", (60, 400), "red"))) == 0
    assert weave(pictures.jpeg(Image.new("RGB", (400, 400), "red"))) < 1


def test_the_pattern_is_looked_for_on_what_was_sent_and_only_there_where_bytes_are_read() -> None:
    seen = of_screen(31)
    content, ending, told = looked_at(seen)
    assert (ending, told) == ("webp", weave(seen))
    assert cleaned(seen) == (content, ending)
    with pytest.raises(Problem):
        looked_at(seen[:4000])
    assert looked_at(b"\xff\xd8" + shot(1)[2:])[2] < 1


def test_a_photo_on_a_screen_is_found_though_it_is_held_askew() -> None:
    other = likeness(shot(33)).fine
    for number in (34, 37):
        held, known = Held(of_screen(number)), likeness(shot(number))
        ways = [way for one in held.likely() for way in one.ways()]
        assert any(apart(way.rough, known.rough) <= MOST_ROUGH and apart(way.fine, known.fine) <= MOST_FINE
                   for way in ways)  # fmt: skip
        assert held.same(known.fine) and not held.same(other)


@pytest.mark.django_db
def test_a_photo_of_a_screen_is_asked_about_and_the_photo_on_it_is_found() -> None:
    by = make.clerk()
    first, second = make.activity(by), make.activity(by, title="ครั้งที่สอง")
    recording.add_photos(activity=first, contents=[shot(34)], by=by, at=NOW)
    assert not Flag.objects.exists()
    recording.add_photos(activity=second, contents=[of_screen(34), of_screen(37)], by=by, at=NOW)
    told = [(flag.photo_id, flag.kind, flag.like_on, flag.state) for flag in Flag.objects.order_by("photo", "kind")]
    photos = sorted({photo for photo, *_rest in told})
    assert told == [
        (photos[0], "recycled", first.on, "open"), (photos[0], "screen", None, "open"),
        (photos[1], "screen", None, "open"),
    ]  # fmt: skip
    looking.answer(flag=Flag.objects.get(photo=photos[1]), words="ถ่ายจอประชุมทางไกล", by=by, at=NOW)
    assert queries.open_of(by, second) == 2
