"""Marks that a stamp or its scan puts between the digits of a receipt's number."""

import pytest

from tidtam.letters.reader import read


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("3-1-8", "318"),
        ("1,204", "1204"),
        ("2,0-15", "2015"),
        ("๒,๓๔๕", "2345"),
        ("4.5 1", "451"),
        ("77/2568", "77/2568"),
    ],
)
def test_marks_between_digits_are_dropped(printed: str, number: str) -> None:
    text = f"อบต.บ้านทดลอง\nเลขรับ {printed}\nวันที่ 14 ก.พ. 2568\nเวลา 10.25 น.\n"
    (receipt,) = read(text).as_json()["receipts"]
    assert (receipt["number"], receipt["date"], receipt["time"]) == (number, "2025-02-14", "10:25")
