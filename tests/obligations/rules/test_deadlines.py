import json
from datetime import date
from pathlib import Path

import pytest

from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import Kind, Rule, due_dates, from_deadline, parse_rule, say

LETTERS = Path(__file__).resolve().parents[4] / "shared" / "letters"
EMPTY = {
    "frequency": None, "days": [], "month_offset": 0, "every_n_days": None, "duration_days": None,
    "first_due": None, "due": None, "from_level": "any", "to": None, "system": None, "quote": "",
}  # fmt: skip


def deadline(**values: object) -> dict[str, object]:
    return EMPTY | values


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"frequency": "monthly", "days": [25]}, Rule(kind=Kind.MONTHLY, days=(25,))),
        ({"frequency": "monthly", "days": [5], "month_offset": 1}, Rule(kind=Kind.MONTHLY, days=(5,), month_offset=1)),
        ({"frequency": "semimonthly", "days": [15, 30]}, Rule(kind=Kind.SEMIMONTHLY, days=(15, 30))),
        ({"frequency": "weekly", "days": [5]}, Rule(kind=Kind.WEEKLY, days=(5,))),
        ({"frequency": "daily", "quote": "ทุกวันทำการ"}, Rule(kind=Kind.DAILY, working_days=True)),
        ({"frequency": "daily", "quote": "ทุกวัน"}, Rule(kind=Kind.DAILY)),
        (
            {"frequency": "quarterly", "days": [10], "month_offset": 1},
            Rule(kind=Kind.QUARTERLY, days=(10,), month_offset=1),
        ),
        (
            {"frequency": "yearly", "days": [31], "quote": "ทุกปี ภายในวันที่ ๓๑ ตุลาคม"},
            Rule(kind=Kind.YEARLY, days=(31,), months=(10,)),
        ),
        (
            {"frequency": "yearly", "days": [15], "quote": "ภายในวันที่ 15 ของเดือนมกราคม ทุกปี"},
            Rule(kind=Kind.YEARLY, days=(15,), months=(1,)),
        ),
        (
            {
                "frequency": "yearly",
                "days": [31],
                "month_offset": 1,
                "quote": "(ระหว่างเดือนตุลาคม ถึงเดือนกันยายน) ภายในวันที่ 31 ต.ค. ของทุกปี",
            },
            Rule(kind=Kind.YEARLY, days=(31,), months=(10,), month_offset=1),
        ),
        (
            {"frequency": "yearly", "days": [5], "quote": "ทุกปี", "first_due": "2024-04-05"},
            Rule(kind=Kind.YEARLY, days=(5,), months=(4,)),
        ),
        (
            {"frequency": "every_n_days", "every_n_days": 15, "duration_days": 365},
            Rule(kind=Kind.EVERY_N_DAYS, n=15, duration_days=365),
        ),
        (
            {"frequency": "every_n_days", "every_n_days": 15, "first_due": "2023-04-15"},
            Rule(kind=Kind.EVERY_N_DAYS, n=15, starts_on=date(2023, 4, 15), start_is_due=True),
        ),
        ({"frequency": "once", "due": "2023-04-15"}, Rule(kind=Kind.ONCE, dates=(date(2023, 4, 15),))),
        ({"frequency": "once", "quote": "ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ"}, Rule(kind=Kind.ONCE, n=7)),
        ({"frequency": "once", "quote": "ภายในวันที่ 31 เมษายน"}, Rule(kind=Kind.ONCE)),
        ({"frequency": "immediately", "quote": "ทันที"}, Rule(kind=Kind.IMMEDIATELY)),
    ],
)
def test_rule_of_a_deadline(values: dict[str, object], rule: Rule) -> None:
    assert from_deadline(deadline(**values)) == rule


@pytest.mark.parametrize("frequency", ["monthly", "semimonthly", "quarterly", "yearly", "weekly", "once"])
def test_what_the_letter_leaves_open_stays_open(frequency: str) -> None:
    rule = from_deadline(deadline(frequency=frequency))
    assert not rule.is_dated
    assert due_dates(rule, date(2024, 1, 1), date(2025, 1, 1)) == []
    assert "ยังไม่กำหนดวันที่" in say(rule)


@pytest.mark.parametrize("frequency", [None, "", "hourly"])
def test_unknown_frequency(frequency: str | None) -> None:
    with pytest.raises(Problem, match=r"obligations\.rule_invalid"):
        from_deadline(deadline(frequency=frequency))


@pytest.mark.skipif(not LETTERS.is_dir(), reason="the source letters are not beside this checkout")
def test_every_deadline_of_the_source_letters() -> None:
    found = [
        item
        for file in sorted(LETTERS.glob("*.json"))
        for letter in json.loads(file.read_text())["letters"]
        for item in letter["deadlines"]
    ]
    assert len(found) >= 7
    for item in found:
        rule = from_deadline(item)
        assert parse_rule(say(rule)) == rule
        typed = parse_rule(item["quote"])
        assert (typed.kind, typed.days, typed.month_offset, typed.n) == (
            rule.kind,
            rule.days,
            rule.month_offset,
            rule.n,
        )
