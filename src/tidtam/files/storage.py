"""Content by its SHA-256 in Django's storage: on disk before the transaction commits, checked when it is read.

A local folder is written through a temporary name and fsynced; an object store answers only when it has the content.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils.functional import LazyObject

from tidtam.files import vault
from tidtam.kernel.problem import Problem

_SEALED = ".sealed"
_HASH_LENGTH = 64


def keep(content: bytes, *, sealed: bool = False) -> str:
    """Write `content` where its SHA-256 says, and return that. Content already there is marked as used again."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = address(sha256, sealed=sealed)
    folder = _local()
    if default_storage.exists(name):
        if folder is not None:
            os.utime(folder / name)
        return sha256
    stored = vault.seal(content, bound_to=sha256) if sealed else content
    if folder is None:
        default_storage.save(name, ContentFile(stored))
    else:
        _write_durably(folder / name, stored)
    return sha256


def fetch(sha256: str, *, sealed: bool = False) -> bytes:
    """Return the content of that hash. Errors: Problem files.missing, files.damaged, files.key_missing."""
    try:
        with default_storage.open(address(sha256, sealed=sealed)) as file:
            stored: bytes = file.read()
    except FileNotFoundError as error:
        raise Problem("files.missing", "ไม่พบไฟล์ในที่เก็บ โปรดแจ้งผู้ดูแลระบบให้กู้คืนจากสำเนาสำรอง", field="file") from error
    content = vault.unseal(stored, bound_to=sha256) if sealed else stored
    if hashlib.sha256(content).hexdigest() != sha256:
        raise vault.damaged()
    return content


def address(sha256: str, *, sealed: bool = False) -> str:
    """Return the name of content in the storage."""
    return f"{sha256[:2]}/{sha256}{_SEALED if sealed else ''}"


def names(prefix: str, before: datetime) -> Iterator[tuple[str, str]]:
    """Yield (hash, name) of what lies under the two-digit `prefix`, unused since `before`; broken-off writes too."""
    if not default_storage.exists(prefix):
        return
    for file in default_storage.listdir(prefix)[1]:
        name = f"{prefix}/{file}"
        if default_storage.get_modified_time(name) < before:
            yield file.removesuffix(_SEALED)[:_HASH_LENGTH], name


def drop(name: str) -> None:
    """Delete content by its name in the storage."""
    default_storage.delete(name)


def _local() -> Path | None:
    """Return the folder when the storage is one, else None."""
    storage = default_storage
    if isinstance(storage, LazyObject):
        default_storage.exists("")  # the lazy object becomes what the settings name when it is first used
        storage = storage._wrapped
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def _write_durably(path: Path, content: bytes) -> None:
    for folder in (path.parent.parent, path.parent):  # each by itself: `parents` would open the upper one to all
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    for folder in (path.parent, path.parent.parent):
        _sync(folder)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open a folder and makes names durable by itself.
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
