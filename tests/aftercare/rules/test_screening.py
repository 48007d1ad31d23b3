"""2Q, 9Q, 8Q: bands at their edges, what follows, partial answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.aftercare.choices import AlertKind
from tidtam.aftercare.rules.screening import Q8_BANDS, Q8_POINTS, Q9_BANDS, Answers, assess, band


@pytest.mark.parametrize(
    ("total", "code"),
    [
        (0, "none"),
        (6, "none"),
        (7, "mild"),
        (12, "mild"),
        (13, "moderate"),
        (18, "moderate"),
        (19, "severe"),
        (27, "severe"),
    ],
)
def test_bands_of_9q(total: int, code: str) -> None:
    assert band(Q9_BANDS, total).code == code


@pytest.mark.parametrize(
    ("total", "code"),
    [(0, "none"), (1, "low"), (8, "low"), (9, "moderate"), (16, "moderate"), (17, "high"), (52, "high")],
)
def test_bands_of_8q(total: int, code: str) -> None:
    assert band(Q8_BANDS, total).code == code


def test_8q_sums_to_52() -> None:
    assert sum(max(points) for points in Q8_POINTS) == 52


def test_nothing_asked_nothing_follows() -> None:
    found = assess(Answers(), has_health_right=False)
    assert (found.ask, found.task, found.alerts, found.hotline, found.findings) == ("", "", (), "", ())


def test_two_noes_end_it() -> None:
    assert assess(Answers(q2=[False, False]), has_health_right=False).task == ""


def test_any_yes_is_a_task_of_the_day_for_who_may_not_go_on() -> None:
    found = assess(Answers(q2=[False, True]), has_health_right=False)
    assert (found.ask, found.task, found.hotline) == ("", "health", "1323")


def test_any_yes_goes_on_to_9q_for_who_may() -> None:
    found = assess(Answers(q2=[True, False]), has_health_right=True)
    assert (found.ask, found.task) == ("q9", "health")  # if the page is left here, the task remains


def test_7_points_go_on_to_8q_and_less_do_not() -> None:
    seven = assess(Answers(q2=[True, True], q9=[1, 1, 1, 1, 1, 1, 1, 0, 0]), has_health_right=True)
    assert (seven.q9_total, seven.ask, seven.alerts) == (7, "q8", ())
    six = assess(Answers(q2=[True, True], q9=[1, 1, 1, 1, 1, 1, 0, 0, 0]), has_health_right=True)
    assert (six.q9_total, six.ask, six.task) == (6, "", "")


def test_item_9_alerts_at_once_even_alone() -> None:
    found = assess(Answers(q9=[None] * 8 + [1]), has_health_right=True)
    assert found.alerts == (AlertKind.SELF_HARM,)
    assert found.ask == "q8"
    assert found.hotline == "1323"
    assert [one.code for one in found.findings] == ["partial"]
    assert "9Q ยังไม่ได้ตอบข้อ 1, 2, 3, 4, 5, 6, 7, 8" in found.findings[0].message


def test_8q_with_points_alerts() -> None:
    found = assess(Answers(q9=[3] * 8 + [0], q8=[1, 2, 14, 0, 0, 0, 0, 0]), has_health_right=True)
    assert (found.q8_total, found.q8_band and found.q8_band.code) == (17, "high")
    assert found.alerts == (AlertKind.SUICIDE_RISK,)
    assert found.task == ""


def test_who_may_not_ask_9q_is_told_and_nothing_is_counted() -> None:
    found = assess(Answers(q2=[True, True], q9=[3] * 9), has_health_right=False)
    assert found.q9_total is None
    assert found.alerts == ()
    assert found.task == "health"
    assert [one.field for one in found.findings] == ["q9"]


def test_impossible_answers_name_their_field() -> None:
    found = assess(Answers(q2=[True, None], q9=[4] + [0] * 8, q8=[0, 1, 0, 0, 0, 0, 0, 0]), has_health_right=True)
    assert {one.field for one in found.findings} == {"q2_2", "q9_1", "q8_2"}
    assert assess(Answers(q9=[0] * 10), has_health_right=True).findings[0].code == "too_many"


def test_signs_violence_and_red() -> None:
    found = assess(Answers(signs=["pacing"], violence=True, colour="RED"), has_health_right=False)
    assert found.alerts == ("psychosis", "violence", "red")
    assert assess(Answers(signs=["singing"]), has_health_right=False).findings[0].field == "signs"


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=9, max_size=9), st.booleans())
def test_a_total_exists_exactly_when_all_nine_are_answered(items: list[int | None], right: bool) -> None:
    found = assess(Answers(q9=items), has_health_right=right)
    full = right and all(item is not None for item in items)
    assert (found.q9_total is not None) == full
    assert (AlertKind.SELF_HARM in found.alerts) == (right and (items[8] or 0) >= 1)
