"""The pages of activities, as an office and those above it use them."""

from __future__ import annotations

import io
import re
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests.factories import activities as make
from tests.factories.actors import NOW, member

from tidtam.activities.actions import looking, recording
from tidtam.activities.models import Activity, Photo
from tidtam.activities.views.activity import _contents
from tidtam.files.cleaning import MOST
from tidtam.files.exports import pieces
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.problem import Problem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]


def client(code: str = make.LGO, role: str = "lgo_clerk") -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def typed(**more: Any) -> dict[str, Any]:
    told = {
        "uuid": str(uuid4()), "title": "มอบถุงยังชีพ", "kind": "relief", "place": "วัดบ้านตูม", "area": "ต.ตูม อ.ปักธงชัย",
        "on": "10 พ.ค. 2569", "persons": "๔๐ คน", "households": "22", "budget_baht": "12,500.50", "fund": "เงินบริจาค",
        "given": "ถุงยังชีพ 40 ชุด", "partners": "รพ.สต.ตูม\nกำนัน", "moo": "3", "position": "14.71, 102.02",
    }  # fmt: skip
    return told | more


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_activity_goes_in_and_is_read_again() -> None:
    page = client()
    assert "บันทึกกิจกรรม" in text_of(page.get("/activities/"))
    assert "10 พฤษภาคม" not in text_of(page.get("/activities/new/"))
    answer = page.post("/activities/new/", typed() | {"photos": [
        SimpleUploadedFile("a.jpg", make.photo(1)), SimpleUploadedFile("b.png", make.photo(2, "PNG")),
    ]})  # fmt: skip
    assert answer.status_code == 302, text_of(answer)
    wall.enter("1.")
    one = Activity.objects.get()
    assert (one.persons, str(one.budget_baht), one.area_id) == (40, "12500.50", "301409")
    assert Photo.objects.count() == 2
    shown = text_of(page.get(answer.headers["Location"]))
    assert "มอบถุงยังชีพ" in shown
    assert "12,500.50" in shown
    picture = re.findall(r'src="(/activities/\w+/photos/\d+/)"', shown)
    assert page.get(picture[0]).headers["Content-Type"] == "image/webp"
    listed = text_of(page.get("/activities/"))
    assert "กิจกรรม 1 ครั้ง ถึงคน 40 คน" in listed


def test_what_was_typed_stays_and_each_fault_stands_beside_its_field() -> None:
    page = client()
    bad = typed(on="10/5/2569", until="9/5/2569", persons="-1", area="ต.ไม่มีจริง", budget_baht="สิบ", kind="")
    answer = page.post("/activities/new/", bad | {"photos": [SimpleUploadedFile("a.jpg", make.photo(7))]})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {"until", "persons", "area", "budget_baht", "kind"}
    assert "มอบถุงยังชีพ" in text_of(answer)
    kept = re.search(r'name="kept" value="([^"]+)"', text_of(answer))
    assert kept is not None
    good = page.post("/activities/new/", typed(kept=kept[1]))
    assert good.status_code == 302
    wall.enter("1.")
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("on", ["10 พ.ค. 2570", "10/5/26", "10/5/3112", "2569-05-10", "32/5/2569", "", "พรุ่งนี้"])
def test_a_day_of_the_wrong_calendar_is_refused(on: str) -> None:
    answer = client().post("/activities/new/", typed(on=on))
    assert answer.status_code == 422
    assert "on" in answer.context["form"].errors


def test_a_year_of_either_calendar_that_can_be_meant_is_read() -> None:
    for on in ("10/5/2569", "10/5/2026", "๑๐ พฤษภาคม ๒๕๖๙"):
        assert client().post("/activities/new/", typed(on=on)).status_code == 302
    wall.enter("1.")
    assert set(Activity.objects.values_list("on", flat=True)) == {date(2026, 5, 10)}


@pytest.mark.parametrize("moo", ["-1", "๙๙๙๙", "0", "100", "สาม", "3, 5"])
def test_a_village_that_has_no_such_number_is_refused_and_nothing_typed_is_lost(moo: str) -> None:
    page = client()
    answer = page.post("/activities/new/", typed(moo=moo) | {"photos": [SimpleUploadedFile("a.jpg", make.photo(1))]})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"moo": ["หมู่ที่เป็นตัวเลขตั้งแต่ 1 ถึง 99 ไม่มีก็เว้นว่าง"]}
    shown = text_of(answer)
    for words in (f'value="{moo}"', "มอบถุงยังชีพ", "12,500.50", "เก็บภาพที่เลือกไว้แล้ว 1 ภาพ ไม่ต้องเลือกซ้ำ"):
        assert words in shown, words
    assert page.post("/activities/new/", typed(moo="3", kept=answer.context["kept"])).status_code == 302
    wall.enter("1.")
    assert Photo.objects.count() == 1


def test_a_village_is_kept_as_its_number() -> None:
    for moo in ("๓", "หมู่ที่ ๓", "ม.3", "03", "99", ""):
        assert client().post("/activities/new/", typed(moo=moo)).status_code == 302, moo
    wall.enter("1.")
    assert [one.moo for one in Activity.objects.order_by("pk")] == ["3", "3", "3", "3", "99", ""]


def test_what_money_makes_necessary_is_not_called_optional() -> None:
    page = client()
    for shown in (text_of(page.get("/activities/new/")), text_of(page.post("/activities/new/", typed(fund="")))):
        assert '<label for="id_fund">แหล่งเงิน</label>' in shown
        assert "ต้องระบุเมื่อมีงบประมาณ" in shown
    assert "บอกว่าใช้เงินจากแหล่งใด" in shown
    drugs = client("DOPA-3014", "drug_recorder")
    assert "ต้องระบุเมื่อมีงบประมาณ เช่น งบโครงการ" in text_of(drugs.get("/activities/new/"))
    assert ">หน่วยงานหรือภาคีที่ให้งบ</label>" in text_of(drugs.get("/activities/projects/new/"))


def test_nothing_given_is_asked_once_more() -> None:
    page, empty = client(), typed(persons="", households="0", given="", budget_baht="")
    asked = page.post("/activities/new/", empty)
    assert asked.status_code == 422
    assert list(asked.context["form"].errors) == ["sure"]
    assert page.post("/activities/new/", empty | {"sure": "on"}).status_code == 302


def test_a_change_a_conflict_and_the_end() -> None:
    by = make.clerk()
    one = make.activity(by)
    page, path = client(), f"/activities/{one.public_id}/"
    shown = text_of(page.get(path + "edit/"))
    assert "12500.50" in shown
    assert page.post(path + "edit/", typed(version="1", persons="55")).status_code == 302
    assert page.post(path + "edit/", typed(version="1", persons="66")).status_code == 409
    assert "เดิม 40" in text_of(page.get(path))
    assert page.post(path + "void/", {"version": "2", "reason": " "}).status_code == 422
    assert page.post(path + "void/", {"version": "2", "reason": "บันทึกซ้ำ"}).status_code == 302
    assert "ไม่นับในรายงาน" in text_of(page.get(path))
    assert page.get(path + "edit/").status_code == 302
    assert page.get("/activities/").context["times"] == 0
    assert page.get("/activities/?show=voided").context["times"] == 1


def test_photos_are_added_and_taken_away() -> None:
    one = make.activity(make.clerk())
    page, path = client(), f"/activities/{one.public_id}/photos/"
    assert page.post(path).status_code == 422
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 60
    refused = page.post(path, {"photos": [SimpleUploadedFile("a.heic", heic)]})
    assert "HEIC" in text_of(refused) and "การตั้งค่า › กล้อง › รูปแบบ" in text_of(refused)
    assert page.post(path, {"photos": [SimpleUploadedFile("a.jpg", make.photo(1))]}).status_code == 302
    wall.enter("1.")
    photo = Photo.objects.get()
    assert page.post(f"{path}{photo.pk}/remove/").status_code == 302
    assert page.get(f"{path}{photo.pk}/").status_code == 404


def test_a_photo_that_is_none_is_said_and_the_good_ones_are_kept() -> None:
    page, none = client(), SimpleUploadedFile("c.jpg", bytes(range(256)) * 8)
    refused = page.post("/activities/new/", typed() | {"photos": [
        SimpleUploadedFile("a.jpg", make.photo(1)), none, SimpleUploadedFile("b.jpg", make.photo(2)),
    ]})  # fmt: skip
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"photos": ["ภาพที่ 2: ไฟล์นี้เปิดเป็นภาพไม่ได้ รับเฉพาะภาพ JPG, PNG หรือ WebP"]}
    assert "เก็บภาพที่เลือกไว้แล้ว 2 ภาพ ไม่ต้องเลือกซ้ำ" in text_of(refused)
    assert page.post("/activities/new/", typed(kept=refused.context["kept"])).status_code == 302
    wall.enter("1.")
    assert Photo.objects.count() == 2
    none.seek(0)
    more = page.post(f"/activities/{Activity.objects.get().public_id}/photos/", {"photos": [
        SimpleUploadedFile("d.jpg", make.photo(3)), none,
    ]})  # fmt: skip
    assert "เลือกภาพที่ใช้ได้อีกครั้ง" in text_of(more)


class Heavy:
    """A photo of a form that is too large, and must not be read to find that out."""

    size = MOST + 1

    def read(self) -> bytes:
        raise AssertionError("it was read")


def test_a_photo_that_is_too_large_is_refused_unread() -> None:
    light = SimpleUploadedFile("a.jpg", make.photo(1))
    form = SimpleNamespace(FILES=SimpleNamespace(getlist=lambda _name: [light, Heavy()]))
    with pytest.raises(Problem, match=r"files\.too_large") as refused:
        looking.take(_contents(form))  # type: ignore[arg-type]  # only its files count
    assert refused.value.field == "photos" and "ภาพที่ 2" in refused.value.message


def test_filters_stand_in_the_address_and_odd_ones_narrow_nothing() -> None:
    by = make.clerk()
    make.activity(by, kind="care", model_area=True)
    make.activity(by, on=date(2026, 4, 2))
    page = client()
    for query, times in (
        ("", 2), ("?month=2026-05", 1), ("?month=2026-04&kind=relief", 1), ("?kind=care", 1), ("?model=1", 1),
        ("?month=2569-05&kind=x&model=2&show=no", 2), ("?month=2026-13&kind=%00&at=%00", 2), ("?at=LGO-301409", 2),
        ("?at=LGO-360904", 0), ("?page=999", 2),
    ):  # fmt: skip
        assert page.get(f"/activities/{query}").context["times"] == times, query


def test_what_an_address_asks_for_and_nobody_can_mean_is_said() -> None:
    make.activity(make.clerk())
    page = client()
    odd = page.get("/activities/?month=2026-13&year=99999&until=31/2/2569&kind=zz&measure=x&show=no")
    assert set(odd.context["odd"]) == {"month", "year", "until", "kind", "measure", "show"}
    shown = text_of(odd)
    for words in ("ไม่รู้จักเดือน “2026-13” จึงแสดงทุกเดือน", "ไม่รู้จักวันที่ “31/2/2569”", 'aria-describedby="odd-kind"'):
        assert words in shown, words
    for good in (
        "",
        "?month=2026-05&year=2026&until=2026-05-20&kind=relief&measure=welfare&show=recorded",
        "?show=voided",
    ):
        assert page.get(f"/activities/{good}").context["odd"] == {}, good


def test_above_one_sees_all_below_and_changes_nothing() -> None:
    one = make.activity(make.clerk())
    page = client("DLA-30", "province_coordinator")
    listed = page.get("/activities/")
    assert listed.context["times"] == 1
    assert "/activities/new/" not in text_of(listed)
    shown = text_of(page.get(f"/activities/{one.public_id}/"))
    assert "อบต.ตูม" in shown
    assert "void" not in shown
    assert page.get("/activities/new/").status_code == 403
    assert client("DLA-36", "province_coordinator").get(f"/activities/{one.public_id}/").status_code == 404


def test_the_sheet_runs_no_formula() -> None:
    make.activity(make.clerk(), title="=HYPERLINK(1)", place="+วัด", partners=("@ภาคี",), expansion="-1+1")
    page = client("DLA-3014", "joint_clerk")
    assert page.post("/activities/export/", {"purpose": "สั้น"}).status_code == 422
    sent = page.post("/activities/export/", {"purpose": "รายงานผลประจำเดือน", "month": "2026-05"})
    assert sent.status_code == 302
    assert "ดาวน์โหลด" in text_of(page.get("/activities/exports/"))
    wall.enter("1.")
    made = Export.objects.get()
    sheet = load_workbook(io.BytesIO(b"".join(pieces(made.public_id)))).active
    row = [cell.value for cell in sheet[3]]
    assert (row[3], row[5], row[11], row[17]) == ("=HYPERLINK(1)", "+วัด", "@ภาคี", "-1+1")
    assert {cell.data_type for cell in sheet[3]} <= {"s", "n"}
    assert (row[9], row[12]) == (40, 12500.5)
    assert page.get(f"/activities/exports/{made.public_id}/").status_code == 200
    assert client().get(f"/activities/exports/{made.public_id}/").status_code == 404


def test_the_list_of_activities_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    by = make.clerk()
    for n in range(12):
        make.activity(by, title=f"กิจกรรม {n}")
    recording.void(activity=Activity.objects.first(), reason="ซ้ำ", by=by, at=NOW)
    page = client("DLA-30", "province_coordinator")
    page.get("/activities/")
    with django_assert_max_num_queries(16):
        page.get("/activities/")
