"""Noise is repeatable, grows with its level and leaves what a careful reader needs."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest
from rapidfuzz.distance import Levenshtein

from tidtam.demo.noise import add_noise
from tidtam.demo.scoring import Specimen, load_corpus, squash

CORPUS = load_corpus("all")
TIMING = re.compile(r"ภายใน|ทุกวัน|ไม่เกิน|ของเดือน|ถัดไป|ไตรมาส")
LETTER_SHAPES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "b": "6"})


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_same_seed_same_noise(level: int) -> None:
    for specimen in CORPUS[:20]:
        once = add_noise(specimen.text, level, random.Random(7))
        assert once == add_noise(specimen.text, level, random.Random(7))
        assert once != add_noise(specimen.text, level, random.Random(8))


@pytest.mark.parametrize("level", [0, 5, -1])
def test_unknown_level_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        add_noise("ที่", level, random.Random(1))


def test_each_level_is_rougher_than_the_last() -> None:
    def harm(level: int) -> float:
        rng = random.Random(1)
        return sum(Levenshtein.normalized_distance(s.text, add_noise(s.text, level, rng)) for s in CORPUS)

    first, second, third, fourth = (harm(level) for level in (1, 2, 3, 4))
    assert 0 < first < second < third < fourth
    assert fourth / len(CORPUS) < 0.25


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("specimen", CORPUS[::7], ids=lambda s: s.name)
def test_timing_words_survive_light_noise(specimen: Specimen, level: int) -> None:
    def bare(text: str) -> Counter[str]:
        toneless = re.sub("[่้๊๋์็]", "", squash(text))
        return Counter(re.sub("[่้๊๋์็]", "", m) for m in TIMING.findall(toneless))

    noisy = add_noise(specimen.text, level, random.Random(3))
    # A carry-over mark may repeat the first letters of the next page, never take any away.
    assert not bare(specimen.text) - bare(noisy)


def test_no_digit_becomes_another() -> None:
    for specimen in CORPUS:
        noisy = add_noise(specimen.text, 4, random.Random(11))
        kept = Counter(re.findall(r"\d", squash(specimen.text.translate(LETTER_SHAPES))))
        found = Counter(re.findall(r"\d", squash(noisy.translate(LETTER_SHAPES))))
        assert not kept - found


def test_the_damage_of_real_scans_appears() -> None:
    rng = random.Random(2)
    noisy = "\n".join(add_noise(s.text, 4, rng) for s in CORPUS)
    assert "ํา" in noisy
    assert re.search(r"ที่ [ก-ฮ]{2}\.[๐-๙]", noisy)
    assert re.search(r"วันที่ [๐-๙\d][.\- ]+[๐-๙\d] ?[ก-ฮ]", noisy)
    assert re.search(r"[ก-ฮ][a-zU][ก-๙]", noisy)
    assert re.search(r"[ก-ฮ]\n[ก-ฮ]", noisy)
    assert re.search(r"^/.{3,8}\.\.\.$", noisy, re.M)
