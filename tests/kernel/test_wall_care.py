"""The wall around people, their follow-up and their needs: two districts, every table, every filter.

What an office of help keeps around a need (requests, meetings, referrals) is tried in `test_wall_help`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import NOW
from tests.kernel.test_wall import OPEN, OURS, SCOPED, _filters, _getters, _keys, count, refused, without_filters

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases, desk, transfers, visits
from tidtam.aftercare.choices import SuspensionKind
from tidtam.aftercare.models import Case, Offer, RosterImport, Screening
from tidtam.exchange.access import bsort
from tidtam.exchange.actions.bsort import refuse
from tidtam.files import actions as files
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing
from tidtam.offices.models import Office
from tidtam.people import access as people_access
from tidtam.people import actions as people_actions
from tidtam.people import queries as people_queries
from tidtam.people.models import Person, PersonKey
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
ROOMS = ("people", "assistance", "aftercare", "files")
# Of rooms that serve others too, what a district's visits fill.
SOME = {"assistance": ("need", "movement"), "exchange": ("bsortvisit", "bsortmark")}
CARE = [
    model
    for model in SCOPED
    if (room := model._meta.app_label) in (*ROOMS, *SOME) and (room not in SOME or model._meta.model_name in SOME[room])
]
# What the two districts below leave empty: nobody's year is over.
EMPTY = {"aftercare_assessment"}


@dataclass(frozen=True)
class Side:
    """A district with two people: one stays, one was offered to the other district."""

    by: Actor
    case: Case


def side(code: str, areas: tuple[str, str], towards: str, serial: int) -> Side:
    """Make a row of everything a district keeps."""
    by = make.recorder(code)
    stays = make.case(by, areas[0], serial=serial)
    for on, result in ((15, "F2"), (30, "F1")):
        told = make.visit(
            stays, make.day(on), by, result, arrives=NOW, needs=(("OCC", "จักรยานยนต์"),) if result == "F2" else (),
            q2=(True, False), signs=("paranoid",), family={"violence": True},
        )  # fmt: skip
    visits.accept(visit=told, by=by, at=NOW)
    refuse(line=bsort(by).get(), reason="บันทึกไม่ขึ้น", by=by, at=NOW)
    desk.ask(case=stays, text="โทรแล้วไม่รับ", by=by, at=NOW)
    desk.report_trouble(system="bsort", text="บันทึกแล้วไม่ขึ้น", by=by, at=NOW)
    cases.suspend(case=stays, kind=SuspensionKind.HOSPITAL, from_on=date(2026, 5, 18), reason="ป่วย", by=by, at=NOW)
    cases.correct_completion(case=stays, completed_on=make.day(-1), reason="ลงผิด", by=by, at=NOW)
    goes = make.case(by, areas[0], serial=serial + 1, first_name="ประหยัด")
    transfers.offer(case=goes, area=Area.objects.get(pk=towards), by=by, at=NOW)
    twins = [people.person(by, code, serial + n, first_name="สมหมาย") for n in (2, 3)]
    people_actions.merge(winner=twins[0], loser=twins[1], reason="เลขบัตรตรงกัน", by=by, at=NOW)
    make.member(areas[0])
    wall.enter(by.scope)
    RosterImport.objects.create(
        office_id=by.office_id, scope_path=by.scope, cohort=stays.cohort, filename="รายชื่อ.xlsx", sha256="0" * 64,
        content_sealed=b"x", created_at=NOW,
    )  # fmt: skip
    files.store(office=Office.objects.get(code=code), content=b"x" * 40, name="คำสั่ง.txt", by=by, at=NOW)
    files.ask_export(
        what="board", title="รายชื่อ", purpose="ประชุมคณะกรรมการ", asked={}, kind="xlsx", total=1, by=by, at=NOW
    )
    return Side(by, stays)


@pytest.fixture
def two() -> tuple[Side, Side]:
    """Return two districts of one province, each with an offer from the other; one offer was accepted."""
    here, there = (
        side("DOPA-3014", ("301409", "301401"), "301501", 700),
        side("DOPA-3015", ("301501", "301502"), "301409", 800),
    )
    third = make.recorder("DOPA-3014")
    wall.enter(third.scope)
    transfers.accept(offer=access.offers(third).get(stage="receiver"), by=third, at=NOW)
    last = make.recorder("DOPA-3015")
    wall.enter(last.scope)
    transfers.accept(offer=access.offers(last).get(stage="receiver"), by=last, at=NOW)
    return here, there


def seen(scope: str, table: str, *, sensitive: bool = True) -> int:
    """Count the rows of a table inside a scope."""
    wall.enter(scope, sensitive=sensitive)
    return count(table)


def test_a_district_sees_its_own_rows_and_moves_none_out(two):
    here, there = two
    for model in CARE:  # one district for all of them: to make it takes longer than to try everything
        own_rows_alone(model._meta.db_table, here.by, there.by, empty=model._meta.db_table in EMPTY)


def own_rows_alone(table: str, here: Actor, there: Actor, *, empty: bool = False) -> None:
    """Try a table that both have rows of: each sees its own alone, and moves none to the other."""
    if not empty:
        assert seen(here.scope, table) and seen(there.scope, table), f"{table} is not tried at all"
    assert seen("", table) == 0
    wall.enter(here.scope, sensitive=True)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT DISTINCT scope_path FROM "{table}"')
        assert all(path.startswith(here.scope) for (path,) in cursor.fetchall())
    if count(table):
        assert refused(f"UPDATE \"{table}\" SET scope_path = '{there.scope}'") == "InsufficientPrivilege"
    with transaction.atomic(), connection.cursor() as cursor:
        try:
            cursor.execute(f"UPDATE \"{table}\" SET scope_path = scope_path WHERE scope_path >= '{there.scope}'")
        except ProgrammingError as refusal:
            assert isinstance(refusal.__cause__, psycopg.errors.InsufficientPrivilege)
            transaction.set_rollback(True)
        else:
            assert cursor.rowcount == 0


CARE_FILTERS = [
    f
    for f in _filters()
    if (room := f.__module__.split(".")[1]) in (*ROOMS, *SOME)
    and (room not in SOME or f.__name__ in ("needs", "movements", "bsort"))
]


def test_a_forgotten_filter_is_stopped(two, monkeypatch):
    here, there = two
    for f in CARE_FILTERS:
        stopped(f, here.by, there.by, monkeypatch)


def stopped(f: Any, here: Actor, there: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Try an explicit filter: taken away, it gives no row of the other more."""
    wide = replace(here, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(here.scope)
    label = f(wide).model._meta.label
    if any(label.startswith(name) for name in OPEN):
        return
    mine = _keys(f(wide))
    with without_filters(monkeypatch):
        assert _keys(f(wide)) == mine
    wall.enter(there.scope)
    foreign = _keys(f(there))
    assert not mine & foreign, f.__name__
    wall.enter(ROOT)
    if f.__name__ != "exports":  # those are their owner's alone
        assert foreign and foreign <= _keys(f(wide)), f"{f.__name__}: this test would prove nothing"


def test_every_filter_of_these_rooms_is_tried():
    names = {f"{f.__module__.split('.')[1]}.{f.__name__}" for f in CARE_FILTERS}
    assert names >= {
        "people.people", "people.merges", "assistance.needs", "assistance.movements", "aftercare.cases",
        "aftercare.rounds", "aftercare.visits", "aftercare.alerts", "aftercare.tasks", "aftercare.messages",
        "aftercare.tickets", "aftercare.transfers", "aftercare.offers", "aftercare.handed_over", "aftercare.rosters",
        "aftercare.orders", "aftercare.members", "exchange.bsort", "files.exports",
    }  # fmt: skip


def test_a_known_number_opens_nothing_of_others(two):
    here, there = two
    wall.enter(there.by.scope)
    scoped = [m for m in OURS if m._meta.app_label in (*ROOMS, *SOME) and m in SCOPED]
    with_number = [m for m in scoped if any(field.name == "public_id" for field in m._meta.concrete_fields)]
    numbers = [row for m in with_number for row in m._base_manager.values_list("public_id", flat=True)]
    assert len(numbers) > 12
    wide = replace(here.by, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(here.by.scope)
    for f in _getters():
        for number, asker in product(numbers, (here.by, wide)):
            with pytest.raises(Missing):
                f(asker, number)


def test_numbers_beside_a_public_id_open_nothing_of_others(two):
    here, there = two
    wide = replace(here.by, scope=ROOT, permissions=frozenset(Permission))
    wall.enter(there.by.scope)
    merge, team = people_access.merges(there.by).get(), access.teams(there.by).first()
    wall.enter(here.by.scope)
    for ask in (
        lambda by: access.get_visit(by, there.case.public_id, 1),
        lambda by: people_access.get_merge(by, merge.pk),
    ):  # fmt: skip
        for asker in (here.by, wide):
            with pytest.raises(Missing):
                ask(asker)
    with pytest.raises(Missing):
        access.get_team(here.by, team.code)


def test_health_answers_open_only_to_the_right_and_inside_the_scope(two):
    here, _there = two
    table = Screening._meta.db_table
    assert seen(here.by.scope, table, sensitive=False) == 0
    assert seen(ROOT, table, sensitive=False) == 0
    assert seen(here.by.scope, table) == 2 and seen(ROOT, table) == 4
    # Without the right nothing is changed either, and the old rows kept for everybody hold none of it.
    wall.enter(here.by.scope)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET q9_total = 27")
        assert cursor.rowcount == 0
        cursor.execute("SELECT count(*) FROM audit_oldrow WHERE relation = %s", [table])
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM audit_oldrow WHERE row ?| %s", [["q2", "q9", "q8", "signs", "urine"]])
        assert cursor.fetchone()[0] == 0


def test_a_lent_scope_is_given_back(two):
    here, _there = two
    wall.enter(here.by.scope)
    own = set(Case.objects.values_list("pk", flat=True))
    with wall.lent(ROOT), wall.sensitive():
        assert len(set(Case.objects.values_list("pk", flat=True))) > len(own)
    assert set(Case.objects.values_list("pk", flat=True)) == own
    assert count(Screening._meta.db_table) == 0
    with pytest.raises(ValueError), wall.lent(ROOT), transaction.atomic():
        raise ValueError
    assert set(Case.objects.values_list("pk", flat=True)) == own


def test_the_door_of_the_name_search_gives_only_the_callers_people(two):
    here, there = two
    wall.enter(there.by.scope)
    theirs = set(PersonKey.objects.values_list("person_id", flat=True))
    keys: list[int] = [number for row in PersonKey.objects.values_list("keys", flat=True) for number in row]
    assert theirs and keys
    for scope, expected in ((here.by.scope, False), ("", False), (there.by.scope, True)):
        for limit in (10_000_000, None):
            for purpose in ("aftercare", "help"):
                wall.enter(scope)
                got = _candidates(purpose, keys, limit)
                assert bool(got & theirs) is expected, (scope, purpose, limit)
    wall.enter(here.by.scope)
    assert not _candidates("' OR true --", keys, 100)
    found = people_queries.search(here.by, "สมชาย ใจดี", purpose="aftercare")
    assert found and not {match.person.pk for match in found} & theirs


def _candidates(purpose: str, keys: list[int], limit: int | None) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_candidates(%s, %s::int[], %s::real[], %s::int[], %s::boolean[], 0, 0, %s)",
            [purpose, [0] * len(keys), [1.0] * len(keys), keys, [True] * len(keys), limit],
        )
        return {row[0] for row in cursor.fetchall()}


def test_counts_of_districts_are_seen_by_them_and_written_by_nobody(two):
    here, _ = two
    wall.enter(here.by.scope)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT node FROM aftercare_tally")
        nodes = [row[0] for row in cursor.fetchall()]
        assert nodes and all(node.startswith(here.by.scope) for node in nodes)
        cursor.execute("SELECT aftercare_tally_rebuild()")
        cursor.execute("SELECT DISTINCT node FROM aftercare_tally")
        assert {row[0] for row in cursor.fetchall()} == set(nodes)
    for statement in ("UPDATE aftercare_tally SET n = 0", "DELETE FROM aftercare_tally"):
        assert refused(statement) == "InsufficientPrivilege"


def test_a_temporary_table_of_the_same_name_deceives_no_function(two):
    here, _ = two
    wall.enter(here.by.scope)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n) FROM aftercare_tally WHERE measure = 'round.missed'")
        before = cursor.fetchone()[0] or 0
        cursor.execute("CREATE TEMPORARY TABLE aftercare_case (id bigint, programme_id bigint) ON COMMIT DROP")
        cursor.execute("UPDATE public.aftercare_round SET state = 'missed' WHERE state = 'due'")
        changed = cursor.rowcount
        cursor.execute("SELECT sum(n) FROM public.aftercare_tally WHERE measure = 'round.missed'")
        assert changed and cursor.fetchone()[0] == before + changed


def test_a_receiver_sees_no_name_before_it_accepts():
    by = make.recorder("DOPA-3014")
    case = make.case(by, "301409", first_name="ประหยัด")
    transfers.offer(case=case, area=Area.objects.get(pk="301501"), new_address="บ้านแม่", note="ระวัง", by=by, at=NOW)
    receiver = make.recorder("DOPA-3015")
    wall.enter(receiver.scope, sensitive=True)
    offer = Offer.objects.get()
    told = f"{offer.summary}{offer.from_name}"
    assert "ประหยัด" not in told and "บ้านแม่" not in told and str(case.person_id) not in str(offer.summary)
    assert not Person.objects.exists() and not Case.objects.exists()
