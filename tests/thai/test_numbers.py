import random
from decimal import Decimal

import pytest
from pythainlp.util import bahttext, num_to_thaiword

from tidtam.thai.numbers import baht_text, from_words, in_words, per_cent


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


def test_a_share_is_the_nearest_and_never_all_while_some_lack_nor_none_while_there_is_one() -> None:
    assert [per_cent(n, whole) for n, whole in ((2, 3), (25, 44), (35, 44), (25, 278), (11, 12))] == [67, 57, 80, 9, 92]
    assert (per_cent(0, 7), per_cent(7, 7), per_cent(1, 2), per_cent(1, 200), per_cent(3, 200)) == (0, 100, 50, 1, 2)
    assert (per_cent(999, 1000), per_cent(1, 1000), per_cent(9999, 10000)) == (99, 1, 99)
    assert (per_cent(1001, 1000), per_cent(3, 2)) == (101, 150)
    assert per_cent(Decimal("199.5"), 200) == 99 and per_cent(Decimal(1), Decimal(3)) == 33
    for whole in range(1, 300):
        shares = [per_cent(n, whole) for n in range(whole + 1)]
        assert shares == sorted(shares) and shares.count(100) == shares.count(0) == 1
