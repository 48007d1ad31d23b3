"""An age identity from 32 bytes: bech32 as the age format writes it. Source: age-encryption.org/v1, BIP 173."""

from __future__ import annotations

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
SECRET = "age-secret-key-"  # noqa: S105 (the name of a kind of key)


def _sum(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check


def _fives(raw: bytes) -> list[int]:
    """Return the bits in groups of five, the last filled with zeros."""
    length = len(raw) * 8
    number = int.from_bytes(raw, "big") << (-length % 5)
    groups = -(-length // 5)
    return [number >> 5 * (groups - 1 - at) & 31 for at in range(groups)]


def bech32(kind: str, raw: bytes) -> str:
    """Return `raw` under the human-readable `kind`."""
    data = _fives(raw)
    spread = [ord(letter) >> 5 for letter in kind] + [0] + [ord(letter) & 31 for letter in kind]
    check = _sum(spread + data + [0] * 6) ^ 1
    data += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return kind + "1" + "".join(_LETTERS[value] for value in data)


def identity(raw: bytes) -> str:
    """Return 32 bytes as an age identity: AGE-SECRET-KEY-1…"""
    return bech32(SECRET, raw).upper()
