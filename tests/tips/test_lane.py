"""The public pages as they run: without script, without a cookie, for nobody in particular."""

from __future__ import annotations

import base64
import io
import json
import re
import socket
import threading
import time
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from PIL import Image
from pyrage import decrypt
from tests.tips.conftest import RunningLane

from tidtam.tips import sealing
from tidtam.tips.rules import receipts

PLACE = {"do": "place", "province": "30", "district": "ปักธงชัย", "subdistrict": "ตูม"}
TELL = {"do": "send", "kind": "sell", "area": "301409", "text": "มีรถกระบะมาส่งของหลังตลาดทุกคืนวันศุกร์"}


def told(lane: RunningLane, text: str) -> tuple[UUID, dict, str]:
    """Return the tip that says `text`: its id, its opened words, and whose key opened them."""
    rows = lane.sql("SELECT t.id, t.sealed, o.code FROM tips_tip t JOIN offices_office o ON o.id = t.office_id")
    for tip, sealed, code in rows:
        key = lane.keys.get(code)
        found = json.loads(decrypt(bytes(sealed), [key])) if key else {}
        if found.get("text") == text:
            return tip, found, code
    raise AssertionError("nobody can read it")


def words(lane: RunningLane, text: str) -> tuple[dict, str]:
    """Return the opened words of a tip, and who its reader was."""
    return told(lane, text)[1:]


def photo(marker: bytes = b"") -> bytes:
    image = Image.effect_noise((64, 48), 50).convert("RGB")
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "CanaryCam", "CanaryAuthor " + marker.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 42.0, 7.0), 3: "E", 4: (102.0, 1.0, 9.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_the_pages_leave_nothing_behind_and_look_alike(lane):
    answers = [lane.get("/"), lane.get("/?l=en"), lane.get("/no/such"), lane.post(PLACE), lane.post({"do": "home"})]
    answers += [lane.post(TELL | {"text": ""}), lane.post({"do": "open", "receipt": "123"})]
    for answer in answers:
        assert answer.cookies == []
        assert len(answer.raw) == 16 * 1024, "every page of the form fills one bucket, below 30 KB"
        assert re.findall(r"<title>(.*?)</title>", answer.text) == ["แบบฟอร์ม"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers or "granian" in answer.headers["server"]
        assert not re.findall(r"(?:src|href|action)=\"(?!/|data:|#|tel:|about:blank)[^\"]*", answer.text)
        assert "style=" not in answer.text and "<script>" not in answer.text
    assert [answer.status for answer in answers] == [200, 200, 404, 422, 200, 422, 422]
    assert "191" in answers[0].text


def test_the_pages_speak_of_the_escrow_key_only_while_one_stands(lane):
    said, officers = "กุญแจสำรอง", "เปิดได้เฉพาะกุญแจของเจ้าหน้าที่ที่ได้รับมอบหมาย"
    assert said in lane.get("/").text and said in lane.post(TELL | {"text": ""}).text
    lane.sql("UPDATE tips_recipientkey SET revoked_on = '2026-01-02' WHERE role = 'escrow'")
    try:
        for page in (lane.get("/"), lane.post(TELL | {"text": ""})):
            assert said not in page.text and officers in page.text
    finally:
        lane.sql("UPDATE tips_recipientkey SET revoked_on = NULL WHERE role = 'escrow'")


def test_a_place_is_asked_for_in_words_until_it_is_clear(lane):
    found = lane.post(PLACE | {"kind": "sell"})
    assert found.status == 200 and 'name="area" value="301409"' in found.text
    several = lane.post(PLACE | {"kind": "sell", "district": "", "subdistrict": "ต.ในเมือง"})
    assert several.status == 200 and several.text.count('type="radio" name="area"') > 1
    for wrong in ({"subdistrict": "ไม่มีจริง"}, {"province": ""}, {"subdistrict": ""}, {"district": "แม่สาย"}):
        assert lane.post(PLACE | {"kind": "sell"} | wrong).status == 422
    assert lane.post(PLACE).status == 422  # what was seen?
    official = lane.post(PLACE | {"official": "yes"})
    assert 'value="LGO-301409"' in official.text and 'value="DOPA-3014"' in official.text
    assert 'value="unknown"' in official.text and len(official.raw) == 16 * 1024


def test_a_tip_without_script_is_sealed_for_its_district_and_its_picture_is_clean(lane):
    text = "มีรถกระบะมาส่งของทุกคืน"
    tell = TELL | {"text": text, "place": "หลังตลาด", "happens": "often", "reach": "yes", "contact": "081-0000000"}
    sent = lane.post(tell, (photo(),))
    assert sent.status == 200 and len(sent.receipt) == 20 and receipts.holds(sent.receipt)
    assert "<svg" in sent.text and sent.headers["cache-control"] == "no-store"
    tip, found, reader = told(lane, text)
    assert reader == "DOPA-3014" and found["place"] == "หลังตลาด" and found["area"].startswith("ต.ตูม")
    assert lane.sql("SELECT area_id, sealed_in FROM tips_tip WHERE id = %s", tip) == [("301409", "server")]
    [(kind, role, sealed)] = lane.sql("SELECT kind, role, sealed FROM tips_tipfile WHERE tip_id = %s", tip)
    clean = decrypt(bytes(sealed), [lane.keys["DOPA-3014"]])
    assert (kind, role) == ("webp", "clean") and b"Canary" not in clean and not Image.open(io.BytesIO(clean)).getexif()
    [(contact,)] = lane.sql("SELECT sealed FROM tips_sealedcontact WHERE tip_id = %s", tip)
    assert decrypt(bytes(contact), [lane.keys["escrow"]]).decode() == "081-0000000"


def test_a_tip_about_an_official_goes_over_everybody_of_his(lane):
    text = "ปลัดของที่นี่รับเงินทุกเดือน"
    sent = lane.post(TELL | {"official": "yes", "unit": "LGO-301409", "text": text, "keep": "yes"},
                     (photo(), b"no picture at all"))  # fmt: skip
    assert sent.status == 200 and "ผู้ตรวจส่วนกลาง" in sent.text
    tip, found, reader = told(lane, text)
    assert reader == "MOI" and "ตูม" in found["unit"]
    [(area, official)] = lane.sql("SELECT area_id, official FROM tips_tip WHERE id = %s", tip)
    assert (area, official) == ("30", True), "the place is sealed too"
    roles = lane.sql("SELECT number, role, kind FROM tips_tipfile WHERE tip_id = %s ORDER BY number, role", tip)
    assert roles == [(1, "clean", "webp"), (1, "original", "jpeg"), (2, "original", "bin")]
    # Under the accused's scope, that of his district, province and department, the app sees nothing of it.
    with psycopg.connect(lane.app) as app:
        for code in ("LGO-301409", "DLA-3014", "DLA-30", "DLA", "DOPA-3014", "DOPA-30", "DOPA", "ONCB", "MOI"):
            [(path,)] = lane.sql("SELECT path FROM offices_office WHERE code = %s", code)
            with app.transaction():
                app.execute(f"SET LOCAL tidtam.scope = '{path}'")
                for table, key in (("tip", "id"), ("tipfile", "tip_id")):
                    [count] = app.execute(f"SELECT count(*) FROM tips_{table} WHERE {key} = %s", [tip]).fetchone()
                    assert bool(count) == (code == "MOI"), (code, table)
    unknown = lane.post(TELL | {"official": "yes", "unit": "unknown", "text": "ไม่รู้หน่วย"})
    assert unknown.status == 200 and words(lane, "ไม่รู้หน่วย")[1] == "MOI"
    ministry = lane.post(TELL | {"official": "yes", "unit": "MOI", "text": "ในกระทรวง"})
    assert ministry.status == 200 and words(lane, "ในกระทรวง")[1] == "ONCB"
    assert lane.post(TELL | {"official": "yes", "unit": "", "text": "x"}).status == 422
    assert lane.post(TELL | {"official": "yes", "unit": "NOPE", "text": "x"}).status == 422


def test_the_receipt_opens_questions_and_takes_answers_and_a_wrong_one_says_what_an_expired_one_says(lane):
    sent = lane.post(TELL | {"text": "เรื่องที่จะถามกลับ"})
    tip = told(lane, "เรื่องที่จะถามกลับ")[0]
    [(path, reply)] = lane.sql("SELECT scope_path, reply_key FROM tips_tip WHERE id = %s", tip)
    question = sealing.seal("รถสีอะไร".encode(), [reply, str(lane.keys["DOPA-3014"].to_public())])
    lane.sql(
        "INSERT INTO tips_message (id, tip_id, scope_path, number, day, sender, sealed_in, sealed, sealed_for)"
        " VALUES (gen_random_uuid(), %s, %s, 1, '2026-05-22', 'officer', 'browser', %s, '{}')", tip, path, question,
    )  # fmt: skip
    opened = lane.post({"do": "open", "receipt": receipts.grouped(sent.receipt)})
    assert opened.status == 200 and "รถสีอะไร" in opened.text and "22 พฤษภาคม 2569" in opened.text
    assert "เรื่องที่จะถามกลับ" not in opened.text, "a stolen receipt does not open what was told"
    added = lane.post({"do": "add", "receipt": sent.receipt, "text": "รถสีขาว"}, (photo(),))
    assert added.status == 200 and "ส่งเพิ่มแล้ว" in added.text
    [(sealed, number)] = lane.sql(
        "SELECT sealed, number FROM tips_message WHERE tip_id = %s AND sender = 'informant'", tip
    )
    assert decrypt(bytes(sealed), [lane.keys["DOPA-3014"]]).decode() == "รถสีขาว" and number == 2
    assert lane.sql(
        "SELECT count(*) FROM tips_tipfile f JOIN tips_message m ON m.id = f.message_id WHERE f.tip_id = %s", tip
    ) == [(1,)]
    assert lane.post({"do": "add", "receipt": sent.receipt, "text": ""}).status == 422
    lane.sql(
        "UPDATE tips_tip SET state = 'closed', closed_on = %s WHERE id = %s", date.today() - timedelta(days=91), tip
    )
    expired = lane.post({"do": "open", "receipt": sent.receipt})
    wrong = lane.post({"do": "open", "receipt": receipts.new()})
    assert expired.status == wrong.status == 404
    assert expired.text == wrong.text and len(expired.raw) == len(wrong.raw)
    assert lane.post({"do": "add", "receipt": sent.receipt, "text": "อีก"}).status == 404
    swapped = sent.receipt[:18] + str((int(sent.receipt[18]) + 1) % 10) + sent.receipt[19]
    assert lane.post({"do": "open", "receipt": swapped}).status == 422


def test_what_a_browser_sealed_is_stored_as_it_came(lane):
    asked = lane.post({"do": "keys", "kind": "sell", "area": "301409"})
    assert asked.headers["content-type"] == "application/json" and len(asked.raw) == 4 * 1024
    keys = json.loads(asked.raw)["keys"]
    assert {one["key"] for one in keys} == {str(lane.keys[code].to_public()) for code in ("DOPA-3014", "escrow")}
    body = json.dumps({"v": 1, "text": "ปิดผนึกเอง"}).encode()
    sealed = sealing.seal(body, [one["key"] for one in keys])
    form = {"do": "send", "kind": "sell", "area": "301409", "kinds": "webp", "for": ",".join(one["id"] for one in keys)}
    form["sealed"] = base64.b64encode(sealed).decode()
    picture = sealing.seal(b"picture", [one["key"] for one in keys])
    assert lane.post(form, (picture,)).status == 200
    [(stored, how)] = lane.sql("SELECT sealed, sealed_in FROM tips_tip WHERE sealed = %s", sealed)
    assert bytes(stored) == sealed and how == "browser"
    # For fewer than may read it, for others, or not sealed at all: nothing is stored.
    fewer = base64.b64encode(sealing.seal(body, [keys[0]["key"]])).decode()
    before = lane.sql("SELECT count(*) FROM tips_tip")
    assert lane.post(form | {"sealed": fewer}).status == 409
    assert lane.post(form | {"for": keys[0]["id"]}).status == 409
    assert lane.post(form | {"sealed": base64.b64encode(body).decode()}).status == 409
    assert lane.post(form, (b"plain that calls itself webp",)).status == 409
    assert lane.sql("SELECT count(*) FROM tips_tip") == before


def _raw(lane: RunningLane, head: str, body: bytes = b"") -> bytes:
    with socket.create_connection(("127.0.0.1", lane.port), timeout=10) as line:
        line.sendall(head.encode() + body)
        return line.recv(200)


def test_what_is_too_much_or_from_elsewhere_is_refused_before_it_is_read(lane):
    head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
    begun = time.monotonic()
    assert b" 413 " in _raw(lane, head + f"Content-Length: {2 * 1024**3}\r\n\r\n", b"--x\r\n")
    assert b" 411 " in _raw(lane, head + "Transfer-Encoding: chunked\r\n\r\n", b"5\r\n--x\r\n\r\n")
    assert time.monotonic() - begun < 2
    large = lane.post(TELL, (b"\xff\xd8\xff" + b"0" * (6 * 1024 * 1024),) * 2)
    assert large.status == 413 and "10 MB" in large.text
    many = lane.post(TELL, (photo(),) * 6)
    assert many.status == 422 and "ไม่เกิน 5 ไฟล์" in many.text and TELL["text"] in many.text
    for bad in ({"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "https://evil.example"}):
        assert lane.post(TELL, **bad).status == 403
    for good in ({"Sec_Fetch_Site": "same-origin", "Origin": "null"}, {"Origin": f"http://localhost:{lane.port}"}):
        assert lane.post({"do": "home"}, **good).status == 200
    assert lane.get("/", Host="evil.example").status == 400


REFUSED = (
    "SELECT * FROM tips_tip", "SELECT id FROM tips_tip", "SELECT sealed FROM tips_message",
    "SELECT * FROM tips_tipfile",
    "SELECT * FROM tips_sealedcontact", "SELECT label FROM tips_recipientkey", "SELECT holder FROM tips_recipientkey",
    "UPDATE tips_tip SET state = 'closed'", "DELETE FROM tips_tip", "TRUNCATE tips_tip", "SELECT * FROM offices_office",
    "INSERT INTO tips_message DEFAULT VALUES", "UPDATE tips_recipientkey SET revoked_on = now()",
    "SELECT * FROM accounts_user", "SELECT * FROM audit_entry", "SELECT * FROM people_person",
    "SELECT * FROM aftercare_case", "SELECT * FROM procrastinate_jobs", "SELECT * FROM accounts_installation",
    "SELECT tips_day('2026-01-01')", "SELECT tips_expire('2026-01-01')", "SELECT tips_blur('2026-01-01')",
    "SET ROLE tidtam_app", "COPY tips_tip TO STDOUT",
)  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED)
def test_the_role_of_the_process_may_put_in_and_not_look(lane, statement):
    with psycopg.connect(lane.tips) as tips, pytest.raises(psycopg.errors.InsufficientPrivilege):
        tips.execute("SET tidtam.scope = '1.'")
        tips.execute(statement)


def test_the_role_reads_nothing_but_public_keys_and_the_public_tree(lane):
    # Only the tables of which a column is granted, and no other function of ours than the three doors.
    with psycopg.connect(lane.tips) as tips:
        seen = tips.execute(
            "SELECT DISTINCT table_name, privilege_type FROM information_schema.column_privileges"
            " WHERE grantee = 'tidtam_tips'"
        ).fetchall()
        functions = tips.execute(
            "SELECT DISTINCT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef"
            " AND has_function_privilege('tidtam_tips', p.oid, 'EXECUTE')"
        ).fetchall()
        assert {table for table, right in seen if right == "SELECT"} == {"tips_recipientkey", "offices_office"}
        assert {table for table, right in seen if right == "INSERT"} == {
            "tips_tip",
            "tips_tipfile",
            "tips_sealedcontact",
        }
        assert {right for _table, right in seen} <= {"SELECT", "INSERT"}
        assert {name for (name,) in functions} == {"tips_found", "tips_said", "tips_add"}
        assert tips.execute("SELECT * FROM tips_found(%s, '2026-01-01')", [b"x" * 32]).fetchall() == []
    with psycopg.connect(lane.app) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT * FROM tips_found(%s, '2026-01-01')", [b"x"])


def test_guessers_wait_and_whoever_sends_does_not(lane):
    statuses: list[int] = []
    lock = threading.Lock()

    def guess() -> None:
        answer = lane.post({"do": "open", "receipt": receipts.new()})
        with lock:
            statuses.append(answer.status)

    threads = [threading.Thread(target=guess) for _ in range(70)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    sent = lane.post(TELL | {"text": "ระหว่างที่คนเดาเลข"})
    assert sent.status == 200 and statuses.count(404) < 45, "it did not stand in the guessers' queue"
    for thread in threads:
        thread.join()
    assert statuses.count(503) >= 10 and set(statuses) == {404, 503}
    assert statuses.count(404) <= 5 * (time.monotonic() - begun) + 2, "five a second, whoever asks"


def test_what_the_first_page_asked_is_checked_again_when_the_tip_is_sent(lane):
    before = lane.sql("SELECT count(*) FROM tips_tip"), lane.log.read_bytes()
    for kind in ("zzz", "x" * 13, "", "SELL"):
        refused = lane.post(TELL | {"kind": kind, "text": "เรื่องที่ไม่มีชนิด", "contact": "081", "reach": "yes"})
        assert refused.status == 422 and "เลือกว่าพบเห็นอะไร" in refused.text and len(refused.raw) == 16 * 1024
        # Back on the first page, what was said is kept without script.
        assert 'name="text" value="เรื่องที่ไม่มีชนิด"' in refused.text and 'name="contact" value="081"' in refused.text
        asked = lane.post({"do": "keys", "kind": kind, "area": "301409"})
        assert asked.status == 422 and json.loads(asked.raw) == {"wrong": "เลือกว่าพบเห็นอะไร"}
    for wrong in ({"area": "zzz"}, {"area": "1" * 90}, {"area": "30"}):
        assert lane.post(TELL | wrong).status == 422
    assert (lane.sql("SELECT count(*) FROM tips_tip"), lane.log.read_bytes()) == before
    sent = lane.post(TELL | {"text": "เกิดเมื่อไรไม่รู้", "happens": "<b>x</b>", "official": "maybe", "unit": "x" * 200})
    assert sent.status == 200 and words(lane, "เกิดเมื่อไรไม่รู้")[0]["happens"] == ""


def test_an_original_a_browser_sealed_alone_has_a_number_of_its_own(lane):
    keys = json.loads(lane.post({"do": "keys", "kind": "sell", "area": "301409"}).raw)["keys"]
    public = [one["key"] for one in keys]
    form = {"do": "send", "kind": "sell", "area": "301409", "keep": "yes", "for": ",".join(one["id"] for one in keys)}
    form["sealed"] = base64.b64encode(sealing.seal(json.dumps({"text": "มีคลิป"}).encode(), public)).decode()
    files = tuple(sealing.seal(one, public) for one in (b"clean", b"original", b"video"))
    assert lane.post(form | {"kinds": "webp,original-bin,only-bin"}, files).status == 200
    tip = told(lane, "มีคลิป")[0]
    roles = lane.sql("SELECT number, role, kind FROM tips_tipfile WHERE tip_id = %s ORDER BY number, role", tip)
    assert roles == [(1, "clean", "webp"), (1, "original", "bin"), (2, "original", "bin")]


@pytest.mark.parametrize("called", ["เมือง", "อ.เมือง", "อำเภอเมือง", "เมืองนครราชสีมา", "นครราชสีมา"])
def test_the_capital_district_is_found_as_people_call_it(lane, called):
    found = lane.post(PLACE | {"kind": "sell", "district": called, "subdistrict": "หัวทะเล"})
    assert found.status == 200 and 'name="area" value="300111"' in found.text


def test_a_misspelt_place_is_asked_back(lane):
    for wrong, meant in (
        ({"subdistrict": "ตูมม"}, "ต.ตูม อ.ปักธงชัย"),
        ({"district": "ปักทงชัย"}, "ต.ตูม อ.ปักธงชัย"),
        ({"district": "", "subdistrict": "จอหอร์"}, "ต.จอหอ"),
    ):
        asked = lane.post(PLACE | {"kind": "sell"} | wrong)
        assert asked.status == 422 and f'">{meant}' in asked.text, wrong
        assert 'name="area"' in asked.text and " required" not in asked.text
        assert len(asked.raw) == 16 * 1024
    assert 'name="area"' not in lane.post(PLACE | {"kind": "sell", "subdistrict": "กขคงจ"}).text


def test_the_script_knows_its_words_in_both_languages(lane):
    script = lane.get("/f.js").raw.decode()
    says = json.loads(script.split(";\n")[0].removeprefix("globalThis.tidtamSays="))
    assert says["th"].keys() == says["en"].keys() and says["th"]["text"] == "เล่าสิ่งที่พบเห็นสักหนึ่งประโยค"
    pages = lane.post(PLACE | {"official": "yes"}).text, lane.get("/").text
    assert set(re.findall(r'data-missing="(\w+)"', "".join(pages))) == {"unit", "text"} < says["th"].keys()
    assert not any(say in page for say in (says["th"]["cannot"], says["th"]["heic"]) for page in pages)
