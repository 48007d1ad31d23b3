"""The invented letters keep the schema and the rules of what a careful clerk records."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tidtam.demo.scoring import Json, Specimen, load_corpus, source_documents, squash

CORPUS = load_corpus("all")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "letters"

LETTER = {
    "number", "date", "kind", "urgency", "circular", "issuer", "addressee", "subject", "references", "enclosure_count",
    "signer_name", "signer_position", "deadlines",
}  # fmt: skip
DEADLINE = {
    "frequency", "days", "month_offset", "every_n_days", "duration_days", "first_due", "due", "from_level", "to",
    "system", "quote",
}  # fmt: skip
FREQUENCY = {
    "monthly", "semimonthly", "weekly", "quarterly", "yearly", "every_n_days", "once", "daily", "immediately",
}  # fmt: skip
FLAGS = {
    "own_number_cited_differently", "own_number_also_cited", "number_used_twice", "number_out_of_sequence",
    "received_before_written", "receipt_times_clash", "date_does_not_exist", "weekday_mismatch", "impossible_time",
    "no_slack", "duty_on_missing_day", "private_mailbox", "unknown_province_code",
}  # fmt: skip
NUMBER = re.compile(r"[ก-ฮ]{2,3} \d+(\.\d+)*/(ว )?\d+")


def _deadlines(specimen: Specimen) -> list[Json]:
    return [d for letter in specimen.expected["letters"] for d in letter["deadlines"]]


def _day(value: object) -> None:
    if value is not None:
        assert date.fromisoformat(str(value)).isoformat() == value


def test_the_corpus_is_large_and_split_in_two() -> None:
    dev, held_out = load_corpus("dev"), load_corpus("held_out")
    assert len(dev) == 40
    assert len(held_out) >= 30
    assert [s.name for s in dev + held_out] == [s.name for s in CORPUS]


def test_the_corpus_covers_every_kind_of_letter_and_duty() -> None:
    letters = [x for s in CORPUS for x in s.expected["letters"]]
    frequencies = Counter(d["frequency"] for x in letters for d in x["deadlines"])
    assert set(frequencies) == FREQUENCY
    assert {x["kind"] for x in letters} == {"external", "stamped", "memo"}
    assert {x["urgency"] for x in letters} == {"normal", "urgent", "very_urgent", "most_urgent"}
    for part in ("dev", "held_out"):
        half = load_corpus(part)
        assert {d["frequency"] for s in half for d in _deadlines(s)} == FREQUENCY
        assert sum(not _deadlines(s) for s in half) >= len(half) / 5
    assert sum(len(s.expected["letters"]) > 1 for s in CORPUS) >= 6


@pytest.mark.parametrize("specimen", CORPUS, ids=lambda s: s.name)
def test_expected_answer_has_the_schema(specimen: Specimen) -> None:
    expected = specimen.expected
    assert set(expected) - {"expect_flags"} == {"letters", "receipts"}
    assert set(expected.get("expect_flags", [])) <= FLAGS
    assert expected["letters"]
    for letter in expected["letters"]:
        assert set(letter) == LETTER
        assert letter["kind"] in {"external", "stamped", "memo"}
        assert letter["urgency"] in {"normal", "urgent", "very_urgent", "most_urgent"}
        assert letter["number"] is None or NUMBER.fullmatch(letter["number"])
        assert letter["circular"] is ("ว" in letter["number"] if letter["number"] else letter["circular"])
        assert (letter["subject"] is None) == (letter["kind"] == "stamped")
        assert isinstance(letter["enclosure_count"], int)
        _day(letter["date"])
        for reference in letter["references"]:
            assert set(reference) == {"number", "date"}
            assert NUMBER.fullmatch(reference["number"])
            _day(reference["date"])
    for receipt in expected["receipts"]:
        assert set(receipt) == {"office", "number", "date", "time"}
        _day(receipt["date"])
        assert receipt["time"] is None or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", receipt["time"])


@pytest.mark.parametrize("specimen", CORPUS, ids=lambda s: s.name)
def test_expected_deadlines_have_the_schema(specimen: Specimen) -> None:
    for deadline in _deadlines(specimen):
        assert set(deadline) - {"first_due_computed"} == DEADLINE
        assert deadline["frequency"] in FREQUENCY
        assert deadline["month_offset"] in (0, 1)
        assert deadline["from_level"] in {"lgo", "district", "province", "department", "team", "any"}
        assert (deadline["every_n_days"] is not None) == (deadline["frequency"] == "every_n_days")
        assert deadline["due"] is None or deadline["frequency"] == "once"
        has_days = deadline["frequency"] in {"monthly", "semimonthly", "weekly", "quarterly", "yearly"}
        assert bool(deadline["days"]) == has_days
        assert all(1 <= n <= (7 if deadline["frequency"] == "weekly" else 31) for n in deadline["days"])
        _day(deadline["first_due"])
        _day(deadline["due"])


@pytest.mark.parametrize("specimen", CORPUS, ids=lambda s: s.name)
def test_expected_words_stand_in_the_text(specimen: Specimen) -> None:
    text = squash(specimen.text)
    for letter in specimen.expected["letters"]:
        for name in ("addressee", "subject", "issuer", "signer_position"):
            assert letter[name] is None or squash(letter[name]) in text
        for deadline in letter["deadlines"]:
            for name in ("quote", "to", "system"):
                assert deadline[name] is None or squash(deadline[name]) in text


def test_no_letter_copies_a_source_document() -> None:
    sources = source_documents(SHARED)
    if not sources:
        pytest.skip("the source documents are not beside this checkout")
    known = {x["signer_name"] for s in sources for x in s.expected["letters"] if x["signer_name"]}
    for specimen in CORPUS:
        assert not [name for name in known if squash(name) in squash(specimen.text)]
