"""Encryption of personal values: AES-GCM, the id of the key in the value, keys outside every backup.

A family is a set of keys of one purpose (`files`, `people`): `keys/<family>-<number>` in the data folder, 0400, made
when first needed; the newest seals, every one opens. Keys are read once and again only when their folder changes, so
that sealing 100,000 values takes a second. Source: design §3.4.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tidtam.kernel.problem import Problem

_NONCE = 12
_HEAD = 5


@dataclass
class _Held:
    """The keys of one family as the folder had them at `seen`."""

    seen: tuple[str, int] = ("", -1)
    newest: int = 0
    raw: dict[int, bytes] = field(default_factory=dict)
    boxes: dict[int, AESGCM] = field(default_factory=dict)


class Family:
    """The keys of one purpose. `magic` is the four bytes its sealed values begin with."""

    def __init__(
        self, name: str, *, magic: bytes, missing: Callable[[str], Problem], damaged: Callable[[], Problem]
    ) -> None:
        if len(magic) != _HEAD - 1:
            raise ValueError("the magic has four bytes")
        self.name, self.magic = name, magic
        self._missing, self._damaged = missing, damaged
        self._file = re.compile(rf"{re.escape(name)}-(\d{{1,3}})\Z")
        self._held = _Held()

    def seal(self, plain: bytes, *, bound_to: str) -> bytes:
        """Return `plain` encrypted under the newest key; it opens only for the same `bound_to`."""
        number = self._newest()
        box = self._held.boxes.get(number) or self._box(number)  # as fresh as the number is
        nonce = secrets.token_bytes(_NONCE)
        header = self.magic + bytes([number])
        return header + nonce + box.encrypt(nonce, plain, header + bound_to.encode())

    def unseal(self, sealed: bytes, *, bound_to: str) -> bytes:
        """Return what `seal` was given. Errors: the Problems of the family (key missing, damaged)."""
        header, nonce, box = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        if header[:-1] != self.magic or len(header) != _HEAD:
            raise self._damaged()
        try:
            return self._box(header[-1]).decrypt(nonce, box, header + bound_to.encode())
        except InvalidTag as error:
            raise self._damaged() from error

    def secret(self, label: str) -> bytes:
        """Return a key derived from the first key for one use (a keyed hash); it stays when newer keys come."""
        self._newest()
        return hmac.digest(self._raw(1), label.encode(), "sha256")

    def _folder(self) -> Path:
        return Path(settings.DATA) / "keys"

    def _fresh(self) -> _Held:
        """Return the held keys, forgotten when the folder has changed (a key was added, removed or restored)."""
        folder = f"{settings.DATA}/keys"
        try:
            now = (folder, os.stat(folder).st_mtime_ns)
        except FileNotFoundError:
            now = (folder, 0)
        if self._held.seen != now:
            self._held = _Held(seen=now)
        return self._held

    def _newest(self) -> int:
        held = self._fresh()
        if not held.newest:
            numbers = [
                int(m[1]) for path in self._folder().glob(f"{self.name}-*") if (m := self._file.match(path.name))
            ]
            if not numbers:
                _make(self._folder(), self.name, 1)
                numbers = [1]
                held = self._fresh()
            held.newest = max(numbers)
        return held.newest

    def _raw(self, number: int) -> bytes:
        held = self._fresh()
        if number not in held.raw:
            try:
                held.raw[number] = bytes.fromhex((self._folder() / f"{self.name}-{number}").read_text().strip())
            except FileNotFoundError as error:
                raise self._missing(f"{self.name}-{number}") from error
        return held.raw[number]

    def _box(self, number: int) -> AESGCM:
        held = self._fresh()
        if number not in held.boxes:
            held.boxes[number] = AESGCM(self._raw(number))
        return held.boxes[number]


def _make(folder: Path, family: str, number: int) -> None:
    """Make a key file, readable by its owner only; of two processes at once the first wins."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = folder / f".{family}-{secrets.token_hex(6)}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(AESGCM.generate_key(256).hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, folder / f"{family}-{number}")
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
