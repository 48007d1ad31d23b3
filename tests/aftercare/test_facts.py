"""The columns of R2 on rows made by hand; districts sum to the province under random moves; the four figures."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from tests.aftercare import district as make
from tests.factories.actors import actor, office

from tidtam.aftercare import facts
from tidtam.aftercare.facts import counted, measures, standing
from tidtam.aftercare.facts.keyed import keyed
from tidtam.aftercare.facts.rolled import rolled
from tidtam.aftercare.models import Case, CaseNeed, CaseNeedMove, Round, Visit
from tidtam.aftercare.rules.periods import DISTRICT, province_of
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Missing

pytestmark = pytest.mark.django_db
ROOT = system("test")
ALL = (date(2026, 1, 1), date(2027, 12, 31))


def asked(path: str, start: date = ALL[0], end: date = ALL[1]) -> facts.Asked:
    return facts.Asked(path, start, end, 2569)


def test_the_columns_of_r2_on_a_district_made_by_hand():
    wall.enter("1.")
    here = make.team("DOPA-3014", 1)
    cases = [make.case(here) for _ in range(6)]
    for one, result in zip(cases, ["F1", "F2", "N1", "M2", "D1", "T1"], strict=True):
        make.visit(one, 2, result)
    make.need(cases[0], "OCC", moves=((date(2026, 4, 1), "met"),))
    make.need(cases[0], "CAP")
    make.need(cases[1], "MED", moves=((date(2026, 4, 2), "in_progress"), (date(2026, 4, 9), "met")))
    make.need(cases[2], "EDU", moves=((date(2026, 4, 1), "withdrawn"),))
    recorder = actor("DOPA-3014", "drug_recorder")
    due = make.COMPLETED + timedelta(days=30)
    totals, below = facts.report(recorder, asked(recorder.scope, due, due))
    assert totals["total"] == 6
    assert (totals["owed"], totals["followed"]) == (6, 6)
    assert (totals["found"], totals["no_relapse"], totals["relapse"], totals["not_found"]) == (2, 1, 1, 1)
    assert (totals["moved_out"], totals["moved_within"], totals["deceased"], totals["re_treated"]) == (1, 0, 1, 1)
    assert (totals["asked"], totals["helped"], totals["waiting"]) == (3, 0, 3)  # by the day of the period's end
    assert set(below) == {here.path}
    later, _rows = facts.report(recorder, asked(recorder.scope))
    assert (later["asked"], later["helped"], later["waiting"]) == (2, 1, 1)
    holds(later)
    one = {m.code: m for m in facts.R2}["relapse"]
    assert list(one.seen(recorder, asked(recorder.scope)).values_list("case_id", flat=True)) == [cases[1].pk]
    assert one.value(recorder, asked(recorder.scope)) == 1


def holds(row: dict[str, int]) -> None:
    parts = ("found", "not_found", "re_treated", "jailed", "deceased", "moved_within", "moved_out", "otherwise")
    assert row["followed"] == sum(row[one] for one in parts)
    assert row["asked"] == row["helped"] + row["waiting"]
    assert row["no_relapse"] + row["relapse"] <= row["found"]


def test_districts_sum_to_the_province_under_random_moves_and_match_the_tally():
    wall.enter("1.")
    chance = random.Random(7)
    places = [make.team("DOPA-3014", 1), make.team("DOPA-3014", 2), office("DOPA-3015"), make.team("DOPA-3609", 1)]
    cases = [make.case(chance.choice(places)) for _ in range(10)]
    for _turn in range(60):
        one = chance.choice(cases)
        row = one.rounds.filter(visit_no=None).order_by("?").first()
        match chance.choice(["visit", "visit", "move", "need"]):
            case "visit" if row is not None:
                make.visit(one, row.round_no, chance.choice(["F1", "F2", "F3", "N1", "M1", "J1", "O1"]))
            case "move":
                make.move_case(one, chance.choice(places))
            case _:
                make.need(
                    one, chance.choice(["OCC", "CAP"]), moves=((date(2026, 5, 1), chance.choice(["met", "unmet"])),)
                )
    province = office("DOPA-30").path
    nation, provinces = facts.report(ROOT, asked("1."))
    whole, districts = facts.report(ROOT, asked(province))
    for code in whole:
        assert whole[code] == sum(row[code] for row in districts.values()), code
        assert nation[code] == sum(row[code] for row in provinces.values()), code
    assert provinces[province] == whole
    for row in (nation, whole, *districts.values(), *provinces.values()):
        holds(row)
    live = facts.national(ROOT, province, date(2027, 12, 31), 2569)
    assert counted.current(ROOT, province, 2569) == live
    assert (whole["total"], whole["asked"], whole["helped"]) == (live.to_follow, live.asked, live.helped)
    visited = sum(r.owed - r.missed for r in facts.retention(ROOT, "1.", 2569, {}))
    assert visited == Visit.objects.count()


def test_a_district_keeps_the_visits_of_people_who_moved_away():
    wall.enter("1.")
    one = make.case(office("DOPA-3014"))
    make.visit(one, 1)
    make.move_case(one, office("DOPA-3609"))
    here = actor("DOPA-3014", "drug_recorder")
    followed = {m.code: m for m in facts.R2}["followed"]
    assert followed.value(here, asked(here.scope)) == 1
    assert not followed.seen(here, asked(here.scope)).exists()
    there = actor("DOPA-3609", "drug_recorder")
    assert followed.value(there, asked(there.scope)) == 0
    with pytest.raises(Missing):
        followed.value(there, asked(here.scope))


def test_the_four_figures_as_of_any_day():
    wall.enter("1.")
    cases = [make.case(office("DOPA-3014")) for _ in range(4)]
    make.need(cases[0], "OCC", asked=date(2026, 2, 1), moves=((date(2026, 3, 1), "met"), (date(2026, 3, 9), "unmet")))
    make.need(cases[1], "OCC", asked=date(2026, 2, 2), moves=((date(2026, 2, 2), "met"),))
    make.need(cases[2], "OCC", asked=date(2026, 2, 3), moves=((date(2026, 5, 3), "not_eligible"),))
    path = office("DOPA-3014").path

    def on(day: date) -> tuple[int, int, int]:
        found = facts.national(ROOT, path, day)
        return found.asked, found.helped, found.waiting

    assert on(date(2026, 1, 30)) == (0, 0, 0)
    assert on(date(2026, 2, 1)) == (1, 0, 1)
    assert on(date(2026, 2, 2)) == (2, 1, 1)
    assert on(date(2026, 3, 1)) == (3, 2, 1)
    assert on(date(2026, 3, 9)) == (3, 1, 2)
    assert on(date(2026, 6, 1)) == (2, 1, 1)
    assert facts.national(ROOT, path, date(2026, 1, 30)).to_follow == 0
    assert facts.national(ROOT, path, date(2026, 1, 31)).to_follow == 4
    days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 6, 1)]
    points = standing.trend(ROOT, path, 2569, days)
    assert [(p.asked, p.helped) for p in points] == [on(day)[:2] for day in days]


def test_open_needs_by_place_code_and_age():
    wall.enter("1.")
    here, there = make.team("DOPA-3014", 1), office("BKK-1001")
    make.need(make.case(here), "OCC", asked=date(2026, 5, 20))
    make.need(make.case(here), "CAP", asked=date(2026, 3, 20))
    make.need(make.case(there), "CAP", asked=date(2026, 1, 20))
    found = standing.open_needs(ROOT, "1.", make.TODAY, None)
    bangkok = there.path.rsplit(".", 2)[0] + "."
    assert found.by_node == {
        (office("DOPA-30").path, "OCC"): 1, (office("DOPA-30").path, "CAP"): 1, (bangkok, "CAP"): 1,
    }  # fmt: skip
    assert found.by_age == (1, 1, 1)


def test_what_is_kept_of_the_nation_is_counted_again_after_every_change(django_assert_num_queries):
    wall.enter("1.")
    here, there = make.team("DOPA-3014", 1), office("BKK-1001")
    first, second = make.case(here), make.case(there)
    needs = [make.need(first, "OCC", asked=date(2026, 5, 20)), make.need(first, "OCC", asked=date(2026, 1, 20))]

    def told() -> tuple[tuple[int, int, int], int, tuple[int, int]]:
        found = standing.open_needs(ROOT, "1.", make.TODAY, 2569)
        (point,) = standing.trend(ROOT, "1.", 2569, [make.TODAY])
        return found.by_age, sum(found.by_node.values()), (point.asked, point.helped)

    def put(need: CaseNeed, on: date, bucket: str) -> None:
        CaseNeed.objects.filter(pk=need.pk).update(bucket=bucket)
        CaseNeedMove.objects.create(need=need, on=on, bucket=bucket, scope_path=need.scope_path)

    assert told() == ((1, 0, 1), 2, (1, 0))
    with django_assert_num_queries(2):  # two marks and no counting
        assert told() == ((1, 0, 1), 2, (1, 0))
    put(needs[0], make.TODAY, "met")
    assert told() == ((0, 0, 1), 1, (1, 0))
    # What closes and what opens again adds up to the same for the tally.
    put(needs[0], make.TODAY, "unmet")
    put(needs[1], make.TODAY, "met")
    assert told() == ((1, 0, 0), 1, (1, 0))
    make.need(second, "CAP", asked=date(2026, 3, 20))
    assert told() == ((1, 1, 0), 2, (2, 0))
    Case.objects.filter(pk=second.pk).update(status="closed", close_reason="not_a_case", closed_on=make.TODAY)
    assert told() == ((1, 1, 0), 2, (1, 0))


def _by_district(rows: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for path, row in rows.items():
        node = found.setdefault(province_of(path, DISTRICT) or province_of(path) or path, dict.fromkeys(row, 0))
        for code, n in row.items():
            node[code] += n
    return {node: row for node, row in found.items() if any(row.values())}


def test_every_column_is_its_rows_and_what_is_kept_of_districts_under_random_writes():
    wall.enter("1.")
    chance = random.Random(31)
    places = [make.team("DOPA-3014", 1), make.team("DOPA-3014", 2), office("DOPA-3015"), office("DOPA-30"),
              office("DOPA-3609"), office("BKK-1001")]  # fmt: skip
    results = ["F1", "F2", "F3", "N1", "M1", "M2", "J1", "D1", "O1", "T1"]
    cases = [make.case(chance.choice(places), completed=date(2026, 1, chance.choice((10, 31)))) for _ in range(12)]
    every = (*measures.R2, *measures.BY_NEED)
    halves = [(date(2026, 2, 16), date(2026, 2, 28)), (date(2026, 1, 1), date(2026, 5, 15)),
              (date(2026, 3, 3), date(2026, 5, 20))]  # fmt: skip
    for turn in range(70):
        one = chance.choice(cases)
        row = one.rounds.filter(visit_no=None).order_by("?").first()
        match chance.choice(["visit", "visit", "move", "need", "settle", "miss", "excuse", "close"]):
            case "visit" if row is not None:
                make.visit(one, row.round_no, chance.choice(results))
            case "move":
                make.move_case(one, chance.choice(places))
            case "need":
                day = date(2026, chance.randint(1, 4), chance.randint(1, 28))
                make.need(one, chance.choice(["OCC", "CAP", "MED"]), asked=day)
            case "settle":
                held = CaseNeed.objects.filter(case=one).order_by("?").first()
                if held is not None:
                    bucket = chance.choice(["met", "unmet", "in_progress", "withdrawn"])
                    CaseNeed.objects.filter(pk=held.pk).update(bucket=bucket)
                    day = date(2026, chance.randint(1, 5), chance.randint(1, 28))
                    CaseNeedMove.objects.create(need=held, on=day, bucket=bucket, scope_path=held.scope_path)
            case "miss":
                Round.objects.filter(case=one, state="due").update(state="missed", counted_office=one.office)
            case "excuse" if row is not None:
                Round.objects.filter(case=one, round_no=row.round_no).update(state="excused")
            case "close" if turn > 50:
                Case.objects.filter(pk=one.pk).update(status="closed", close_reason="not_a_case", closed_on=make.TODAY)
        if turn in (30, 69):
            for start, end in halves:
                for path in ("1.", office("DOPA-30").path, office("DOPA-3014").path):
                    told = facts.Asked(path, start, end)
                    counted_now, keys = measures.leaves(told, every), keyed(told, every)
                    for one_column in every:
                        n = sum(row[one_column.code] for row in counted_now.values())
                        assert n == one_column.rows(told).count(), (one_column.code, path, start, turn)
                        found = one_column.rows(told).order_by("pk").values_list("pk", "version")
                        flat = [((*pk, version) if isinstance(pk, tuple) else (pk, version)) for pk, version in found]
                        assert keys[one_column.code] == flat, (one_column.code, path, start, turn)
                    assert _by_district(rolled(told, every)) == _by_district(counted_now), (path, start, turn)
    assert sum(one.rows(facts.Asked("1.", *ALL)).exists() for one in every) > 14


def test_all_columns_cost_one_query_for_each_table_and_none_while_nothing_changes(django_assert_num_queries):
    wall.enter("1.")
    one = make.case(make.team("DOPA-3014", 1))
    make.need(one)
    recorder = actor("DOPA-3014", "drug_recorder")
    every = (*measures.R2, *measures.BY_NEED)
    # four tables, the offices, and the wall's scope: asked, opened, put back
    with django_assert_num_queries(4 + 4):
        facts.report(recorder, asked(recorder.scope), every)
    province = facts.Asked(office("DOPA-30").path, date(2026, 5, 1), date(2026, 5, 15), 2569)
    rolled(province, every)
    with django_assert_num_queries(1 + 3):  # the mark
        rolled(province, every)
    CaseNeed.objects.filter(case=one).update(answer="x")
    # the mark, the tally, cases and needs, and the scope opened three times over
    with django_assert_num_queries(1 + 1 + 2 + 3 * 3):
        rolled(province, every)
