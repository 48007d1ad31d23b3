"""Two agencies at one referral, a recall in the same instant as an answer: one result, and clear words to the other."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tests.factories.actors import NOW, TODAY

from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT


def _together(*works: Callable[[], str]) -> list[str]:
    from django.db import connection

    from tidtam.kernel.problem import Problem

    said: list[str] = [""] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            start.wait(60)
            said[number] = works[number]()
        except Problem as problem:
            said[number] = problem.code
        except BaseException as fault:
            said[number] = repr(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_one_result_whoever_comes_first(committed_db):
    from django.db import transaction
    from tests.factories.assistance import clerk
    from tests.factories.referrals import need, sent

    from tidtam.assistance.actions import answering, holding, links, referrals
    from tidtam.assistance.actions.answering import Outcome
    from tidtam.assistance.models import Need, Referral

    done = Outcome("done", given="อบรม", on=TODAY, words="เสร็จ")
    cannot = Outcome("cannot", words="ไม่มีรุ่นเปิด")
    for serial in range(1, 5):
        with transaction.atomic():
            by = clerk()
            one = sent(need(by, serial=serial), by)
        with transaction.atomic():
            pressed = links.press(token=one.token, kept={}, pin="", at=NOW)
        with transaction.atomic():
            row = links.seat(pressed.key, pressed.cookie, NOW)
            number = links.once(row)

        def by_link(outcome=done, row=row, number=number) -> str:
            with wall.scope(""):
                links.answer(row=row, number=number, outcome=outcome, at=NOW)
            return outcome.result

        def recall(one=one, by=by) -> str:
            with wall.scope(by.scope):
                referrals.recall(referral=one.referral, by=by, at=NOW)
            return "recalled"

        def directly(one=one) -> str:
            with wall.scope(ROOT):
                answering.answer(referral=one.referral, outcome=cannot, by=holding.holder(one.referral), at=NOW)
            return "cannot"

        works = [by_link, recall] if serial % 2 else [by_link, by_link, directly, recall]
        said = _together(*works)
        with wall.scope(ROOT):
            ended = Referral.objects.get(pk=one.referral.pk)
            stands = Need.objects.get(pk=ended.need_id)
        won = [word for word in said if word in ("done", "cannot", "recalled")]
        assert won == [ended.state], said
        assert {*said} - {*won} <= {"assistance.referral.over", "link.used"}, said
        assert stands.bucket == ("met" if ended.state == "done" else "unmet"), said


def test_two_browsers_press_at_once_and_one_is_let_in(committed_db):
    from django.db import transaction
    from tests.factories.assistance import clerk
    from tests.factories.referrals import need, sent

    from tidtam.assistance.actions import links

    with transaction.atomic():
        by = clerk()
        one = sent(need(by), by)

    def press() -> str:
        with wall.scope(""):
            return links.press(token=one.token, kept={}, pin="", at=NOW).stands

    assert sorted(_together(*[press] * 5)) == ["open", *["other_browser"] * 4]
