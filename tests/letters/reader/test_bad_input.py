"""Text that is no letter, and more of it than any letter has: an answer, in bounded time."""

from __future__ import annotations

import json
import random
import time

import pytest

from tidtam.letters.reader import read

LETTER = """ที่ นน ๐๐๑๗.๒/ว ๑๒๓

ศาลากลางจังหวัดน่าน

๑๐ มกราคม ๒๕๖๘

เรื่อง การรายงาน
เรียน นายอำเภอ ทุกอำเภอ

ขอให้อำเภอรายงานจังหวัดภายในวันที่ ๕ ของทุกเดือน ทางอีเมล nan.report@gmail.com

จึงเรียนมาเพื่อทราบ

ขอแสดงความนับถือ

(นายสมมติ ใจดี)
ผู้ว่าราชการจังหวัดน่าน
"""
RNG = random.Random(7)
JUNK = {
    "empty": "",
    "blank": " \n\t\n ",
    "cat": "~ ' . _ -- |  lj ; ๑ ก์ . ^ ฯ , ,\n..' ~~ oO l | ็ ์\n" * 40,
    "latin": "Lorem ipsum dolor sit amet, consectetur adipiscing elit. " * 500,
    "control": "\x00\x01\x02\x1b[31m\ufeff\u200b" * 2000,
    "surrogate": "\ud800\udfff" * 100,
    "thai": "".join(chr(RNG.randrange(0xE01, 0xE5B)) for _ in range(100_000)),
    "digits": "1" * 100_000,
    "blanks": "ก" + " " * 100_000 + "ก",
    "dots": ".…" * 50_000,
    "dates": "๑ มกราคม ๒๕๖๖ " * 7_000,
    "stamps": "รับที่ ๑\nวันที่ ๑ ม.ค. ๖๖\n" * 4_000,
    "heads": "เรื่อง ก\nเรียน ข\n" * 6_000,
    "duties": "ถึง จังหวัด\nตามที่ " + "ให้รายงานจังหวัดทราบภายในวันที่ ๕ ของทุกเดือน " * 2_200,
}


@pytest.mark.parametrize("name", JUNK)
def test_junk(name: str) -> None:
    begun = time.process_time()
    made = read(JUNK[name]).as_json()
    assert time.process_time() - begun < 20  # a hang or a square, not the speed of a machine
    json.dumps(made)
    if name in ("empty", "blank", "cat", "latin", "control", "digits", "thai"):
        assert made == {"letters": [], "receipts": [], "flags": []}


def test_mutations_never_raise() -> None:
    rng = random.Random(11)
    for _ in range(400):
        text = LETTER
        for _ in range(rng.randrange(1, 8)):
            i, j = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
            text = rng.choice(
                [
                    text[:i] + text[j:],
                    text[:j] + text[i:],
                    text[i:j] + text[:i],
                    text.replace("\n", " "),
                    text[::-1],
                    text + LETTER,
                ]
            )
            text = text[:20_000] or LETTER
        made = read(text).as_json()
        for letter in made["letters"]:
            for span in (*letter["spans"].values(), *(d["span"] for d in letter["deadlines"])):
                assert span is None or 0 <= span[0] <= span[1] <= len(text)


def test_every_key_is_there() -> None:
    letter = read(LETTER).as_json()["letters"][0]
    assert set(letter) >= {
        "number", "date", "kind", "urgency", "circular", "issuer", "addressee", "subject", "references",
        "enclosure_count", "signer_name", "signer_position", "deadlines", "spans", "confidence", "alternatives",
    }  # fmt: skip
    deadline = letter["deadlines"][0]
    assert list(deadline)[:11] == [
        "frequency", "days", "month_offset", "every_n_days", "duration_days", "first_due", "due", "from_level", "to", "system", "quote",  # noqa: E501
    ]  # fmt: skip


def test_private_mailbox_is_flagged() -> None:
    assert [flag.code for flag in read(LETTER).flags] == ["private_mailbox"]


def test_a_clean_letter_raises_no_flag() -> None:
    assert read(LETTER.replace("gmail.com", "dla.go.th")).flags == ()


def test_windows_line_ends_and_marks_keep_spans_true() -> None:
    text = LETTER.replace("\n", "\r\n").replace("อำเภอ", "อ\u200bําเภอ")
    letter = read(text).letters[0]
    assert letter.addressee.span
    assert text[slice(*letter.addressee.span)].startswith("นายอ")
    assert letter.deadlines[0].days == (5,)
