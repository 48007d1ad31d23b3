"""Two at once: one edition for two who sign; a sum is signed before or after a report below is amended, and as read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import connection, connections, transaction
from tests.aftercare import district
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office
from tests.reports import line

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Conflict
from tidtam.notices.models import Notice
from tidtam.reports import access
from tidtam.reports.actions import amending, reviewing, signing
from tidtam.reports.models import Amendment, Edition, Report
from tidtam.reports.queries.compiling import sheet
from tidtam.reports.queries.figures import read_digest
from tidtam.reports.queries.verifying import verify_all

REASON = replace(make.SIGNATURE, reason="มาช้า")
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _in(by: Actor, act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        with wall.scope(by.scope):
            return act()

    return run


def _at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts in threads that start together; return what each came to, a raised error included."""
    gate, out = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            out[place] = act()
        except BaseException as error:  # told to the test
            out[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return out


def test_two_signers_at_once_make_one_edition(committed_db: tuple[str, str]) -> None:
    with transaction.atomic():
        report = make.report("DOPA-3014")
        clerk, head = line.hands("DOPA-3014")
        second = actor("DOPA-3014", "drug_chief", enter=False)
        line.opened(report, clerk)
    came = _at_once(*(
        _in(by, lambda by=by: signing.sign(report=report, signature=make.SIGNATURE, by=by, at=NOW))
        for by in (head, second)
    ))  # fmt: skip
    assert sorted(type(one).__name__ for one in came) == ["Conflict", "Edition"]
    with wall.scope(ROOT):
        assert Edition.objects.filter(report=report).count() == 1


def _accepted() -> tuple[Report, Report, Amendment, Actor, Actor]:
    with transaction.atomic():
        wall.enter("1.")
        case = district.case(office("DOPA-3014"))
        district.visit(case, 1)
        near, _far, up = line.province(**WIDE)
        clerk, head = line.hands("DOPA-3014")
        coordinator, governor = line.hands("DOPA-30", "drug_coordinator", "province_head")
        line.accepted(near, clerk, head, coordinator)
        line.opened(up, coordinator)
        wall.enter("1.")
        district.visit(case, 2)
        proposal = amending.detect(report=line.fresh(near), at=NOW)
        assert proposal is not None
    return near, up, proposal, head, governor


def _waits() -> None:
    for _ in range(400):
        with wall.scope(ROOT), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")


def _while_amended(proposal: Amendment, head: Actor, by: Actor, act: Callable[[], Any]) -> list[Any]:
    """Let somebody above act while a report below is being amended; they must wait. Shape: what came of the act."""
    out: list[Any] = []

    def above() -> None:
        try:
            out.append(_in(by, act)())
        except BaseException as error:  # told to the test
            out.append(error)
        finally:
            connections.close_all()

    acting, watcher = threading.Thread(target=above), threading.Thread(target=_watch, args=(out,))
    with wall.scope(head.scope):
        amending.make(amendment=proposal, signature=REASON, by=head, at=NOW)
        acting.start()
        watcher.start()
        watcher.join(30)
    acting.join(30)
    return out


def _read(report: Report, by: Actor) -> str:
    """Return the mark of what the page shows somebody who is about to sign."""
    with wall.scope(by.scope):
        found = sheet(by, access.get_report(by, report.public_id), today=NOW.date())
        return read_digest(found.values, [one.child for one in found.lines])


def test_who_signs_while_a_report_below_is_amended_waits_and_signs_nothing_unread(
    committed_db: tuple[str, str],
) -> None:
    near, up, proposal, head, governor = _accepted()
    read = _read(up, governor)

    def sign() -> Edition:
        return signing.sign(report=up, signature=make.SIGNATURE, read=read, by=governor, at=NOW)

    out = _while_amended(proposal, head, governor, sign)
    assert [getattr(one, "code", one) for one in out] == ["reports.figures_moved"]
    with wall.scope(ROOT):
        assert not Edition.objects.filter(report=up).exists()
        assert Report.objects.get(pk=up.pk).state == "draft"
    read = _read(up, governor)
    edition = _in(governor, sign)()
    assert edition.values["followed"] == "2"
    with wall.scope(ROOT):
        below = Edition.objects.get(report=near, no=2)
        assert edition.children == [[near.pk, 2, below.hash]]
        assert verify_all().holds


def test_what_goes_up_while_a_report_below_is_amended_waits_and_is_proposed_anew(committed_db: tuple[str, str]) -> None:
    _near, up, proposal, head, governor = _accepted()
    with wall.scope(governor.scope):
        signing.sign(report=up, signature=make.SIGNATURE, by=governor, at=NOW)
    out = _while_amended(proposal, head, governor, lambda: signing.send(report=up, by=governor, at=NOW))
    assert [type(one).__name__ for one in out] == ["Report"]
    with wall.scope(ROOT):
        assert Amendment.objects.get(report=up).state == "proposed"


def _watch(out: list[Any]) -> None:
    try:
        _waits()
    except AssertionError as error:
        out.append(error)
    finally:
        connections.close_all()


def test_amending_below_and_signing_above_at_once_never_cross(committed_db: tuple[str, str]) -> None:
    near, up, proposal, head, governor = _accepted()
    came = _at_once(
        _in(head, lambda: amending.make(amendment=proposal, signature=REASON, by=head, at=NOW)),
        _in(governor, lambda: signing.sign_and_send(report=up, signature=make.SIGNATURE, by=governor, at=NOW)),
    )
    assert [type(one).__name__ for one in came] == ["Edition", "Edition"]
    with wall.scope(ROOT):
        held = came[1].children[0][1]
        assert came[1].values["followed"] == ("1" if held == 1 else "2")
        assert Amendment.objects.filter(report=up).exists() == (held == 1)
        assert verify_all().holds
    assert near.pk == came[1].children[0][0]


def test_two_who_review_at_once_come_to_one_end(committed_db: tuple[str, str]) -> None:
    with transaction.atomic():
        report = line.sent(make.report("DOPA-3014"), *line.hands("DOPA-3014"))
        above = actor("DOPA-30", "drug_coordinator", enter=False)
    came = _at_once(
        _in(above, lambda: reviewing.accept(report=report, by=above, at=NOW)),
        _in(above, lambda: reviewing.send_back(report=report, comments={"": "แก้"}, by=above, at=NOW)),
    )
    assert sum(isinstance(one, Conflict) for one in came) == 1
    with wall.scope(ROOT):
        assert Report.objects.get(pk=report.pk).state in ("accepted", "returned")


def test_many_send_in_the_last_minutes_and_each_report_goes_up_once(committed_db: tuple[str, str]) -> None:
    codes = [f"DOPA-30{place:02d}" for place in range(1, 13)]
    with transaction.atomic():
        made = [(make.report(code), *line.hands(code)) for code in codes]
        for report, clerk, head in made:
            line.signed(report, clerk, head)
        seen = {report.pk: line.fresh(report).version for report, _clerk, _head in made}
    twice = [
        _in(head, lambda report=report, head=head: signing.send(
            report=report, version=seen[report.pk], by=head, at=NOW))
        for report, _clerk, head in made for _click in range(2)
    ]  # fmt: skip
    assert {type(one).__name__ for one in _at_once(*twice)} == {"Report"}
    with wall.scope(ROOT):
        rows = Report.objects.filter(pk__in=seen)
        assert set(rows.values_list("state", flat=True)) == {"sent"}
        assert all(one.version == seen[one.pk] + 1 for one in rows)
        told = Notice.objects.filter(office=office("DOPA-30"), key__startswith="report:sent:")
        assert told.count() == len(codes)
        assert Entry.objects.filter(verb="reports.report.sent").count() == len(codes)
