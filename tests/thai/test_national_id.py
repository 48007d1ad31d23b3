import pytest

from tidtam.thai import national_id


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("1234567890121", True),
        ("1234567890123", False),
        ("9999999999994", True),
        ("9-9999-99999-99-4", True),
        ("๙-๙๙๙๙-๙๙๙๙๙-๙๙-๔", True),
        ("0000000000001", False),
        ("123456789012", False),
        ("12345678901211", False),
        ("1234567890l21", False),
        ("", False),
    ],
)
def test_check_digit(number: str, valid: bool) -> None:
    assert national_id.is_valid(number) is valid


def test_written_forms() -> None:
    assert national_id.formatted("9999999999994") == "9-9999-99999-99-4"
    assert national_id.masked("๙๙๙๙๙๙๙๙๙๙๙๙๔") == "9-9999-xxxxx-xx-4"
    assert national_id.masked("12345") == "xxxxx"


def test_invented_numbers_are_valid_and_told_apart() -> None:
    numbers = {national_id.synthetic(serial) for serial in range(2000)}
    assert len(numbers) == 2000
    assert all(national_id.is_valid(n) and national_id.is_synthetic(n) for n in numbers)


def test_nearly_every_single_wrong_digit_is_noticed() -> None:
    number = national_id.synthetic(123456)
    places = [(i, other) for i in range(13) for other in "0123456789" if other != number[i]]
    # Remainders 0 and 10 share a check digit, so the official scheme itself lets a few through.
    passed = sum(national_id.is_valid(number[:i] + other + number[i + 1 :]) for i, other in places)
    assert passed <= len(places) * 0.1
