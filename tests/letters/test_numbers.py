"""The number book under pressure, and reading in the background with real commits."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from tests.factories.actors import NOW, actor, office
from tests.factories.letters import LETTER_LONG, received

from tidtam.kernel import wall
from tidtam.letters import tasks
from tidtam.letters.actions import intake as intakes
from tidtam.letters.actions.register import register
from tidtam.letters.actions.relay import relay
from tidtam.letters.choices import IntakeState
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.offices.queries import directly_below

OFFICES, EACH = 1, 200


def test_two_hundred_registrations_at_once_leave_no_gap_and_no_double(committed_db):
    from django.db import connection, transaction

    with transaction.atomic():
        district = actor("DLA-3014", "district_recorder")
        below = list(directly_below(office("DLA-3014")).filter(level="lgo")[:OFFICES])
        for n in range(EACH):
            entry = received(district, "DLA-3014", number=f"นม 0023/{n}", text=f"ฉบับที่ {n}", date="2026-05-01")
            relay(entry=entry, offices=below, words="แจ้ง", by=district, at=NOW)
        clerks = [actor(one.code, enter=False) for one in below]
    todo: list[tuple[int, int]] = []
    for index, clerk in enumerate(clerks):
        with wall.scope(clerk.scope):
            todo += [
                (pk, index) for pk in RegisterEntry.objects.filter(office=below[index]).values_list("pk", flat=True)
            ]
    assert len(todo) == OFFICES * EACH
    faults: list[BaseException] = []

    def work(part: list[tuple[int, int]]) -> None:
        try:
            for pk, index in part:
                with wall.scope(clerks[index].scope):
                    register(entry=RegisterEntry.objects.get(pk=pk), by=clerks[index], at=NOW)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(todo[n::16],)) for n in range(16)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert time.monotonic() - began < 60  # a queue of locks, not the speed of a machine
    for index, clerk in enumerate(clerks):
        with wall.scope(clerk.scope):
            numbers = RegisterEntry.objects.filter(office=below[index]).values_list("number", flat=True)
            assert sorted(numbers) == list(range(1, EACH + 1))


def _taken(code: str, content: bytes, name: str) -> tuple[Intake, object]:
    clerk = actor(code)
    return intakes.take_in(office=office(code), name=name, content=content, by=clerk, at=NOW), clerk


def lgo_code() -> str:
    return str(directly_below(office("DLA-3014")).filter(level="lgo").first().code)


def test_the_task_reads_with_the_wall_open_for_one_office(committed_db):
    from django.db import transaction

    code = lgo_code()
    with transaction.atomic():
        intake, clerk = _taken(code, LETTER_LONG.encode(), "หนังสือ.txt")
    tasks.read_intake.func(intake_id=intake.pk, office_id=intake.office_id, grant_id=clerk.grant_id)
    tasks.read_intake.func(intake_id=intake.pk, office_id=intake.office_id, grant_id=clerk.grant_id)  # twice is once
    with wall.scope(clerk.scope):
        intake.refresh_from_db()
        assert intake.state == IntakeState.READ
        assert intake.reading["letters"][0]["number"] == "นม 0023.26/ว 901"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 broken", "ไฟล์"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, "ไฟล์"),
        ("กขค".encode("utf-16"), ""),
    ],
)
def test_a_bad_file_fails_with_what_to_do(committed_db, content, says):
    from django.db import transaction

    code = lgo_code()
    with transaction.atomic():
        try:
            intake, clerk = _taken(code, content, "เสีย.pdf")
        except Exception as refused:
            assert getattr(refused, "message", "")
            return
    tasks.read_intake.func(intake_id=intake.pk, office_id=intake.office_id, grant_id=clerk.grant_id)
    with wall.scope(clerk.scope):
        intake.refresh_from_db()
        assert intake.state in (IntakeState.FAILED, IntakeState.READ)
        assert says in intake.problem


def test_a_right_revoked_while_the_file_waits_ends_the_reading(committed_db):
    from django.db import transaction

    from tidtam.accounts.models import Grant

    code = lgo_code()
    with transaction.atomic():
        intake, clerk = _taken(code, LETTER_LONG.encode(), "หนังสือ.txt")
        Grant.objects.filter(pk=clerk.grant_id).update(revoked_at=NOW - timedelta(hours=1))
    tasks.read_intake.func(intake_id=intake.pk, office_id=intake.office_id, grant_id=clerk.grant_id)
    with wall.scope(clerk.scope):
        intake.refresh_from_db()
        assert intake.state == IntakeState.FAILED
        assert "สิทธิ์ของผู้นำเข้าสิ้นสุด" in intake.problem
