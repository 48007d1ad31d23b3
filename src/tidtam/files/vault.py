"""Encryption of personal content: AES-GCM, the id of the key in the value, keys outside every backup.

Source: design §3.4.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem

_MAGIC = b"TDT1"
_NONCE = 12
_KEY_FILE = re.compile(r"files-(\d{1,3})\Z")


def seal(plain: bytes, *, bound_to: str) -> bytes:
    """Return `plain` encrypted under the newest key; it opens only for the same `bound_to`."""
    number, key = _newest()
    nonce = secrets.token_bytes(_NONCE)
    header = _MAGIC + bytes([number])
    return header + nonce + AESGCM(key).encrypt(nonce, plain, header + bound_to.encode())


def unseal(sealed: bytes, *, bound_to: str) -> bytes:
    """Return what `seal` was given. Errors: Problem files.key_missing, files.damaged."""
    header, nonce, box = sealed[:5], sealed[5 : 5 + _NONCE], sealed[5 + _NONCE :]
    if header[:4] != _MAGIC or len(header) != 5:
        raise damaged()
    try:
        return AESGCM(_read(header[4])).decrypt(nonce, box, header + bound_to.encode())
    except InvalidTag as error:
        raise damaged() from error


def damaged() -> Problem:
    """Return the Problem of content that is not what was stored."""
    return Problem("files.damaged", "ไฟล์ที่เก็บไว้เสียหาย โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง", field="file")


def _folder() -> Path:
    return Path(settings.DATA) / "keys"


def _newest() -> tuple[int, bytes]:
    numbers = [int(match[1]) for path in _folder().glob("files-*") if (match := _KEY_FILE.match(path.name))]
    if not numbers:
        _make(1)
        numbers = [1]
    return max(numbers), _read(max(numbers))


def _read(number: int) -> bytes:
    try:
        return bytes.fromhex((_folder() / f"files-{number}").read_text().strip())
    except FileNotFoundError as error:
        raise Problem(
            "files.key_missing",
            _("ไม่พบกุญแจ files-%(number)s ในโฟลเดอร์ keys จึงเปิดไฟล์นี้ไม่ได้ โปรดแจ้งผู้ดูแลระบบให้นำกุญแจกลับมา")
            % {"number": number},
            field="file",
            key=f"files-{number}",
        ) from error


def _make(number: int) -> None:
    """Make a key file, readable by its owner only; of two processes at once the first wins."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = _folder() / f".files-{secrets.token_hex(6)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(AESGCM.generate_key(256).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, _folder() / f"files-{number}")
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
