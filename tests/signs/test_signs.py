"""The life of a sign: registered, printed, hung with a photo, checked on site, scanned; what is missing where."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from openpyxl import load_workbook
from PIL import Image
from tests.factories import signs as make
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.audit.models import Entry
from tidtam.exchange.actions import gis
from tidtam.exchange.queries.gis import gis_sheet
from tidtam.files.cleaning import MOST
from tidtam.files.exports import pieces
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.signs import access, rules
from tidtam.signs.actions import onsite, printing, registering
from tidtam.signs.actions.onsite import OnSite
from tidtam.signs.choices import BAD, FINDINGS, Found, SignState
from tidtam.signs.models import Check, ScanDay, Sign
from tidtam.signs.papers import print_sheet
from tidtam.signs.queries import coverage, listing, scanning
from tidtam.signs.transitions import MOVES, after_check, may
from tidtam.signs.views.onsite import _told

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db: Any) -> Any:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def client(code: str = make.DISTRICT, role: str = "drug_recorder") -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def told(shade: int = 3, **more: Any) -> OnSite:
    return OnSite(**({"uuid": uuid4(), "photo": make.photo(shade), "position": make.HERE} | more))


def scanned(sign: Sign, day: date, times: int) -> None:
    with connection.cursor() as cursor:
        for _turn in range(times):
            cursor.execute("SELECT signs_scanned(%s, %s)", [sign.code, day])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


# --- pure


def test_codes_and_distances() -> None:
    made = {rules.code() for _n in range(500)}
    assert len(made) == 500
    one = next(iter(made))
    for typed in (one, one.upper(), rules.spelt(one), f"https://x.go.th/s/{one}", f" /s/{one}/ "):
        assert rules.read_code(typed) == one
    assert rules.read_code("K7M2-9QXT".replace("0", "O")) == "k7m29qxt"
    assert rules.read_code("OIL0-1234") == "01101234"
    for bad in ("", "k7m2", "k7m29qxt1", "ก" * 8, "https://evil.example/s/", "k7m2!9qx"):
        assert rules.read_code(bad) == ""
    assert abs(rules.metres((14.0, 102.0), (14.001, 102.0)) - 111) < 2
    assert rules.metres(make.HERE, make.HERE) == 0


def test_few_scans_are_never_told() -> None:
    monday = rules.week_of(TODAY)
    days = {monday - timedelta(days=n): n % 3 for n in range(1, 60)}
    for _monday, n in rules.told_weeks(days, TODAY):
        assert n is None or n >= 5
    assert rules.fell_quiet(20, 0)
    assert not rules.fell_quiet(19, 0)
    assert not rules.fell_quiet(90, 1)


def test_the_state_table_is_whole() -> None:
    for state in SignState.values:
        for verb, move in MOVES.items():
            assert may(verb, state) == (state in move.sources)
        if may("check", state):
            assert {after_check(state, found) for found in FINDINGS} <= set(SignState.values)
    assert not any(may(verb, SignState.REMOVED) for verb in MOVES)
    assert after_check(SignState.EXPIRED, Found.RIGHT) == SignState.EXPIRED


# --- a life


def test_a_sign_from_plan_to_removal() -> None:
    by = make.recorder()
    one = make.planned(by)
    assert (one.state, one.photo_id, one.hangs) == ("planned", None, False)
    with pytest.raises(Conflict):
        onsite.check(sign=one, found="right", told=told(), by=by, at=NOW)
    with pytest.raises(Problem) as bare:
        onsite.install(sign=one, on=TODAY, told=told(photo=b""), by=by, at=NOW)
    assert bare.value.field == "photo"
    with pytest.raises(IntegrityError), transaction.atomic():
        Sign.objects.filter(pk=one.pk).update(state="installed", installed_on=TODAY)
    pdf = printing.print_signs(signs=[one], size="label", base="https://t.go.th", by=by, at=NOW)
    assert rules.spelt(one.code) in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    one.refresh_from_db()
    assert one.state == "printed"
    up = told()
    one = onsite.install(sign=one, on=TODAY, told=up, by=by, at=NOW)
    again = onsite.install(sign=one, on=TODAY, told=up, by=by, at=NOW)
    assert (again.version, one.hangs, Check.objects.count()) == (one.version, True, 1)
    content = one.photo.open_bytes() if one.photo else b""
    assert b"SECRETAUTHOR" not in content and b"Exif" not in content
    far = onsite.check(sign=one, found="right", told=told(4, position=(14.7200, 102.0213)), by=by, at=NOW)
    assert far.metres and far.metres > rules.FAR
    one.refresh_from_db()
    assert (one.state, one.found, one.copied) == ("installed", "right", True)  # well, but elsewhere: perhaps the copy
    assert listing.by_state(by)["work"] == 1 and list(listing.copies(by)) == [one]
    onsite.check(sign=one, found="right", told=told(5), by=by, at=NOW)
    one.refresh_from_db()
    assert not one.copied and listing.by_state(by)["work"] == 0
    for number, spot in enumerate(((14.7200, 102.0213), make.HERE)):  # a copy that was found stays one until then
        onsite.check(sign=one, found="copied", told=told(6 + number), by=by, at=NOW)
        onsite.check(sign=one, found="right", told=told(8 + number, position=spot), by=by, at=NOW)
        one.refresh_from_db()
        assert one.copied == (spot != make.HERE)
    for number, (found, state) in enumerate((("copied", "installed"), ("damaged", "damaged"), ("lost", "lost"))):
        onsite.check(sign=one, found=found, told=told(20 + number), by=by, at=NOW)
        one.refresh_from_db()
        assert (one.state, one.copied) == (state, found == "copied")
    assert listing.by_state(by)["work"] == 1
    one = onsite.install(sign=one, on=TODAY, told=told(50), expires_on=TODAY + timedelta(days=2), by=by, at=NOW)
    assert onsite.expire(today=TODAY + timedelta(days=2), by=by, at=NOW) == 0
    assert onsite.expire(today=TODAY + timedelta(days=3), by=by, at=NOW) == 1
    one.refresh_from_db()
    assert one.state == "expired" and one.state in BAD
    with pytest.raises(Problem):
        registering.remove(sign=one, reason=" ", by=by, at=NOW)
    one = registering.remove(sign=one, reason="อาคารรื้อแล้ว", by=by, at=NOW)
    with pytest.raises(Conflict):
        registering.remove(sign=one, reason="อีกครั้ง", by=by, at=NOW)
    verbs = set(Entry.objects.filter(object_id=str(one.pk)).values_list("verb", flat=True))
    assert verbs >= {"signs.sign.registered", "signs.sign.installed", "signs.sign.checked", "signs.sign.removed"}


def test_faults_and_rights() -> None:
    reader = actor(make.DISTRICT, "drug_chief")
    with pytest.raises(NotAllowed):
        make.planned(reader)
    by = make.recorder()
    one = make.hung(by)
    for more, field in (({"kind": "x"}, "kind"), ({"place": " "}, "place"), ({"area": "100101"}, "area"),
                        ({"area": "999999"}, "area"), ({"expires_on": TODAY}, "expires_on")):  # fmt: skip
        with pytest.raises(Problem) as fault:
            make.planned(by, **more)
        assert fault.value.field == field
    with pytest.raises(Missing):
        make.planned(by, "DOPA-3609")
    values = rules.SignValues("lgo", make.AREA, "ที่ทำการ อบต.ตูม", position=make.HERE)
    changed = registering.change(sign=one, values=values, version=one.version, by=by, at=NOW)
    with pytest.raises(Conflict):
        registering.change(sign=one, values=values, version=one.version, by=by, at=NOW)
    assert registering.change(sign=changed, values=values, by=by, at=NOW).version == changed.version
    page = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 30, 30)).save(page, "PDF")  # a document of one page is no photo either
    for bad in (b"%PDF-1.4 nonsense", b"GIF89a", b"\x00" * 50, page.getvalue()):
        with pytest.raises(Problem) as caught:
            onsite.check(sign=one, found="right", told=told(photo=bad), by=by, at=NOW)
        assert caught.value.field == "photo"
    other = make.recorder("DOPA-3609")
    with pytest.raises(Missing):
        access.get_by_code(other, one.code)
    with pytest.raises(Missing):
        onsite.check(sign=one, found="right", told=told(), by=other, at=NOW)
    assert not access.signs(other).exists() and not Sign.objects.exists()
    wall.enter("")
    assert not Sign.objects.exists() and not Check.objects.exists() and not ScanDay.objects.exists()


class Heavy:
    """A photo of a form that is too large, and must not be read to find that out."""

    size = MOST + 1

    def read(self) -> bytes:
        raise AssertionError("it was read")


def test_a_photo_that_is_too_large_is_refused_unread() -> None:
    form = SimpleNamespace(cleaned_data={"photo": Heavy(), "uuid": None, "position": None, "note": ""})
    with pytest.raises(Problem, match=r"files\.too_large") as refused:
        _told(form)  # type: ignore[arg-type]  # only what it holds counts
    assert refused.value.field == "photo"
    assert "PDF" not in refused.value.message


@pytest.mark.parametrize("content", ["บันทึก\n".encode(), b"%PDF-1.4 broken", b"\xff\xd8\xff broken"])
def test_what_is_no_photo_is_asked_for_as_a_photo(content: bytes) -> None:
    by = make.recorder()
    one = make.planned(by)
    with pytest.raises(Problem) as refused:
        onsite.install(sign=one, on=TODAY, told=OnSite(uuid=uuid4(), photo=content, position=(14.71, 102.02)), by=by,
                       at=NOW)  # fmt: skip
    assert refused.value.field == "photo"
    assert "ภาพถ่าย" in refused.value.message and "PDF" not in refused.value.message


def test_no_label_breaks_the_name_of_a_district() -> None:
    by = make.recorder()
    signs = [make.planned(by, place="ตลาด" + "ก" * n) for n in range(16)]
    pdf = pypdfium2.PdfDocument(print_sheet(signs, "label", "http://x"))
    words = "".join(pdf[n].get_textpage().get_text_bounded() for n in range(len(pdf)))
    assert words.count("อ.ปักธงชัย") == 16, words


def test_a_place_named_alone_is_the_one_nearby(demo: Any) -> None:
    typed = {"uuid": str(uuid4()), "kind": "other", "place": "ตลาดสด", "area": "ตูม", "size": "a4"}
    assert client().post("/signs/new/", typed).status_code == 302
    wall.enter("1.")
    assert Sign.objects.get(place="ตลาดสด").area_id == "301409"


# --- scans


def test_everybody_is_led_the_same_way_and_nothing_is_kept(settings: Any, demo: Any) -> None:
    by = make.recorder()
    one, gone = make.hung(by), make.hung(by, area="301405")
    registering.remove(sign=gone, reason="ย้าย", by=by, at=NOW)
    settings.TIPS_URL = "https://tips.example/แจ้ง"
    officer, stranger = client(), Client()
    wall.enter("1.")
    before = Entry.objects.count()
    answers = [
        visitor.get(f"/s/{code}", headers={"User-Agent": "CANARY-AGENT", "Referer": "https://canary.example"})
        for visitor in (stranger, officer) for code in (one.code, gone.code, "00000000", "x" * 90, "ก\0ข"[:1])
    ]  # fmt: skip
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, answers[0].headers["Location"])}
    assert not any(a.cookies or "Set-Cookie" in a.headers for a in answers)
    assert all(a.headers["Referrer-Policy"] == "no-referrer" for a in answers)
    stranger.head(f"/s/{one.code}")
    assert stranger.get(f"/s/{one.code.upper()}/").status_code == 302
    wall.enter("1.")
    rows = list(ScanDay.objects.values_list("sign", "on", "n"))
    assert rows == [(one.pk, TODAY, 3)]
    assert Entry.objects.count() == before
    assert {field.name for field in ScanDay._meta.fields} == {"id", "sign", "scope_path", "on", "n"}
    settings.TIPS_URL = ""
    pages = {text_of(Client().get(f"/s/{code}")) for code in (one.code, gone.code, "zzz")}
    assert len(pages) == 1 and "1386" in pages.pop()


def test_scans_are_told_from_five_and_quiet_signs_are_found() -> None:
    by = make.recorder()
    busy, quiet, rare = make.hung(by), make.hung(by, area="301405"), make.hung(by, area="301401")
    monday = rules.week_of(TODAY) - timedelta(weeks=1)
    scanned(busy, monday, 5)
    scanned(rare, monday, 4)
    for week in range(2, 6):
        scanned(quiet, TODAY - timedelta(weeks=week, days=1), 6)
    assert dict(scanning.weeks(by, busy, TODAY))[monday] == 5
    assert dict(scanning.weeks(by, rare, TODAY))[monday] is None
    assert scanning.total_of_week(by, TODAY) == 9
    assert list(scanning.quiet(by, TODAY)) == [quiet]
    scanned(quiet, TODAY - timedelta(days=1), 1)
    assert not scanning.quiet(by, TODAY).exists()


# --- coverage, sheet


def test_what_is_missing_is_planned_at_once_and_counts_when_it_hangs() -> None:
    by = make.recorder()
    place = office(make.DISTRICT)
    tambons = len(coverage.areas_for(place))
    found = coverage.coverage(by, place)
    assert found.total["headman"].wanted == tambons and found.total["headman"].met == 0
    lgos = found.total["lgo"].wanted
    assert lgos >= 1
    assert registering.plan_missing(office=place, by=by, at=NOW) == 1 + tambons + lgos
    with pytest.raises(Conflict):
        registering.plan_missing(office=place, by=by, at=NOW)
    assert coverage.coverage(by, place).total["headman"].met == 0  # planned is not hung
    for one in listing.listing(by, listing.Filters(at=make.AREA)):
        onsite.install(sign=one, on=TODAY, told=told(one.pk % 99), by=by, at=NOW)
    wall.enter(by.scope)
    twice = [make.hung(by, area=make.AREA, kind=kind) for kind in ("lgo", "lgo", "lgo", "district", "district")]
    wide = coverage.coverage(actor("DOPA-30", "drug_coordinator"), office("DOPA-30"))
    line = next(row for row in wide.rows if row.code == "3014")
    assert (line.cells["lgo"].met, line.cells["district"].met) == (1, 1)  # places, however many signs hang at one
    assert line.cells["lgo"].signs >= 3 and wide.total["lgo"].met == 1
    wall.enter(by.scope)
    for one in twice:
        registering.remove(sign=one, reason="ซ้ำ", by=by, at=NOW)
    row = next(row for row in coverage.coverage(by, place).rows if row.code == make.AREA)
    assert row.missing == 0 and row.cells["headman"].met == 1
    province = actor("DOPA-30", "drug_coordinator")
    wide = coverage.coverage(province, office("DOPA-30"))
    line = next(row for row in wide.rows if row.code == "3014")
    assert (line.cells["headman"].met, line.cells["headman"].wanted) == (1, tambons)
    assert wide.total["hall"].missing == 1 and line.cells["district"].wanted == 1
    assert registering.plan_missing(office=office("DOPA-30"), by=province, at=NOW) == 1
    nation = actor("DOPA", "department_analyst")
    assert len(coverage.coverage(nation, office("DOPA")).rows) == 77


def test_the_gis_sheet_has_each_hung_sign_once() -> None:
    by = make.recorder()
    place, month = office(make.DISTRICT), TODAY.replace(day=1)
    make.planned(by)
    one, two = make.hung(by), make.hung(by, area="301405", place="=1+1 หน้าตลาด")
    make.hung(by, area="301401", on=month - timedelta(days=2))
    assert {line.sign.pk for line in gis_sheet(by, place, month).lines} == {one.pk, two.pk}
    gis.tick_sign(office=place, period=month, code=one.public_id, by=by, at=NOW)
    with pytest.raises(Conflict):
        gis.tick_sign(office=place, period=month, code=one.public_id, by=by, at=NOW)
    with pytest.raises(Missing):
        gis.tick_sign(office=place, period=month, code="0" * 12, by=by, at=NOW)
    onsite.check(sign=one, found="damaged", told=told(70), by=by, at=NOW)
    sheet = gis_sheet(by, place, month)
    assert (sheet.typed, sheet.left) == (1, 1)
    assert next(line for line in sheet.lines if line.row).changed
    assert gis.tick_sign(office=place, period=month, code=two.public_id, by=by, at=NOW).state == "done"
    assert gis.undo_sign(office=place, period=month, code=two.public_id, reason="ผิดช่อง", by=by, at=NOW).state == "open"
    made = gis.make_gis(office=place, period=month, by=by, at=NOW)
    book = load_workbook(io.BytesIO(b"".join(pieces(made.public_id)))).active
    said = [str(cell.value) for row in book.iter_rows() for cell in row]
    assert any(rules.spelt(one.code) in cell for cell in said)
    assert not any(cell.data_type == "f" for row in book.iter_rows() for cell in row)


# --- pages


def test_an_officer_works_by_the_pages(demo: Any) -> None:
    page = client()
    assert "ยังไม่มีป้าย" in text_of(page.get("/signs/"))
    assert page.post("/signs/plan/", {"size": "vinyl"}).status_code == 302
    shown = text_of(page.get("/signs/?show=planned"))
    ids = re.findall(r'name="signs" value="(\w{12})"', shown)
    assert len(ids) > 5
    pdf = page.post("/signs/print/", {"signs": ids[:3], "size": "a4"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(pdf.content)) == 3
    assert "เลือกป้ายที่จะพิมพ์ก่อน" in text_of(page.post("/signs/print/", {"size": "a4"}))
    typed = {"uuid": str(uuid4()), "kind": "other", "place": "ตลาดสดตูม", "area": "ต.ตูม อ.ปักธงชัย", "size": "a4",
             "expires_on": "1 ต.ค. 2570", "position": "14.71, 102.02"}  # fmt: skip
    assert page.post("/signs/new/", typed | {"place": "", "position": "x"}).status_code == 422
    where = page.post("/signs/new/", typed).headers["Location"]
    assert page.post("/signs/new/", typed).headers["Location"] == where
    wall.enter("1.")
    one = Sign.objects.get(place="ตลาดสดตูม")
    assert "นับว่ายังไม่ติดตั้ง" in text_of(page.get(where))
    form = {"uuid": str(uuid4()), "on": "21 พ.ค. 2569", "position": "14.7102, 102.0213"}
    assert page.post(f"{where}install/", form).status_code == 422
    form["photo"] = SimpleUploadedFile("a.jpg", make.photo(1), "image/jpeg")  # type: ignore[assignment]
    assert page.post(f"{where}install/", form).status_code == 302
    picture = page.get(f"{where}photo/")
    assert picture.headers["Content-Type"] == "image/webp"
    assert page.get("/signs/check/", {"code": "nothing"}).status_code == 422
    led = page.get("/signs/check/", {"code": f"http://x/s/{one.code}"})
    assert led.headers["Location"] == f"{where}check/"
    assert "ป้ายนี้ควรอยู่ที่ ตลาดสดตูม" in text_of(page.get(led.headers["Location"]))
    assert page.post(f"{where}check/", {"found": "right", "position": ""}).status_code == 422
    found = {"uuid": str(uuid4()), "found": "copied", "note": "แปะที่ร้านค้า",
             "photo": SimpleUploadedFile("b.jpg", make.photo(2), "image/jpeg")}  # fmt: skip
    assert page.post(f"{where}check/", found).status_code == 302
    assert "พบ QR ของป้ายนี้ที่อื่น" in text_of(page.get(where))
    assert "1 ป้ายต้องดูแล" in text_of(page.get("/signs/"))
    for path in ("/signs/?show=work", "/signs/?q=" + one.spelt, "/signs/coverage/", "/signs/quiet/", f"{where}edit/",
                 "/exchange/gis/", "/exchange/gis/below/"):  # fmt: skip
        assert page.get(path).status_code == 200, path
    assert "ตลาดสดตูม" in text_of(page.get("/exchange/gis/"))
    assert page.post(f"/exchange/gis/tick/{one.public_id}/", {"month": "2026-05"}).status_code == 302
    assert page.post(f"{where}remove/", {"reason": "ย้ายตลาด"}).status_code == 302
    above = client("DOPA-30", "drug_chief")
    assert text_of(above.get("/signs/coverage/?in=3014")).count("ต.") >= 0
    assert above.post("/signs/plan/").status_code == 403
    assert client("DOPA-3609").get(where).status_code == 404
