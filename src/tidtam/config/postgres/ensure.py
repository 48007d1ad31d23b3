"""The one entry of settings and commands: a database that runs while it is needed.

Shape: every command that needs the embedded server holds a shared lock; the last one out stops what commands
started. A server that somebody started another way is used and left alone.
"""

from __future__ import annotations

import atexit
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidtam.config.postgres import folder, locate
from tidtam.config.postgres.cluster import SUPERUSER, Cluster
from tidtam.config.postgres.urls import Urls, from_environment
from tidtam.kernel.problem import Problem

DATABASE = "tidtam"
# Raise it when roles.py grants something new: the next start then runs init_db again.
PREPARED = "4"
ROLE_KEYS = {
    "tidtam_owner": "database-owner",
    "tidtam_app": "database-app",
    "tidtam_tips": "database-tips",
}


def urls_without_starting(data_dir: Path | None = None) -> Urls:
    """Return the URLs without touching a server; port and passwords are chosen and kept at the first call.

    Errors: Problem("database.folder_closed").
    """
    outside = from_environment()
    if outside:
        return outside
    data_dir = data_dir or locate.data_dir()
    return _urls(data_dir)


def admin_url(data_dir: Path, database: str = DATABASE) -> str:
    """Return the superuser's URL of the embedded server."""
    password = folder.secret(data_dir, "database-superuser")
    return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{folder.port(data_dir)}/{database}"


def ensure_running(data_dir: Path | None = None) -> Urls:
    """Start or adopt the database and keep it for the life of this process; return its URLs.

    With `DATABASE_URL` nothing is started. Call it before Django's settings are loaded: if a stranger listens on
    our port, another port is chosen. Calling again revives a server that died.
    Errors: Problem("database.…") with what to do.
    """
    outside = from_environment()
    if outside:
        return outside
    data_dir = data_dir or locate.data_dir()
    refuse_half_restored(data_dir)
    use = _Use.of(data_dir)
    use.start()
    if not use.until_exit:
        use.until_exit = True
        use.holders += 1
        atexit.register(use.leave)
    return urls_without_starting(use.data_dir)


@contextmanager
def ensure(data_dir: Path | None = None) -> Iterator[Urls]:
    """Run the block with a running database; stop it afterwards if commands started it and nobody else uses it.

    Errors: as `ensure_running`.
    """
    outside = from_environment()
    if outside:
        yield outside
        return
    data_dir = data_dir or locate.data_dir()
    refuse_half_restored(data_dir)
    with embedded(data_dir) as urls:
        yield urls


@contextmanager
def embedded(data_dir: Path) -> Iterator[Urls]:
    """Run the block with the embedded server of `data_dir`, whatever the environment says; restore fills it so."""
    use = _Use.of(data_dir)
    use.start()
    use.holders += 1
    try:
        yield _urls(data_dir)
    finally:
        use.leave()


class _Use:
    """This process's use of one embedded server."""

    _all: dict[Path, _Use] = {}

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.process = os.getpid()
        self.holders = 0
        self.until_exit = False
        self.shared: int | None = None
        self.cluster: Cluster | None = None
        self.started = data_dir / "postgres.started"

    @classmethod
    def of(cls, data_dir: Path) -> _Use:
        data_dir = data_dir.resolve()
        known = cls._all.get(data_dir)
        # A forked child must hold the server for itself: the locks it inherited end with its parent.
        if known is None or known.process != os.getpid():
            known = cls._all[data_dir] = cls(data_dir)
        return known

    def start(self) -> None:
        """Start or adopt, prepare roles and database, and hold the shared lock."""
        folder.make(self.data_dir)
        with folder.locked(self.data_dir / "postgres.lock"):
            if self.shared is None:
                self.shared = folder.lock_file(self.data_dir / "postgres.users")
                fcntl.flock(self.shared, fcntl.LOCK_SH)
            try:
                self._start()
            except BaseException:
                if not self.holders:
                    self._let_go()
                raise

    def _start(self) -> None:
        cluster = self.cluster = self.cluster or Cluster.of(self.data_dir)
        cluster.init(folder.secret(self.data_dir, "database-superuser"))
        before = cluster.running()
        try:
            now = cluster.start(folder.port(self.data_dir))
        except Problem as problem:
            if problem.code != "database.port_taken":
                raise
            now = cluster.start(folder.another_port(self.data_dir))
        if before is None:
            folder.write_durably(self.started, str(now.pid))
        prepared = self.data_dir / "postgres.prepared"
        if not prepared.exists() or prepared.read_text() != PREPARED:
            from tidtam.config.postgres.roles import init_db

            passwords = {role: folder.secret(self.data_dir, key) for role, key in ROLE_KEYS.items()}
            init_db(admin_url(self.data_dir, "postgres"), database=DATABASE, passwords=passwords, template1=True)
            folder.write_durably(prepared, PREPARED)

    def leave(self) -> None:
        """Give up one use; the last one out stops a server that commands started."""
        if self.process != os.getpid() or not self.holders:
            return
        self.holders -= 1
        if self.holders or self.shared is None or self.cluster is None:
            return
        if not self.data_dir.exists():
            # Somebody removed the folder under us; the server ends itself when it misses its pid file.
            self._let_go()
            return
        with folder.locked(self.data_dir / "postgres.lock"):
            try:
                fcntl.flock(self.shared, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._let_go()
                return
            now = self.cluster.running()
            if now and self.started.exists() and self.started.read_text() == str(now.pid):
                self.cluster.stop()
                self.started.unlink()
            self._let_go()

    def _let_go(self) -> None:
        if self.shared is not None:
            os.close(self.shared)
        self.shared = None


def refuse_half_restored(data_dir: Path) -> None:
    """Refuse a folder in which a restore was cut off.

    Errors: Problem("database.half_restored").
    """
    if (data_dir / folder.RESTORING).exists():
        raise Problem(
            "database.half_restored",
            f"การกู้คืนลงโฟลเดอร์ {data_dir} ยังไม่เสร็จ ให้ลบโฟลเดอร์นี้แล้วกู้คืนใหม่ · the restore into this folder was cut off",
        )


def _urls(data_dir: Path) -> Urls:
    return Urls(
        app=_url(data_dir, "tidtam_app"), owner=_url(data_dir, "tidtam_owner"), tips=_url(data_dir, "tidtam_tips")
    )


def _url(data_dir: Path, role: str) -> str:
    return (
        f"postgresql://{role}:{folder.secret(data_dir, ROLE_KEYS[role])}@127.0.0.1:{folder.port(data_dir)}/{DATABASE}"
    )
