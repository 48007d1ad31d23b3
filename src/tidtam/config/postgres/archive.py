"""The shape of a backup on disk: a manifest that names every part with its size and SHA-256.

Shape: `manifest.json`, `database.dump` (pg_dump custom format), `files.sha256` (one line per file), `files/…`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tidtam.kernel.problem import Problem

FORMAT = 1
MANIFEST, DUMP, LISTING, FILES = "manifest.json", "database.dump", "files.sha256", "files"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file of the backup."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `tables` are the rows per table inside the dump; `keys` are names, never contents."""

    format: int
    made_at: str
    tidtam: str
    server: str
    database: Part
    listing: Part
    files: int
    tables: dict[str, int]
    keys: list[str]

    def as_json(self) -> str:
        """Return the text of `manifest.json`."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read(root: Path) -> Manifest:
    """Read the manifest of an unpacked backup.

    Errors: Problem("backup.not_one"), Problem("backup.newer").
    """
    try:
        raw = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
        if raw["format"] != FORMAT:
            raise Problem(
                "backup.newer",
                f"ชุดสำรองนี้เป็นรูปแบบ {raw['format']} ซึ่งรุ่นนี้อ่านไม่ได้ ให้ใช้ Tidtam รุ่นที่ใหม่กว่า · made by a newer version",
            )
        raw["database"], raw["listing"] = Part(**raw["database"]), Part(**raw["listing"])
        manifest = Manifest(**raw)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Problem(
            "backup.not_one", f"{root} ไม่ใช่ชุดสำรองของ Tidtam หรือไม่ครบ (อ่าน {MANIFEST} ไม่ได้) · not a backup"
        ) from error
    if (manifest.database.path, manifest.listing.path) != (DUMP, LISTING):
        raise Problem("backup.not_one", f"{root} ไม่ใช่ชุดสำรองของ Tidtam · not a backup")
    return manifest


def verify(root: Path) -> Manifest:
    """Compare every part of an unpacked backup with the manifest and return it.

    Errors: Problem("backup.damaged") naming the first part that is missing, extra or changed; as `read`.
    """
    manifest = read(root)
    for part in (manifest.database, manifest.listing):
        _compare(root, part)
    listed = set()
    for part in parts(root):
        _compare(root, part)
        listed.add(part.path)
    found = {path.relative_to(root).as_posix() for path in (root / FILES).rglob("*") if not path.is_dir()}
    if listed != found or len(listed) != manifest.files:
        raise damaged(min(listed ^ found, default=LISTING))
    return manifest


def parts(root: Path) -> Iterator[Part]:
    """Yield the stored files that the listing names.

    Errors: Problem("backup.damaged") when a line points out of the files folder.
    """
    with open(root / LISTING, encoding="utf-8") as lines:
        for line in lines:
            sha256, size, path = line.rstrip("\n").split(" ", 2)
            inside = Path(path)
            if inside.is_absolute() or ".." in inside.parts or inside.parts[0] != FILES:
                raise damaged(path)
            yield Part(path, int(size), sha256)


def store(source: Path, root: Path, name: str) -> Part:
    """Copy a file into `root` under `name`, hashing on the way, fsynced; return the part."""
    target = root / name
    for folder in [*reversed(target.relative_to(root).parents)][1:]:  # `parents` would open the upper ones to all
        (root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(source, "rb") as reading, open(descriptor, "wb") as writing:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
    return Part(name, size, digest.hexdigest())


def measure(root: Path, name: str) -> Part:
    """Return size and hash of a part that lies in `root`; what was just written there is on disk afterwards."""
    digest = hashlib.sha256()
    with open(root / name, "rb") as reading:
        while chunk := reading.read(CHUNK):
            digest.update(chunk)
        os.fsync(reading.fileno())
        return Part(name, reading.tell(), digest.hexdigest())


def damaged(name: str) -> Problem:
    """Return the Problem to raise when a part is not what the manifest says."""
    return Problem(
        "backup.damaged",
        f"ชุดสำรองเสียหายหรือถูกแก้ไข: {name} ไม่ตรงกับบัญชีรายการ ไม่ได้กู้คืนสิ่งใด ให้ใช้ชุดสำรองอื่น "
        f"· the backup is damaged: {name} differs from the manifest",
        part=name,
    )


def _compare(root: Path, part: Part) -> None:
    path = root / part.path
    # A link could point at anything on the machine that restores.
    if path.is_symlink() or not path.is_file() or measure(root, part.path) != part:
        raise damaged(part.path)
