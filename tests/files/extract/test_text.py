"""Text files and pasted text: encodings told apart, nothing of the text changed."""

from __future__ import annotations

import pytest

from tidtam.files.extract import Limits, extract, from_pasted
from tidtam.kernel.problem import Problem

TEXT = "ที่ นม ๐๐๒๓/ว ๑๔๕\nเรื่อง  การรายงานผล\r\nภายในวันที่ 25 ของทุกเดือน\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("cp874"),
        TEXT.encode("tis-620"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-le", "utf-16-be", "cp874", "tis-620"],
)
def test_every_usual_encoding_gives_the_same_text(content: bytes) -> None:
    found = extract(content, name="letter.txt")
    assert (found.kind, found.text) == ("text", TEXT)
    assert [(page.page, page.text, page.method) for page in found.pages] == [(1, TEXT, "plain")]


def test_old_thai_encoding_is_said() -> None:
    assert extract(TEXT.encode("cp874"), name="a").warnings


def test_a_few_broken_bytes_are_marked_and_counted() -> None:
    content = (TEXT * 20).encode() + b"\xe0\xb8" + "จบ".encode()
    found = extract(content, name="a.txt")
    assert found.text.count("\ufffd") == 1
    assert "1 ตัว" in found.warnings[0]


def test_the_source_letters_are_read_as_they_are(source_letters) -> None:  # type: ignore[no-untyped-def]  # a fixture
    for path in source_letters.glob("*.txt"):
        assert extract(path.read_bytes(), name="x.pdf").text == path.read_bytes().decode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (b" \r\n\t\n", "files.empty"),
        ("\ufeff".encode(), "files.empty"),
        (b"abc " * 5 + bytes(range(0x80, 0xA0)), "files.encoding"),
        (("日本語の文書です。" * 20).encode("shift-jis"), "files.encoding"),
        (bytes(range(256)) * 20, "files.unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "files.unsupported"),
        (b"{\\rtf1\\ansi text}", "files.unsupported"),
        (b"GIF89a" + bytes(50), "files.unsupported"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        extract(content, name="letter.txt")
    assert caught.value.code == code
    assert "โปรด" in caught.value.message


def test_size_is_refused_before_anything_is_read() -> None:
    with pytest.raises(Problem) as caught:
        extract(bytes(100 * 1024 * 1024), name="big.pdf")
    assert caught.value.code == "files.too_large"
    assert "100 MB" in caught.value.message


def test_endless_text_is_refused() -> None:
    with pytest.raises(Problem) as caught:
        from_pasted("ก" * 101, limits=Limits(max_characters=100))
    assert caught.value.code == "files.too_large"


def test_pasted_text_keeps_its_code_points() -> None:
    assert from_pasted(TEXT).text == TEXT
