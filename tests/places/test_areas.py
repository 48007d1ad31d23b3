"""Areas on PostgreSQL: counts, codes, Thai order, search. The suite's database holds the official areas."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tidtam.kernel.actor import Actor, system
from tidtam.kernel.problem import Missing, NotAllowed
from tidtam.places import actions, gazetteer, queries, rules
from tidtam.places.models import Area, AreaPoint

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_counts_and_codes() -> None:
    def count(level: str) -> int:
        return Area.objects.filter(level=level).count()

    assert (count("province"), count("district"), count("subdistrict")) == (77, 928, 7_436)
    assert Area.objects.filter(level="district").exclude(code__startswith="10").count() == 878
    assert AreaPoint.objects.count() == 1_005
    assert str(queries.by_code("3014")) == "อำเภอปักธงชัย"
    assert queries.place_line(queries.by_code("301409")) == "ตำบลตูม อำเภอปักธงชัย จังหวัดนครราชสีมา"
    assert str(queries.by_code("1002")) == "เขตดุสิต"
    assert queries.by_code("30").letters == "นม"
    with pytest.raises(Missing):
        queries.by_code("9999")


def test_loading_again_writes_nothing_and_mends_what_differs() -> None:
    assert actions.load_areas(by=system("test"), at=AT) == (0, 0)
    Area.objects.filter(code="3014").update(name_th="ผิด")
    assert actions.load_areas(by=system("test"), at=AT) == (1, 0)
    assert queries.by_code("3014").name_th == "ปักธงชัย"


def test_loading_needs_the_right() -> None:
    nobody = Actor(user_id=1, grant_id=1, office_id=1, scope="1.", role="clerk")
    with pytest.raises(NotAllowed):
        actions.load_areas(by=nobody, at=AT)


def test_the_key_in_sql_equals_the_key_in_python() -> None:
    letters = [chr(c) for c in range(0x0E01, 0x0E3B)] + [chr(c) for c in range(0x0E40, 0x0E4F)] + list(" aB1๑.")
    chance = random.Random(7)
    words = ["".join(chance.choices(letters, k=chance.randint(0, 14))) for _ in range(3_000)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT th_key(w) FROM unnest(%s::text[]) WITH ORDINALITY AS t(w, o) ORDER BY o", [words])
        assert [row[0] for row in cursor.fetchall()] == [rules.th_key(word) for word in words]


def test_provinces_stand_in_thai_order() -> None:
    names = [area.name_th for area in queries.provinces()]
    assert names == sorted(names, key=rules.th_key)
    assert names[:3] == ["กระบี่", "กรุงเทพมหานคร", "กาญจนบุรี"]
    assert names.index("เชียงราย") < names.index("ตรัง") < names.index("เพชรบุรี") < names.index("แพร่")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ปักธงชัย", "3014"),
        ("อ.ปักธงชัย", "3014"),
        ("อำเภอปักธงชัย จังหวัดนครราชสีมา", "3014"),
        ("ปักธง", "3014"),
        ("ปักธงไชย", "3014"),
        ("เทพสถิตย์", "3609"),
        ("ต.ตูม อ.ปักธงชัย", "301409"),
        ("ตูม ปักธงชัย", "301409"),
        ("บ้านไร่ เทพสถิต", "360904"),
        ("จ.ชัยภูมิ", "36"),
        ("Mae Sai", "5709"),
        ("5709", "5709"),
        ("๕๗๐๙", "5709"),
    ],
)
def test_search_finds(typed: str, first: str) -> None:
    assert queries.search(typed)[0].code == first


def test_search_is_bounded_and_safe() -> None:
    assert queries.search("") == []
    assert queries.search("ฃฃฃฃฃฃ") == []
    assert queries.search("%'; drop table places_area; --_\\") == []
    assert len(queries.search("บ้าน", limit=5)) == 5
    assert {a.code[:4] for a in queries.search("บ้านไร่", level="subdistrict", within="3609")} == {"3609"}
    assert all(a.level == "district" for a in queries.search("เมือง", level="district"))


def test_the_database_refuses_a_code_that_does_not_fit() -> None:
    for wrong in (
        Area(code="301", level="province", name_th="ก"),
        Area(code="9901", level="district", name_th="ก", parent_id="30"),
        Area(code="301", level="district", name_th="ก", parent_id="30"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)


def test_points_carry_their_attribution() -> None:
    box = next(p for p in queries.points("district", "30") if p["code"] == "3014")
    assert box["box"][0] < box["lat"] < box["box"][2]
    assert "CC BY-IGO" in gazetteer.POINTS_ATTRIBUTION
