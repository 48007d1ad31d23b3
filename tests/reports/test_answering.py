"""Answers out: number, letter, enclosure, code; cancelled, verified by anybody, taken by a link; never a gap."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import override
from docx import Document
from tests.factories.actors import NOW, TODAY, actor, member
from tests.reports import line
from tests.reports.going_out import draft, ready

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.files.models import StoredFile
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.letters.actions import issuing
from tidtam.letters.models import Book, Letter, RegisterEntry
from tidtam.letters.papers.official import Signature
from tidtam.reports import tasks
from tidtam.reports.actions import answering
from tidtam.reports.forms.answer import LetterForm
from tidtam.reports.models import Answer, AnswerLink, Report
from tidtam.reports.papers import issued
from tidtam.reports.papers.covering import covering
from tidtam.reports.queries import answering as read
from tidtam.thai.digits import to_thai

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_day() -> None:
    """Mark the database as a demo whose day is the factories' day: no second factor is asked."""
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()


def words(file: StoredFile | None) -> str:
    assert file is not None
    with pdfium.PdfDocument(file.open_bytes()) as document:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())


def test_a_letter_takes_the_next_number_and_its_papers_say_the_same() -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    book = Book.objects.get(office=report.office, direction="out", year=2026)
    assert answer.entry is not None
    assert answer.entry.number == book.last == 1
    assert answer.entry.about == f"report:{report.public_id}"
    assert answer.entry.issued_at == NOW
    assert answer.number == answer.entry.letter.number
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{20}", answer.code)
    thai = answer.number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert "".join(thai.split()) in words(answer.letter)
    assert f"/v/{answer.code}" in words(answer.letter)
    assert answer.hash in words(answer.enclosure)
    assert f"/v/{answer.code}" in words(answer.enclosure)
    assert answer.hash == read.edition_of(report).hash
    assert answer.letter is not None
    assert answer.letter.office_id == report.office_id
    with pytest.raises(Conflict, match="answer_issued"):
        answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    other = answering.issue(report=report, letter=draft(report, addressee="นายอำเภอ"), by=clerk, at=NOW)
    assert other.entry is not None
    assert other.entry.number == 2


def test_the_register_keeps_the_letter_as_it_was_printed() -> None:
    report, clerk, _head = ready()
    signed = Signature("นายสมมุติ ใจดี", "ปลัดอำเภอ", "ปฏิบัติราชการแทน", "นายอำเภอปักธงชัย")
    answer = answering.issue(report=report, letter=draft(report, signature=signed), by=clerk, at=NOW)
    assert answer.entry is not None
    kept = answer.entry.letter
    assert "...." not in kept.text
    assert "".join(kept.text.split()) in words(answer.letter).partition("ตรวจสอบหนังสือนี้")[0]
    assert to_thai(answer.number) in kept.text
    assert (kept.signer_name, kept.signer_position) == (
        "นายสมมุติ ใจดี", "ปลัดอำเภอ ปฏิบัติราชการแทน นายอำเภอปักธงชัย",
    )  # fmt: skip


def test_what_is_refused_takes_no_number() -> None:
    report, clerk, head = ready()
    outsider = actor("DOPA-3015", "drug_recorder", enter=False)
    for by, letter, wanted in (
        (head, draft(report), NotAllowed), (outsider, draft(report), (NotAllowed, Report.DoesNotExist)),
        (clerk, draft(report, paragraphs=("ก", "ข" * 1100)), Problem), (clerk, draft(report, addressee=" "), Problem),
        (clerk, draft(report, dated=TODAY + timedelta(days=1)), Problem),
    ):  # fmt: skip
        wall.enter(by.scope)
        with pytest.raises(wanted):
            answering.issue(report=report, letter=letter, by=by, at=NOW)
    wall.enter("1.")
    assert not Book.objects.filter(office=report.office, direction="out").exists()
    assert not RegisterEntry.objects.filter(direction="out").exists()
    assert not Answer.objects.exists()


def test_a_report_that_is_not_signed_has_no_letter() -> None:
    near, _far, _up = line.province()
    clerk, head = line.hands("DOPA-3014")
    report = line.opened(near, clerk)
    with pytest.raises((Conflict, Missing)):
        answering.issue(report=report, letter=object(), by=clerk, at=NOW)  # type: ignore[arg-type]  # refused before it is read
    assert head


def test_the_letter_that_demanded_it_is_cited_and_linked() -> None:
    report, clerk, _head = ready()
    with wall.lent(clerk.scope):
        asked = issuing.issue(
            office=report.office, subject="ขอให้รายงาน", addressee="อำเภอ", on=TODAY, right=answering._RIGHT, by=clerk,
            at=NOW,
        ).letter  # fmt: skip
    answer = answering.issue(report=report, letter=draft(report), reference=asked, by=clerk, at=NOW)
    assert answer.entry is not None
    edge = answer.entry.letter.edges_out.get()
    assert (edge.target_id, edge.kind) == (asked.pk, "replies_to")
    told = read.told(report, read.edition_of(report))
    cited = covering(replace(told), receiver=None, demanded=Letter.objects.get(pk=asked.pk), today=TODAY)
    assert asked.number in cited.paragraphs[0]


def test_a_cancelled_number_stays_and_its_code_says_so() -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    found = read.verify(answer.code)
    assert found is not None
    assert (found.number, found.dated, found.hash, found.voided, found.newer) == (
        answer.number, TODAY, answer.hash, False, None,
    )  # fmt: skip
    with pytest.raises(Problem, match="reason_missing"):
        answering.void(answer=answer, reason=" ", by=clerk, at=NOW)
    answering.void(answer=answer, reason="พิมพ์ผิด", by=clerk, at=NOW)
    again = read.verify(answer.code)
    assert again is not None
    assert again.voided
    with pytest.raises(Conflict):
        answering.void(answer=answer, reason="อีกครั้ง", by=clerk, at=NOW)
    fresh = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    assert fresh.entry is not None
    assert fresh.entry.number == 2


def test_a_number_cancelled_in_the_register_is_cancelled_for_the_code_too() -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    assert answer.entry is not None
    issuing.cancel(entry=answer.entry, reason="พิมพ์ผิด", right=answering._RIGHT, by=clerk, at=NOW)
    found = read.verify(answer.code)
    assert found is not None
    assert found.voided
    with pytest.raises(Conflict):
        answering.hand_over(answer=answer, to="a@example.go.th", by=clerk, at=NOW)


def test_the_page_of_a_code_needs_nobody_and_tells_of_nobody(demo_day: None) -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    client = Client()
    page = client.get(f"/v/{answer.code}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert "noindex" in page["X-Robots-Tag"]
    assert answer.number in text
    assert answer.hash[:4] in text
    assert " ".join(answer.hash[n : n + 4] for n in range(0, 64, 4)) in text
    assert clerk.name not in text
    assert "<script" not in text
    assert "ตรงกัน" in client.get(f"/v/{answer.code}/", {"hash": answer.hash.upper()}).content.decode()
    assert "ไม่ตรงกัน" in client.get(f"/v/{answer.code}/", {"hash": "0" * 64}).content.decode()
    assert "64 ตัว" in client.get(f"/v/{answer.code}/", {"hash": "abc"}).content.decode()
    assert answer.number in client.get(f"/v/{answer.code.upper()}/").content.decode()  # as somebody reads it out
    for unknown in ("0" * 20, "x", "' OR 1=1", answer.code[:-1]):
        gone = client.get(f"/v/{unknown}/")
        assert gone.status_code == 404
        assert "ไม่พบรหัสนี้" in gone.content.decode()
        assert not gone.cookies
    asked = client.get("/v/", {"code": f"http://localhost:8000/v/{answer.code}/"})
    assert asked.headers["Location"] == f"/v/{answer.code}/"
    assert client.get("/v/").status_code == 200
    assert client.get("/v/", {"code": "abc"}).status_code == 404


def test_a_later_edition_is_told_on_the_page_of_the_first(demo_day: None) -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    wall.enter("1.")
    Report.objects.filter(pk=report.pk).update(edition=2)
    text = Client().get(f"/v/{answer.code}/").content.decode()
    assert "มีฉบับแก้ไขภายหลัง ฉบับที่ 2" in text


def test_a_link_is_mailed_without_files_or_names_and_ends(demo_day: None) -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    for bad in ("", "abc", "a@b"):
        with pytest.raises(Problem, match="address_bad"):
            answering.hand_over(answer=answer, to=bad, by=clerk, at=NOW)
    link = answering.hand_over(answer=answer, to="saraban@example.go.th", by=clerk, at=NOW)
    tasks.mail_link(link.pk, link.scope_path)
    tasks.mail_link(link.pk, link.scope_path)
    (letter,) = mail.outbox
    assert letter.to == ["saraban@example.go.th"]
    assert not letter.attachments
    assert clerk.name not in letter.body
    path = re.search(r"/v/take/\w+/", letter.body)
    assert path
    client = Client()
    page = client.get(path[0])
    assert page.status_code == 200
    assert answer.number in page.content.decode()
    assert not page.cookies
    taken = client.post(path[0] + "letter/")
    assert taken["Content-Type"] == "application/pdf"
    assert taken.content.startswith(b"%PDF")
    assert client.post(path[0] + "enclosure/").content != taken.content
    wall.enter(clerk.scope)
    row = AnswerLink.objects.get(pk=link.pk)
    assert row.taken == 2
    assert client.get(path[0][:-3] + "xx/").status_code == 404
    with pytest.raises(Missing):
        answering.looked(answering.token(row), NOW + timedelta(days=7))
    AnswerLink.objects.filter(pk=link.pk).update(taken=answering.LINK_TIMES)
    assert client.post(path[0] + "letter/").status_code == 404
    wall.enter(clerk.scope)
    AnswerLink.objects.filter(pk=link.pk).update(taken=0)
    answering.end_link(link=row, by=clerk, at=NOW)
    assert client.get(path[0]).status_code == 404


def test_a_link_hands_over_two_papers_ten_times_and_its_sender_reads_that_it_is_used_up(demo_day: None) -> None:
    report, clerk, _head = ready()
    answer = answering.issue(report=report, letter=draft(report), by=clerk, at=NOW)
    assert answer.entry is not None
    used, kept = (answering.hand_over(answer=answer, to=f"{n}@example.go.th", by=clerk, at=NOW) for n in (1, 2))
    tasks.mail_link(used.pk, used.scope_path)
    assert "เปิดไฟล์ได้รวม 10 ครั้ง" in mail.outbox[0].body
    path, sender = f"/v/take/{answering.token(used)}/", _in("DOPA-3014", "drug_recorder")
    client, home = Client(), f"/reports/out/{answer.entry.public_id}/"
    for typed in (client.get(path + "letter/"), client.get(path + "other/"), client.post(path + "other/")):
        assert (typed.status_code, typed.headers["Location"]) == (302, path)
    with pytest.raises(Missing):
        answering.take(shown=answering.token(used), what="other", at=NOW)
    assert "เปิดไฟล์ได้อีก 10 ครั้ง" in client.get(path).content.decode()
    text = sender.get(home).content.decode()
    assert text.count("ใช้ได้ถึง") == 2
    assert f"เปิดไฟล์ได้รวม {answering.LINK_TIMES} ครั้ง" in text
    wall.enter(clerk.scope)
    AnswerLink.objects.filter(pk=used.pk).update(taken=answering.LINK_TIMES)
    text = sender.get(home).content.decode()
    assert "ใช้ครบ 10 ครั้งแล้ว" in text
    assert text.count("ใช้ได้ถึง") == text.count("ยกเลิกลิงก์") == 1
    wall.enter(clerk.scope)
    answering.end_link(link=kept, by=clerk, at=NOW)
    assert "ใช้ได้ถึง" not in sender.get(home).content.decode()


def test_the_addressee_of_a_letter_is_no_schooling() -> None:
    with override("en"):
        assert str(LetterForm().fields["addressee"].label) != "Schooling"


def _in(code: str, role: str) -> Client:
    user, _grant = member(code, role)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_a_number_whose_papers_were_never_made_is_shown_finished_or_cancelled(
    demo_day: None, django_assert_num_queries: Any
) -> None:
    report, clerk, _head = ready()
    letter = draft(report, references=("หนังสือ ก", "หนังสือ ข"), urgency="urgent")
    left = answering.reserve(report=report, letter=letter, by=clerk, at=NOW)  # and then the power fails
    assert left.entry is not None
    assert (left.entry.state, left.entry.number, left.letter_id) == ("reserved", 1, None)
    assert issued.from_json(left.draft) == replace(
        letter, number=left.number, dated=TODAY, check=answering.check_address(left.code)
    )
    with pytest.raises(Conflict, match="answer_unmade"):
        answering.hand_over(answer=left, to="a@example.go.th", by=clerk, at=NOW)
    with pytest.raises(Conflict, match="answer_issued"):
        answering.reserve(report=report, letter=letter, by=clerk, at=NOW)
    client, home = _in("DOPA-3014", "drug_recorder"), f"/reports/out/{left.entry.public_id}/"
    shown = client.get(home).content.decode()
    assert "จองเลขไว้ ยังไม่มีหนังสือ" in shown
    assert f"{home}finish/" in shown
    assert "จองเลขไว้ ยังไม่มีหนังสือ" in client.get("/reports/out/").content.decode()
    assert _in("DOPA-30", "drug_coordinator").post(f"{home}finish/").status_code == 403
    wall.enter(clerk.scope)
    drawn = answering.drawn(left)
    with django_assert_num_queries(0):
        papers = issued.set_papers(drawn)
    assert client.post(f"{home}finish/").headers["Location"] == home
    wall.enter(clerk.scope)
    made = Answer.objects.select_related("entry", "letter").get(pk=left.pk)
    again = answering.attach(answer=left, papers=papers, by=clerk, at=NOW)  # who comes second finds them made
    assert (again.letter_id, again.enclosure_id, made.draft) == (made.letter_id, made.enclosure_id, left.draft)
    assert made.entry is not None
    assert made.entry.state == "issued"
    assert made.letter is not None
    assert made.letter.open_bytes() == papers.letter
    other = answering.reserve(report=report, letter=draft(report, addressee="นายอำเภอ"), by=clerk, at=NOW)
    answering.void(answer=other, reason="ไม่ส่งแล้ว", by=clerk, at=NOW)
    with pytest.raises(Conflict, match="voided"):
        answering.attach(answer=other, papers=papers, by=clerk, at=NOW)
    assert "ทำหนังสือให้เสร็จ" not in client.get(f"/reports/out/{other.entry.public_id}/").content.decode()


def test_a_clerk_looks_issues_takes_the_papers_and_cancels(
    demo_day: None, django_capture_on_commit_callbacks: Any
) -> None:
    report, _clerk, _head = ready()
    client = _in("DOPA-3014", "drug_recorder")
    url = f"/reports/{report.public_id}/answer/"
    page = client.get(url)
    assert page.status_code == 200
    assert page.content.decode().count("data:image/png;base64,") == 1
    typed = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    typed |= {"dated": "21 พ.ค. 2569", "addressee": "ผู้ว่าราชการจังหวัด", "signer_position": "หัวหน้าศูนย์"}
    assert client.post(url, typed | {"do": "look", "subject": "เรื่องใหม่"}).context["pictures"]
    assert client.post(url, typed | {"do": "docx"}).content.startswith(b"PK")
    assert client.post(url, typed | {"do": "issue", "subject": ""}).status_code == 422
    refused = client.post(url, typed | {"do": "issue", "capacity": "ปฏิบัติราชการแทน"})
    assert refused.status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url, typed | {"do": "issue"})
    assert done.status_code == 302, done.context["form"].errors
    where = done.headers["Location"]
    assert "ออกแล้ว" in client.get(where).content.decode()
    assert client.get(where + "letter/").getvalue().startswith(b"%PDF")
    assert where + "word/" in client.get(where).content.decode()
    document = Document(io.BytesIO(client.get(where + "word/").content))
    made = Answer.objects.get()
    foot = document.sections[0].first_page_footer.paragraphs[0].text
    assert made.code in foot and foot.startswith("ตรวจสอบได้ที่ ")
    said = "".join(one.text for one in document.paragraphs)
    assert to_thai(made.number.rpartition("/")[2]) in said and "ร่าง" not in said
    assert client.get(where + "other/").status_code == 404
    assert client.post(url, typed | {"do": "issue"}).status_code == 409
    assert where in client.get("/reports/out/").content.decode()
    linked = client.post(where + "link/", {"to": "saraban@example.go.th"})
    assert linked.status_code == 302
    assert client.post(where + "link/", {"to": "x"}).status_code == 422
    assert client.post(where + "void/", {"reason": ""}).status_code == 422
    assert client.post(where + "void/", {"reason": "พิมพ์ผิด"}).status_code == 302
    assert "ยกเลิกเลขแล้ว" in client.get(where).content.decode()
    for kind in ("pdf", "xlsx", "csv", "json"):
        assert client.get(f"/reports/{report.public_id}/files/{kind}/").status_code == 200
    assert client.get(f"/reports/{report.public_id}/files/exe/").status_code == 404
    assert client.get(f"/reports/{report.public_id}/files/pdf/?no=9").status_code == 404
    stranger = _in("DOPA-3015", "drug_recorder")
    for path in (url, where, where + "letter/", f"/reports/{report.public_id}/files/pdf/"):
        assert stranger.get(path).status_code == 404
    above = _in("DOPA-30", "drug_coordinator")
    assert above.get(where).status_code == 200
    assert above.post(where + "void/", {"reason": "x"}).status_code in (403, 422)


def test_a_day_of_last_year_is_refused() -> None:
    report, clerk, _head = ready()
    with pytest.raises(Problem, match="bad_date"):
        answering.issue(report=report, letter=draft(report, dated=date(2025, 12, 31)), by=clerk, at=NOW)
