"""The five source letters, field by field, when they stand beside the checkout."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.letters.reader.noise import damage
from tests.letters.reader.scorer import Score, score_document

from tidtam.letters.reader import read

FOLDER = Path(os.environ.get("TIDTAM_SHARED", Path(__file__).parents[4] / "shared")) / "letters"
FILES = sorted(FOLDER.glob("*.txt"))
pytestmark = pytest.mark.skipif(not FILES, reason="the source letters are not beside this checkout")

FLAGS = {
    "000": {"duty_on_missing_day", "no_slack", "private_mailbox"},
    "001": {"own_number_also_cited", "own_number_cited_differently", "duty_on_missing_day", "number_out_of_sequence"},
    "002": set(),
    "003": {"unknown_province_code", "received_before_written"},
    "004": {"own_number_also_cited", "receipt_times_clash"},
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_every_field(file: Path) -> None:
    score = score_document(
        file.name[:3], read(file.read_text()).as_json(), json.loads(file.with_suffix(".json").read_text()), Score()
    )
    print("\n".join(score.lines()))
    assert score.misses == []
    assert score.f1 == 1.0


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_flags(file: Path) -> None:
    assert {flag.code for flag in read(file.read_text()).flags} == FLAGS[file.name[:3]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name[:3])
def test_every_span_holds_its_words(file: Path) -> None:
    text = file.read_text()
    reading = read(text)
    for letter in reading.letters:
        for part in (letter.addressee, letter.subject, letter.issuer, letter.signer_name):
            if part.value and part.span:
                assert bare(text[slice(*part.span)]) == bare(part.value)
        for deadline in letter.deadlines:
            assert bare(text[slice(*deadline.span)]) == bare(deadline.quote)
            for name in ("to", "system"):
                span, value = deadline.spans[name], getattr(deadline, name)
                assert (span is None) == (value is None)
                if span:
                    assert bare(value) in bare(text[slice(*span)])


def bare(words: str) -> str:
    return "".join(words.split())


def test_other_letters_cited_values_are_offered() -> None:
    letters = read(next(f for f in FILES if f.name.startswith("001")).read_text()).letters
    assert [a.value for a in letters[2].number.alternatives] == ["มท 0311.3/ว 8903"]
    assert [str(a.value) for a in letters[3].date.alternatives] == ["2023-03-14"]


def test_light_damage_keeps_the_duties() -> None:
    score = Score()
    for file in FILES:
        for seed in range(3):
            said = read(damage(file.read_text(), 0.01, seed)).as_json()
            score_document(file.name[:3], said, json.loads(file.with_suffix(".json").read_text()), score)
    print("\n".join(score.lines()))
    assert score.f1 >= 0.9
    assert score.accuracy >= 0.95
