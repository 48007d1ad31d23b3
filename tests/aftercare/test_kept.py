"""What is kept of the nation between pages: one change, one province counted again, and never a stale figure."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from tests.aftercare import district as make
from tests.factories.actors import actor, office

from tidtam.aftercare.facts import counted, kept, marks, standing, telling, windows
from tidtam.aftercare.models import Case, Mark, Round
from tidtam.kernel import wall
from tidtam.kernel.actor import system

pytestmark = pytest.mark.django_db
ROOT = system("test")


@pytest.fixture
def two() -> tuple[Case, Case]:
    """Return a case in each of two provinces."""
    wall.enter("1.")
    return make.case(make.team("DOPA-3014", 1)), make.case(office("DOPA-3609"))


def enrolled() -> int:
    return counted.current(ROOT, "1.", 2569).to_follow


def test_one_change_reads_one_province_again(two, django_assert_num_queries):
    here, _there = two
    assert enrolled() == 2
    with django_assert_num_queries(1):  # the marks
        assert enrolled() == 2
    make.case(here.office)
    # the marks, the wall asked, opened and put back, and the tally of that province
    with django_assert_num_queries(5) as found:
        assert enrolled() == 3
    assert office("DOPA-30").path in found[3]["sql"] and office("DOPA-36").path not in found[3]["sql"]


@pytest.mark.parametrize("change", ["state", "day", "team", "gone"])
def test_every_kind_of_change_makes_another_mark_of_its_province_alone(two, change):
    here, there = two
    before = marks.read("1.")
    if change == "state":
        Round.objects.filter(case=here, round_no=24).update(state="missed")
    elif change == "day":  # of which the tally knows nothing
        Case.objects.filter(pk=here.pk).update(next_due_on=make.TODAY)
    elif change == "team":
        Case.objects.filter(pk=here.pk).update(scope_path=office("DOPA-3015").path, office=office("DOPA-3015"))
    else:
        Round.objects.filter(case=here).delete()
    after = marks.read("1.")
    assert {node for node, mark in after.items() if before[node] != mark} == {office("DOPA-30").path}, change
    assert there.scope_path.startswith(office("DOPA-36").path)


def test_what_was_rolled_back_is_not_remembered(two):
    here, _there = two
    assert enrolled() == 2
    with transaction.atomic():
        make.case(here.office)
        assert enrolled() == 3
        transaction.set_rollback(True)
    assert enrolled() == 2
    make.case(here.office)
    make.case(here.office)
    assert enrolled() == 4


def test_changes_that_cancel_out_leave_another_mark(two):
    here, _there = two
    before = marks.read("1.")
    for state in ("missed", "planned"):
        Round.objects.filter(case=here, round_no=24).update(state=state)
    assert marks.read("1.") != before


def test_the_wall_stands_around_what_is_kept(two):
    assert enrolled() == 2
    province = office("DOPA-30").path
    wall.enter(province)
    # Asked for the nation from inside a province, nothing kept of another one is found.
    assert list(kept.Look("1.").marks) == [province]
    assert sum(counted.by_node(ROOT, "1.", ["enrolled"], 2569).values()) == 1
    wall.enter(two[0].scope_path)
    assert not kept.Look("1.").marks
    assert not counted.by_node(ROOT, "1.", ["enrolled"], 2569)


def test_what_is_read_inside_a_narrow_wall_is_whole(two):
    wall.enter(two[0].scope_path)
    nation = telling.look()
    assert sum(standing.overdue_by_place(nation, make.TODAY).values()) == sum(
        1 for case in two if case.next_due_on and case.next_due_on < make.TODAY
    )
    wall.enter("1.")
    assert enrolled() == 2


def test_the_figures_of_a_nation_are_those_of_its_records(two):
    here, there = two
    make.visit(here, 2, "F1")
    make.visit(there, 2, "N1")
    make.need(here, "OCC")
    by = actor("DOPA", "drug_department")
    wall.enter(by.scope)
    assert counted.current(by, by.scope, 2569) == standing.national(by, by.scope, make.TODAY, 2569)

    def rounds_of(path: str) -> list[counted.Round24]:
        still = windows.still_open(path, make.TODAY, look=windows.near(path))
        return counted.retention(by, path, 2569, still)

    rounds = rounds_of(by.scope)
    below = [rounds_of(office(code).path) for code in ("DOPA-30", "DOPA-36")]
    for row in rounds:
        same = [one for rows in below for one in rows if one.no == row.no]
        assert (row.owed, row.kept) == (sum(one.owed for one in same), sum(one.kept for one in same))
    assert standing.overdue(by, by.scope, make.TODAY) == Case.objects.filter(
        next_due_on__lt=make.TODAY, status__in=["active", "lost", "registered"]
    ).count()  # fmt: skip


def test_marks_of_connections_that_are_gone_become_one_and_nothing_changes(two):
    before = marks.read("1.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ours = cursor.fetchone()[0]
    assert set(Mark.objects.values_list("backend", flat=True)) <= {0, ours}
    marks.tidy()
    assert marks.read("1.") == before
