"""The outgoing register: numbers without gap or double, sent, cancelled, and shown."""

from __future__ import annotations

import threading

import pytest
from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.files import actions as files
from tidtam.kernel import wall
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.letters import queries
from tidtam.letters.actions import issuing
from tidtam.letters.models import Edge, Letter, RegisterEntry

ISSUERS = 200


def drawn(clerk, code: str = "LGO-301409", **other):
    values = {"subject": "ขอส่งผู้ยื่นคำขอ", "addressee": "พัฒนาสังคมจังหวัด", "on": TODAY, "by": clerk, "at": NOW} | other
    return issuing.reserve(office=office(code), **values)


@pytest.mark.django_db
def test_a_number_is_reserved_sent_and_cancelled_but_never_used_again():
    clerk = actor("LGO-301409")
    first, second = drawn(clerk), drawn(clerk, about="referral:abc")
    prefix = office("LGO-301409").letter_prefix
    assert [first.letter.number, second.letter.number] == [
        f"{prefix}/1" if prefix else "1",
        f"{prefix}/2" if prefix else "2",
    ]
    assert (first.year, first.state, first.made_name) == (2026, "reserved", clerk.name)
    file = files.store(office=office("LGO-301409"), content="หนังสือ".encode(), name="ก.txt", by=clerk, at=NOW)
    sent = issuing.send(entry=first, document=file, by=clerk, at=NOW)
    assert (sent.state, sent.document_id) == ("issued", file.pk)
    with pytest.raises(Conflict):
        issuing.send(entry=first, by=clerk, at=NOW)
    with pytest.raises(Problem) as silent:
        issuing.cancel(entry=second, reason=" ", by=clerk, at=NOW)
    assert silent.value.field == "reason"
    assert issuing.cancel(entry=second, reason="พิมพ์ผิด", by=clerk, at=NOW).state == "cancelled"
    with pytest.raises(Conflict):
        issuing.send(entry=second, by=clerk, at=NOW)
    assert drawn(clerk).number == 3
    assert [one.number for one in queries.issued_about(clerk, "referral:abc")] == [2]


@pytest.mark.django_db
def test_an_answer_is_linked_and_a_secret_one_needs_its_right():
    clerk, head = actor("LGO-301409"), actor("LGO-301409", "lgo_head")
    asked = drawn(clerk).letter
    made = issuing.issue(
        office=office("LGO-301409"), subject="ตอบ", addressee="อำเภอ", on=TODAY, answers=asked, by=clerk, at=NOW
    )
    assert made.state == "issued"
    assert Edge.objects.filter(source=made.letter, target=asked, kind="replies_to").exists()
    with pytest.raises(NotAllowed):
        drawn(clerk, secrecy="secret")
    with pytest.raises(NotAllowed):
        drawn(head, secrecy="secret")  # the head keeps no register
    assert drawn(head, secrecy="secret", right=Permission.REPORTS_SIGN).letter.secrecy == "secret"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"subject": " "}, "letters.subject_missing"),
        ({"addressee": ""}, "letters.addressee_missing"),
        ({"subject": "ก" * 1001}, "letters.long"),
        ({"on": TODAY.replace(year=2025)}, "letters.bad_date"),
        ({"on": TODAY.replace(month=12)}, "letters.bad_date"),
        ({"urgency": "zz"}, "letters.bad_kind"),
        ({"code": "LGO-301401"}, "letters.other_office"),
    ],
)
def test_what_cannot_be_issued_takes_no_number(values, code):
    clerk = actor("LGO-301409")
    with pytest.raises(Problem) as refused:
        drawn(clerk, **values)
    assert refused.value.code == code
    assert drawn(clerk).number == 1


@pytest.mark.django_db
def test_the_register_can_be_kept_by_hand(signed_in, lgo):
    client = signed_in(lgo)
    page = client.get("/letters/register/out/").content.decode()
    assert "/letters/issue/" in page
    wrong = client.post("/letters/issue/", {"subject": "", "addressee": "อำเภอ", "on": ""})
    assert wrong.status_code == 422
    assert 'value="อำเภอ"' in wrong.content.decode()
    made = client.post("/letters/issue/", {"subject": "รายงานผล", "addressee": "อำเภอ", "on": "", "urgency": "urgent"})
    assert made.status_code == 302
    shown = client.get(made["Location"]).content.decode()
    assert "จองเลขไว้" in shown
    assert client.post(f"{made['Location']}send/").status_code == 302
    assert client.post(f"{made['Location']}send/").status_code == 409
    assert "ส่งแล้ว" in client.get(made["Location"]).content.decode()
    listed = client.get("/letters/register/out/").content.decode()
    assert "รายงานผล" in listed
    assert client.get("/letters/register/out/paper/").content[:4] == b"%PDF"
    assert client.get("/letters/register/out/sheet/").status_code == 200
    assert client.post(f"{made['Location']}void/", {"reason": "ส่งผิด"}).status_code == 302
    assert "ยกเลิก: ส่งผิด" in client.get("/letters/register/out/").content.decode()
    assert signed_in(lgo, "lgo_head").post("/letters/issue/", {"subject": "ก"}).status_code == 403


def test_two_hundred_issuers_at_once_leave_no_gap_and_no_double(committed_db):
    from django.db import connection, transaction

    with transaction.atomic():
        clerk = actor("LGO-301409")
        where = office("LGO-301409")
    faults: list[BaseException] = []

    def work(count: int, spoil: bool) -> None:
        try:
            for n in range(count):
                with wall.scope(clerk.scope):
                    issuing.issue(office=where, subject="ก", addressee="ข", on=TODAY, by=clerk, at=NOW)
                    if spoil and n % 2:
                        transaction.set_rollback(True)  # what fails later gives its number back
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(ISSUERS // 20, n % 2 == 0)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    with wall.scope(clerk.scope):
        numbers = sorted(RegisterEntry.objects.filter(office=where, direction="out").values_list("number", flat=True))
        assert numbers == list(range(1, ISSUERS * 3 // 4 + 1))
        assert Letter.objects.filter(issuer_office=where).count() == len(numbers)
