import random

import pytest
from pythainlp.util import bahttext, num_to_thaiword

from tidtam.thai.numbers import baht_text, from_words, in_words


def test_words_agree_with_the_oracle_both_ways() -> None:
    rng = random.Random(7)
    numbers = [*range(1200), *(rng.randrange(10 ** rng.randrange(4, 13)) for _ in range(3000))]
    for number in numbers:
        words = in_words(number)
        assert words == num_to_thaiword(number)
        assert from_words(words) == number


@pytest.mark.parametrize("satang", [100, 2100, 150050, 100_000_000_00, 12_345_678_90])
def test_amounts_agree_with_the_oracle(satang: int) -> None:
    assert baht_text(satang) == bahttext(satang / 100)


def test_edges() -> None:
    assert baht_text(50) == "ห้าสิบสตางค์"
    assert in_words(-21) == "ลบยี่สิบเอ็ด"
    assert from_words("๑,๒๓๔") == 1234
    assert from_words("สิบห้า") == 15
    for nonsense in ("", "สวัสดี", "สองสาม", "สิบบาท"):
        assert from_words(nonsense) is None
