"""Finding people: recall on labelled questions, the wall, duplicates, the command."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from django.db import connection
from tests.factories.actors import NOW, actor
from tests.factories.people import person, registration
from tests.people.variants import questions, register

from tidtam.cli import main
from tidtam.kernel import wall
from tidtam.kernel.problem import Problem
from tidtam.people import actions, queries
from tidtam.people.matching.asking import parse
from tidtam.people.matching.index import Index
from tidtam.people.matching.ranking import Known
from tidtam.people.views.places import tambon_of
from tidtam.thai.national_id import synthetic

HAND = [
    ("นัทพล ใจดี", "ณัฐพล ใจดี"), ("ณัฎฐพล", "ณัฐพล ใจดี"), ("พงศักดิ์ สีสุข", "พงษ์ศักดิ์ ศรีสุข"), ("พงษศักดิ์", "พงษ์ศักดิ์ ศรีสุข"),
    ("วันนา แก้วมนี", "วรรณา แก้วมณี"), ("สิริพร จันแก้ว", "ศิริพร จันทร์แก้ว"), ("ศิลิพอน จันแก้ว", "ศิริพร จันทร์แก้ว"),
    ("น.ส.กาญจนาทองดี", "กาญจนา ทองดี"), ("กานจะนา ทองดี", "กาญจนา ทองดี"), ("ทองดี กาญจนา", "กาญจนา ทองดี"),
    ("ไชยวัฒน์ วงสุวัน", "ชัยวัฒน์ วงศ์สุวรรณ์"), ("ชัยวัด วงค์สุวรรณ", "ชัยวัฒน์ วงศ์สุวรรณ์"),
    ("เกียดศักดิ์ บุนเรือง", "เกียรติศักดิ์ บุญเรือง"), ("เกียรติศักดิ์บุญเรือง", "เกียรติศักดิ์ บุญเรือง"),
    ("ธีรภัทธ ศรีวิไชย", "ธีรภัทร์ ศรีวิชัย"), ("ทีรพัด", "ธีรภัทร์ ศรีวิชัย"), ("จักพง คำแก้ว", "จักรพงษ์ คำแก้ว"),
    ("อภิชาด พรมมา", "อภิชาติ พรหมมา"), ("อภิชาต พรหมา", "อภิชาติ พรหมมา"), ("เพ็ชรรัตน์ สายบุน", "เพชรรัตน์ สายบุญ"),
    ("เพชรัตน์ สายบุญ", "เพชรรัตน์ สายบุญ"), ("มูฮัมหมัด สะแลแม", "มูหะมัด สาแลแม"), ("มะหะมัด สาแลแม", "มูหะมัด สาแลแม"),
    ("ว่าที่ ร.ต.ชัยวัฒน์ วงศ์สุวรรณ", "ชัยวัฒน์ วงศ์สุวรรณ์"), ("นายอภิชาติ", "อภิชาติ พรหมมา"), ("แซ่ลิม มานพ", "มานพ แซ่ลิ้ม"),
]  # fmt: skip


def test_recall_on_labelled_questions():
    people = register(11, 12_000)
    index = Index()
    for one in people:
        index.add(one)
    asked = questions(people, 12, 16)
    assert len(asked) >= 600
    missed = [q for q in asked if q.person not in {one.id for one in index.search(parse(q.text), 10)}]
    recall = 1 - len(missed) / len(asked)
    assert recall >= 0.97, (recall, missed[:20])


def test_names_as_people_write_them():
    index = Index()
    names = sorted({name for _, name in HAND})
    for one in register(3, 5_000):
        index.add(Known(one.id + 1000, one.first, one.last, one.nickname))
    for number, name in enumerate(names):
        first, last = name.split(" ")
        index.add(Known(number, first, last))
    missed = [
        (text, name) for text, name in HAND
        if names.index(name) not in {one.id for one in index.search(parse(text), 10)}
    ]  # fmt: skip
    assert len(missed) <= len(HAND) * 0.03, missed


@pytest.mark.parametrize(
    ("text", "words", "places", "numbers", "year"),
    [
        ("นายสมชาย ใจดี ต.ตูม อ.ปักธงชัย เกิดปี 2520", ("สมชาย", "ใจดี"), ("ตูม", "ปักธงชัย"), (), 1977),
        ("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", (), (), ("1234567890121",), None),
        ("9-9999-xxxxx-xx-4 สมชาย", ("สมชาย",), (), ("99999xxxxxxx4",), None),
        ("น.ส. สมศรี", ("สมศรี",), (), (), None),
        ("081-234-5678", (), (), ("0812345678",), None),
        ("สม\u200bชาย (ชาย)", ("สมชาย", "ชาย"), (), (), None),
        ("  ", (), (), (), None),
        ("\0'; DROP TABLE x; --", ("drop", "table", "x"), (), (), None),
    ],
)
def test_a_question_is_taken_apart(text, words, places, numbers, year):
    asked = parse(text)
    assert (asked.words, asked.places, asked.numbers, asked.year) == (words, places, numbers, year)


@pytest.mark.django_db
def test_the_database_and_the_index_answer_alike():
    by = actor("DOPA-3014", "drug_recorder")
    people = register(21, 400)
    whole = [
        registration(first_name=p.first, last_name=p.last, nickname=p.nickname, title="", id_number=p.numbers[0],
                     phone=p.numbers[1], birth=f"{p.year + 543}")
        for p in people
    ]  # fmt: skip
    ids = actions.register_many(registrations=whole, purpose="aftercare", by=by, at=NOW)
    index = Index()
    for pk, p in zip(ids, people, strict=True):
        index.add(Known(pk, p.first, p.last, p.nickname, ("ตูม", "ปักธงชัย", "นครราชสีมา"), p.numbers, p.year))
    own = {p.id: pk for pk, p in zip(ids, people, strict=True)}
    for question in questions(people, 22, 1):
        found = queries.search(by, question.text, purpose="aftercare", limit=10)
        expected = index.search(parse(question.text), 10)
        assert [m.person.pk for m in found[:3]] == [f.id for f in expected[:3]], question
        if question.kind not in ("first-place-year", "prefix-both"):
            assert own[question.person] in [m.person.pk for m in found], question


@pytest.mark.django_db
def test_search_sees_nothing_beyond_the_scope_or_of_another_purpose():
    here = actor("DOPA-3014", "drug_recorder")
    mine = person(here)
    there = actor("DOPA-3609", "drug_recorder")
    theirs = person(there, "DOPA-3609")
    for text in ("สมชาย ใจดี", synthetic(1), "0812345678", "ใจดี"):
        wall.enter(here.scope)
        assert [m.person.pk for m in queries.search(here, text, purpose="aftercare")] == [mine.pk]
        assert queries.search(here, text, purpose="help") == []
        wall.enter(there.scope)
        assert [m.person.pk for m in queries.search(there, text, purpose="aftercare")] == [theirs.pk]
        wall.enter("")
        assert queries.search(here, text, purpose="aftercare") == []


@pytest.mark.django_db
def test_duplicates_say_why():
    by = actor("DOPA-3014", "drug_recorder")
    one = person(by)
    checked = queries.values_of(one)
    same = queries.duplicates_of(by, checked, purpose="aftercare", areas=["301409"])
    assert [(d.person.pk, d.why) for d in same] == [(one.pk, ("id", "phone", "name"))]
    from dataclasses import replace

    like = replace(checked, id_number=synthetic(9), phone="", first_name="สมชัย")
    assert queries.duplicates_of(by, like, purpose="aftercare", areas=["301401"]) == []
    near = replace(like, first_name="สมชาย")
    assert [d.why for d in queries.duplicates_of(by, near, purpose="aftercare", areas=["301409"])] == [("name",)]
    assert queries.duplicates_of(by, near, purpose="help") == []


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    by = actor("DOPA-3014", "drug_recorder")
    for serial in range(8):
        person(by, serial=serial + 10)
    with django_assert_max_num_queries(6):
        assert len(queries.search(by, "สมชาย ใจดี", purpose="aftercare")) == 8


@pytest.mark.parametrize(
    "header",
    [
        "person_id,name,nickname,national_id,phone,birth_year,tambon,district,province",
        "รหัส,ชื่อ-สกุล,ชื่อเล่น,เลขประจำตัวประชาชน,โทรศัพท์,ปีเกิด,ตำบล,อำเภอ,จังหวัด",
    ],
)
def test_the_command_answers_from_files(tmp_path: Path, header: str) -> None:
    rows = [
        ["A1", "นายณัฐพล ใจดี", "ต้น", synthetic(1), "0812345678", "2520", "ต.ตูม", "ปักธงชัย", "นครราชสีมา"],
        ["A2", "นางสาวศิริพร แก้วมณี", "แอน", synthetic(2), "0899999999", "1990", "นางรอง", "นางรอง", "บุรีรัมย์"],
    ]
    asked = [["Q1", "นัทพล ไจดี"], ["Q2", "แก้วมนี สิริพร"], ["Q3", synthetic(2)], ["Q4", ""]]
    for name, head, lines in (("r.csv", header.split(","), rows), ("q.csv", ["query_id", "query"], asked)):
        with (tmp_path / name).open("w", newline="", encoding="utf-8-sig") as file:
            csv.writer(file).writerows([head, *lines])
    out = tmp_path / "out.csv"
    code = main(
        [
            "search-people",
            "--register",
            str(tmp_path / "r.csv"),
            "--queries",
            str(tmp_path / "q.csv"),
            "--out",
            str(out),
        ]
    )
    found = list(csv.DictReader(out.open(encoding="utf-8")))
    best = {row["query_id"]: row["person_id"] for row in found if row["rank"] == "1"}
    assert code == 0 and best == {"Q1": "A1", "Q2": "A2", "Q3": "A2"}


def test_the_command_says_in_thai_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["search-people", "--register", str(tmp_path / "no.csv"), "--queries", "x", "--out", "y"])
    assert code == 2 and "ไม่พบไฟล์" in capsys.readouterr().err


@pytest.mark.django_db
def test_both_ways_of_a_search_find_the_same():
    by = actor("DOPA-3014", "drug_recorder")
    people = register(5, 400)
    wall.enter(by.scope)
    actions.register_many(
        registrations=[registration(first_name=one.first, last_name=one.last, nickname=one.nickname) for one in people],
        purpose="aftercare", by=by, at=NOW,
    )  # fmt: skip
    found = 0
    for question in questions(people, 6, 2)[:60]:
        probes = queries.asking.probes_of(parse(question.text), queries.sealing.hasher("aftercare"))
        given = [
            "aftercare", probes.words, probes.weights, probes.numbers, probes.firm,
            *queries.asking.enough(parse(question.text)), 3000,
        ]  # fmt: skip
        with connection.cursor() as cursor:
            ways = []
            for name in ("near", "far"):
                door = f"people_candidates_{name}(%s, %s::int[], %s::real[], %s::int[], %s::boolean[], %s, %s, %s)"
                cursor.execute(f"SELECT person_id, round(score::numeric, 3), folded FROM {door}", given)
                ways.append(sorted(cursor.fetchall()))  # real numbers added up in another order differ at the end
        assert ways[0] == ways[1], question
        found += len(ways[0])
    assert found > 50


@pytest.mark.django_db
def test_a_tambon_named_alone_is_looked_for_nearby_first() -> None:
    """`ตูม` is in several provinces; `ตะขบ` is found from anywhere."""
    with pytest.raises(Problem):
        tambon_of("ตูม")
    assert tambon_of("ตูม", "3014").pk == "301409"
    assert tambon_of("ต.ตูม", "3014").pk == "301409"
    assert tambon_of("ตูม อ.ปักธงชัย", "3609").pk == "301409"
    own = {tambon_of("ในเมือง อ.เมืองนครราชสีมา").pk, tambon_of("ในเมือง อ.เมืองนครราชสีมา", "3014").pk}
    assert own == {"300101"}
    with pytest.raises(Problem):
        tambon_of("ไม่มีชื่อนี้", "3014")
