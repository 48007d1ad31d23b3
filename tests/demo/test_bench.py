"""The bench at tiny sizes: every work runs, prints what it promises, and leaves nothing behind."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.conftest import tips_url

from tidtam.config.postgres import Urls
from tidtam.demo import bench, variants
from tidtam.demo.bench import lines, reported
from tidtam.demo.bench.care import rules
from tidtam.demo.bench.shop import PREFIX, House, Shop
from tidtam.kernel.problem import Problem

KEYS = {"name", "unit", "value", "n", "reference", "reference_unit", "reference_value", "limit", "met"}
TINY = 0.003


def _left() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def _is_whole(found: bench.Line) -> bool:
    """Say whether a line has its columns, prints as JSON and can be said."""
    return found.keys() >= KEYS and bool(json.dumps(found)) and found["name"] in bench.said(found)


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDTAM_BENCH_SCALE", str(TINY))


@pytest.fixture
def lent(committed_db: tuple[str, str], tmp_path: Path) -> Iterator[Shop]:
    """Yield a shop whose one house is a database of this test, so that no server is made."""
    app, owner = committed_db
    house = House(tmp_path, Urls(app=app, owner=owner, tips=tips_url(app)), scale=TINY, given=True)
    with ExitStack() as stack:
        yield Shop(TINY, stack, lambda: house)


def test_limit_is_met_or_not() -> None:
    reference = lines.Reference("work", "ms", 2.0)
    assert lines.line("a", "ms", 99.9, n=1, reference=reference, limit=lines.Limit(100))["met"] is True
    assert lines.line("a", "F1", 0.89, n=1, reference=reference, limit=lines.Limit(0.9, least=True))["met"] is False
    assert lines.line("a", "ms", 1, n=1, reference=reference)["met"] is None


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1, 100)])
def test_percentile_is_a_measured_value(share: float, value: int) -> None:
    assert lines.percentile(list(range(100, 0, -1)), share) == value
    assert lines.percentile([7], share) == 7


def test_a_skipped_work_says_why() -> None:
    assert "ไม่มี" in bench.said(lines.skipped("reader.source", "ไม่มีหนังสือ"))


def test_unknown_work_is_refused() -> None:
    with pytest.raises(Problem, match="ไม่มีงานวัด"):
        list(bench.run("nothing"))


def test_reader_is_measured_clean_and_damaged(tiny: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIDTAM_SOURCE_LETTERS", str(tmp_path))
    found = {one["name"]: one for one in bench.run("reader")}
    assert all(_is_whole(one) for one in found.values())
    assert found["reader.source"]["skipped"]
    assert {f"reader.{part}.noise_{level}" for part in ("dev", "held_out") for level in (1, 2, 3, 4)} < found.keys()
    assert found["reader.speed"]["reference_value"] > 0


def test_source_letters_are_measured_where_they_are(
    tiny: None, monkeypatch: pytest.MonkeyPatch, source_letters: Path
) -> None:
    monkeypatch.setenv("TIDTAM_SOURCE_LETTERS", str(source_letters))
    first = next(bench.run("reader"))
    assert (first["name"], first["n"]) == ("reader.source", 5)


def test_rules_agree(tiny: None) -> None:
    (found,) = bench.run("rules")
    assert _is_whole(found)
    assert (found["value"], found["n"], found["met"]) == (0, 3000, True)


@pytest.mark.slow
def test_kill_loses_nothing_and_leaves_nothing(tiny: None) -> None:
    before = _left()
    (found,) = bench.run("kill")
    assert _is_whole(found)
    assert found["met"] is True
    assert found["acknowledged"] > 0
    assert _left() <= before


@pytest.mark.slow
def test_registrations_have_no_gap(lent: Shop) -> None:
    (found,) = bench.WORKS["registrations"](lent)
    assert _is_whole(found)
    assert (found["value"], found["n"], found["failed"]) == (0, 5, 0)
    assert found["reference_value"] > 0


@pytest.mark.slow
def test_duties_then_scope(lent: Shop) -> None:
    found = {one["name"]: one for one in bench.WORKS["duties"](lent)}
    assert all(_is_whole(one) for one in found.values())
    assert found["duties.generate"]["n"] == 24 * 12 * 8
    assert found["duties.relay"]["bound"] > 0
    assert found["duties.send_many"]["n"] > 0
    scopes = list(bench.WORKS["scope"](lent))
    assert all(_is_whole(one) and one["value"] > 0 for one in scopes)
    assert len(scopes) == 12


@pytest.mark.slow
def test_pages_are_answered_in_every_role(lent: Shop) -> None:
    list(bench.WORKS["duties"](lent))
    found = {one["name"]: one for one in lent.nation().call("pages")}
    assert all(_is_whole(one) for one in found.values())
    assert found["pages.saturation"]["errors"] == 0
    assert found["pages.inbox"]["errors"] == 0
    assert found["pages.inbox"]["n"] >= 4
    sent = {one["name"]: one for one in lent.nation().call("reports_send")}
    assert all(_is_whole(one) and one["reference_value"] > 0 for one in sent.values())
    assert (sent["reports_send.errors"]["value"], sent["reports_send.not_once"]["value"]) == (0, 0)
    assert sent["reports_send.page"]["n"] == sent["reports_send.page"]["people"] >= 20
    assert (sent["reports_send.inbox"]["errors"], sent["reports_send.inbox"]["statuses"]) == (0, [200])
    (issued,) = bench.WORKS["answers_issue"](lent)
    assert (issued["value"], issued["failed"], issued["papers"]) == (0, 0, issued["n"])
    assert issued["reference_value"] > 0


def test_random_transfers_and_balances_hold(tiny: None) -> None:
    with ExitStack() as stack:
        found = list(rules.measure(Shop(TINY, stack)))
    assert all(_is_whole(one) for one in found)
    assert [(one["name"], one["value"], one["n"]) for one in found] == [
        ("care_random.transfer_rules", 0, 1500), ("care_random.balance_rules", 0, 1500),
    ]  # fmt: skip


def test_a_name_is_asked_for_in_many_ways() -> None:
    dice = random.Random(1)
    named = variants.Named("สมศักดิ์", "แก้วมณี", "ต้น", "ตูม", "ปักธงชัย", "2530")
    made = variants.questions(dice, named)
    assert len({one.kind for one in made}) == len(made) == 21
    exact = [one.kind for one in made if one.text == "สมศักดิ์ แก้วมณี"]
    assert exact == ["exact"]
    assert {one.kind for one in made if not one.named} == {"place", "nickname", "year"}


@pytest.mark.slow
def test_random_sequences_of_actions_break_nothing(lent: Shop) -> None:
    (found,) = lent.house().call("care_random")
    assert _is_whole(found)
    assert (found["value"], found["broken"], found["n"]) == (0, {}, 6)


@pytest.mark.slow
def test_a_flood_of_tips_is_taken_while_receipts_are_guessed(lent: Shop) -> None:
    told, signed_in = bench.WORKS["tips"](lent)
    assert all(_is_whole(one) for one in (told, signed_in))
    assert (told["value"], told["statuses"], told["kept"], told["n"]) == (0, {"200": 20}, 20, 20)
    assert told["guessers"] == 20
    assert sum(told["guesses"].values()) > 0
    assert (signed_in["statuses"], signed_in["quiet_statuses"]) == ({"in": 6}, {"in": 2})


@pytest.mark.slow
def test_random_histories_of_reports_change_no_signed_cell(lent: Shop) -> None:
    (exact,) = bench.WORKS["reports_exact"](lent)
    assert _is_whole(exact)
    assert (exact["value"], exact["sequences"], exact["houses"]) == (0, 8, 1)
    both = reported.together([[exact], [exact | {"value": 1, "met": False}]])
    assert [(one["value"], one["sequences"], one["met"], one["houses"]) for one in both] == [(1, 16, False, 2)]


@pytest.mark.slow
def test_the_works_of_follow_up_run_on_one_province(lent: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDTAM_BENCH_PROVINCE", "30")
    found = {one["name"]: one for one in bench.WORKS["care_pages"](lent)}
    for work in (
        "care_rounds",
        "people_search",
        "care_scope",
        "reports_rollup",
        "reports_compile",
        "reports_open",
        "visit_save",
        "roster",
    ):
        found |= {one["name"]: one for one in bench.WORKS[work](lent)}
    assert all(_is_whole(one) for one in found.values())
    assert (found["reports_rollup.facts"]["differs"], found["reports_rollup.live"]["totals"]["total"] > 0) == (0, True)
    assert found["reports_compile.page"]["reports_below"] > 10
    assert found["reports_open.cell"]["rows"] >= 50
    for amended in (found["reports_compile.amend"], found["reports_open.amend"]):  # not led away to another page
        assert amended["statuses"] == [200] and amended["n"] > 0
    exact = ("nation.figures", "nation.audit_faults", "visit_save.errors", "visit_save.not_once")
    assert [found[name]["value"] for name in exact] == [0, 0, 0, 0]
    assert all(one["errors"] == 0 for one in found.values() if "errors" in one)
    assert found["roster.import"]["cases"] == found["roster.import"]["n"] == 30
    assert found["people_search.recall"]["value"] > 0.9
