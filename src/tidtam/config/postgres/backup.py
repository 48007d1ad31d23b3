"""Backup into one folder or .tar and restore into an empty data folder. Keys are never inside.

Source: design 3.4 (keys never in a backup), 6 (restore is verified).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tidtam.config.postgres import archive, folder, locate, roles
from tidtam.config.postgres.archive import DUMP, FILES, LISTING, MANIFEST, Manifest
from tidtam.config.postgres.ensure import embedded, ensure
from tidtam.config.postgres.urls import from_environment
from tidtam.kernel.problem import Conflict, Problem

KEYS_APART = (
    "กุญแจไม่อยู่ในชุดสำรอง ให้สำเนาโฟลเดอร์ {keys} แยกไปเก็บในที่ปลอดภัยอีกแห่ง หากไม่มีกุญแจ ข้อมูลที่เข้ารหัสจะอ่านไม่ได้ "
    "· keys are not in the backup; carry {keys} separately"
)
# A newer pg_restore sets this on older servers, which do not know it; nothing is lost.
HARMLESS = 'unrecognized configuration parameter "transaction_timeout"'


@dataclass(frozen=True)
class Backed:
    """A finished backup. `digest` is the SHA-256 of its manifest: write it down to recognise the backup later."""

    path: Path
    digest: str
    tables: dict[str, int]
    files: int
    size: int
    notice: str


@dataclass(frozen=True)
class Restored:
    """A finished restore: rows per table, equal to the manifest's; names of keys that the folder still lacks."""

    data_dir: Path
    tables: dict[str, int]
    files: int
    missing_keys: list[str]


def counts(url: str) -> dict[str, int]:
    """Return the rows of every table as the owner sees them, {"public.letters_letter": 12, …}."""
    with psycopg.connect(url) as connection:
        return _counts(connection)


def backup(to: Path, *, data_dir: Path | None = None, at: datetime | None = None) -> Backed:
    """Write a consistent backup to a new folder, or a new `.tar`; until it is complete it has another name.

    Errors: Problem("backup.exists"), Problem("backup.failed"), Problem("database.…").
    """
    data_dir = data_dir or locate.data_dir()
    to = to.expanduser().absolute()
    if to.exists():
        raise Problem("backup.exists", f"มี {to} อยู่แล้ว ให้ตั้งชื่ออื่น · {to} exists already")
    making = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir(mode=0o700)
        try:
            manifest = _fill(making, data_dir, at or datetime.now(UTC))
            done = archive.measure(making, MANIFEST)
            size = sum(path.stat().st_size for path in making.rglob("*") if path.is_file())
            finished = _packed(making) if to.suffix == ".tar" else making
            finished.rename(to)
            folder.sync_folder(to.parent)
        finally:
            shutil.rmtree(making, ignore_errors=True)
            making.with_suffix(".part.tar").unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            "backup.failed",
            f"เขียนชุดสำรองที่ {to} ไม่สำเร็จ ({error.strerror or error}) ให้ตรวจพื้นที่ว่างและสิทธิ์ · could not write it",
        ) from error
    return Backed(
        to, done.sha256, manifest.tables, manifest.files, size, KEYS_APART.format(keys=data_dir / folder.KEYS)
    )


def _fill(root: Path, data_dir: Path, at: datetime) -> Manifest:
    """Write all parts of a backup into `root`, the manifest last."""
    with ensure(data_dir) as urls, psycopg.connect(urls.owner_or_refuse()) as connection:
        # The dump may take longer than a transaction of the owner may idle.
        for limit in ("idle_in_transaction_session_timeout", "statement_timeout"):
            connection.execute(f"SET {limit} = 0")
        connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot
        tables = _counts(connection)
        server = connection.info.server_version
        _client(
            "pg_dump",
            server // 10_000,
            urls.owner_or_refuse(),
            ["--format=custom", f"--snapshot={snapshot[0]}", f"--file={root / DUMP}"],
        )
        # Files are on disk before the row that names them is committed, so what the dump knows is there by now.
        files = _store_files(root, data_dir / FILES)
    manifest = Manifest(
        format=archive.FORMAT,
        made_at=at.isoformat(timespec="seconds"),
        tidtam=version("tidtam"),
        server=f"{server // 10_000}.{server % 10_000}",
        database=archive.measure(root, DUMP),
        listing=archive.measure(root, LISTING),
        files=files,
        tables=tables,
        keys=_key_names(data_dir / folder.KEYS),
    )
    folder.write_durably(root / MANIFEST, manifest.as_json())
    return manifest


def _store_files(root: Path, source: Path) -> int:
    """Copy the stored files into `root` and write the listing; return how many."""
    stored = 0
    with open(root / LISTING, "w", encoding="utf-8") as listing:
        for path in sorted(source.rglob("*")):
            # A name that begins with a dot is a file still being written.
            if path.is_symlink() or not path.is_file() or path.name.startswith("."):
                continue
            try:
                part = archive.store(path, root, f"{FILES}/{path.relative_to(source).as_posix()}")
            except FileNotFoundError:
                # Swept meanwhile, because no row names it any more.
                continue
            listing.write(f"{part.sha256} {part.size} {part.path}\n")
            stored += 1
    return stored


def _packed(root: Path) -> Path:
    """Pack the folder into one tar beside it; return the tar, fsynced."""
    packed = root.with_suffix(".part.tar")
    descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            # The manifest first: whoever looks into the tar sees at once what it is.
            for name in (MANIFEST, DUMP, LISTING, FILES):
                if (root / name).exists():
                    tar.add(root / name, arcname=name)
        file.flush()
        os.fsync(file.fileno())
    return packed


def restore(src: Path, data_dir: Path | None = None, *, keys: Path | None = None) -> Restored:
    """Fill an empty data folder from a backup whose every part fits the manifest, and compare the rows per table.

    With `DATABASE_URL` the given database, which must be empty, is filled instead of the embedded one. Until the
    end the folder is marked, and no command uses a marked folder. `keys` is the folder of keys carried separately.
    Errors: Problem("restore.not_empty"), Problem("backup.damaged"), Problem("restore.failed"),
    Conflict("restore.counts_differ").
    """
    data_dir = (data_dir or locate.data_dir()).absolute()
    if data_dir.exists() and any(path.name != "lost+found" for path in data_dir.iterdir()):
        raise Problem(
            "restore.not_empty",
            f"โฟลเดอร์ข้อมูล {data_dir} ไม่ว่าง การกู้คืนทำได้เฉพาะโฟลเดอร์ว่าง ให้กำหนด TIDTAM_DATA เป็นโฟลเดอร์ใหม่ "
            "· restore needs an empty data folder",
        )
    if not src.exists() or (keys and not keys.is_dir()):
        raise Problem("restore.no_source", f"ไม่พบ {keys if src.exists() else src} · not found")
    fresh = not data_dir.exists()
    folder.make(data_dir)
    try:
        folder.write_durably(data_dir / folder.RESTORING, "")
        with _unpacked(src, data_dir) as root:
            done = _restore(root, data_dir, keys)
        (data_dir / folder.RESTORING).unlink()
        folder.sync_folder(data_dir)
    except Conflict:
        # Kept, still marked, for whoever must find out what is wrong.
        raise
    except BaseException:
        _empty(data_dir, fresh)
        raise
    return done


def _restore(root: Path, data_dir: Path, keys: Path | None) -> Restored:
    manifest = archive.verify(root)
    if keys:
        for name in _key_names(keys):
            folder.write_durably(data_dir / folder.KEYS / name, (keys / name).read_text(encoding="utf-8"), 0o400)
    for part in archive.parts(root):
        if archive.store(root / part.path, data_dir, part.path) != part:
            raise archive.damaged(part.path)
    outside = from_environment()
    with ensure(data_dir) if outside else embedded(data_dir) as urls:
        owner = urls.owner_or_refuse()
        if counts(owner):
            raise Problem("restore.not_empty", "ฐานข้อมูลปลายทางมีตารางอยู่แล้ว ให้ใช้ฐานข้อมูลว่าง · the database is not empty")
        _load(root / DUMP, owner, data_dir / "restore.list")
        found = counts(owner)
    if found != manifest.tables:
        names = sorted(name for name in found | manifest.tables if found.get(name) != manifest.tables.get(name))
        raise Conflict(
            "restore.counts_differ",
            "จำนวนแถวหลังกู้คืนไม่ตรงกับชุดสำรอง: "
            + ", ".join(f"{name} {manifest.tables.get(name)} → {found.get(name)}" for name in names)
            + " · row counts differ from the backup",
            tables=names,
        )
    have = _key_names(data_dir / folder.KEYS)
    return Restored(data_dir, found, manifest.files, [name for name in manifest.keys if name not in have])


def _load(dump: Path, owner: str, chosen: Path) -> None:
    """Load the dump as the owner, never as the superuser: a dump can carry any statement."""
    with psycopg.connect(owner, autocommit=True) as connection:
        target = connection.info.server_version // 10_000
        # The dump grants but does not revoke: a right that new tables get by default would stay on a table from
        # which it had been taken. The dump brings the default rights itself, at its end.
        for statement in roles.NO_DEFAULT_RIGHTS:
            connection.execute(statement)
    listing = _client("pg_restore", target, None, ["--list", str(dump)])
    # Extensions are there already and belong to the superuser; the owner may not even comment on them.
    kept = [line for line in listing.splitlines() if not re.search(r" (EXTENSION - |COMMENT - EXTENSION )", line)]
    chosen.write_text("\n".join(kept) + "\n", encoding="utf-8")
    _client("pg_restore", target, owner, ["--jobs=2", f"--use-list={chosen}", str(dump)])
    chosen.unlink()
    with psycopg.connect(owner, autocommit=True) as connection:
        for statement in roles.DEFAULT_RIGHTS:
            connection.execute(statement)
        connection.execute("ANALYZE")


def _client(program: str, server: int, url: str | None, arguments: list[str]) -> str:
    """Run pg_dump or pg_restore and return what it printed. The password travels in the environment, not in `ps`.

    Errors: Problem("backup.failed") or Problem("restore.failed") with the program's words.
    """
    environment = {**os.environ, "LC_ALL": "C"}
    if url:
        parts = urlsplit(url)
        login, _, host = parts.netloc.rpartition("@")
        user, _, password = login.partition(":")
        environment["PGPASSWORD"] = unquote(password)
        bare = urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))
        arguments = [f"--dbname={bare}", "--no-password", *arguments]
    done = subprocess.run(
        [locate.client_bin(server, same=program == "pg_dump") / program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    errors = [line for line in done.stderr.splitlines() if "error:" in line and HARMLESS not in line]
    harmless = HARMLESS in done.stderr and not errors
    if done.returncode and not harmless:
        code = "backup.failed" if program == "pg_dump" else "restore.failed"
        raise Problem(code, f"{program} ทำงานไม่สำเร็จ · {program} failed: {done.stderr[-1500:]}")
    return done.stdout


def _counts(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    # Better an error than a count through somebody's row-level policy.
    connection.execute("SET row_security = off")
    names = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%' "
        "AND n.nspname <> 'information_schema' ORDER BY 1, 2"
    ).fetchall()
    found = {}
    for schema, table in names:
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(str(schema), str(table)))
        ).fetchone()
        assert row
        found[f"{schema}.{table}"] = int(str(row[0]))
    return found


def _key_names(keys: Path) -> list[str]:
    """Return the keys that data is locked with; the database's own passwords are made anew anywhere."""
    if not keys.is_dir():
        return []
    names = [path.name for path in keys.iterdir() if path.is_file()]
    return sorted(name for name in names if not name.startswith((".", "database-")))


@contextmanager
def _unpacked(src: Path, data_dir: Path) -> Iterator[Path]:
    """Yield the backup as a folder; a tar is unpacked inside the data folder, where there must be room anyway."""
    if src.is_dir():
        yield src
        return
    room = data_dir / "restore.unpacked"
    room.mkdir(mode=0o700)
    try:
        try:
            _unpack(src, room)
        except (tarfile.TarError, EOFError) as error:
            raise Problem("backup.not_one", f"{src} ไม่ใช่ชุดสำรองของ Tidtam หรือไม่ครบ · not a backup") from error
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _unpack(src: Path, room: Path) -> None:
    """Take the plain files of a backup out of a tar; no link, no device, no name that leaves `room`.

    By hand: tarfile's own filter is missing from the Python 3.11 of some distributions.
    Errors: tarfile.TarError.
    """
    with tarfile.open(src, mode="r:") as tar:
        for member in tar:
            if member.isdir():
                continue
            name = Path(member.name)
            known = member.name in (MANIFEST, DUMP, LISTING) or (name.parts[0] == FILES and ".." not in name.parts)
            content = tar.extractfile(member) if member.isreg() and known else None
            target = room / name
            if content is None or target.exists():
                raise tarfile.ReadError(member.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            with content, open(target, "wb") as file:
                shutil.copyfileobj(content, file, archive.CHUNK)


def _empty(data_dir: Path, fresh: bool) -> None:
    """Take back what a failed restore wrote; the folder was empty, or missing, before."""
    for path in data_dir.iterdir():
        if path.name == "lost+found":
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    if fresh:
        data_dir.rmdir()
