"""A throw-away server for the test suite: quick, empty, gone when the process ends. Never for anybody's data."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tidtam.config.postgres import folder, processes
from tidtam.config.postgres.cluster import Cluster
from tidtam.config.postgres.ensure import DATABASE, ROLE_KEYS, admin_url
from tidtam.config.postgres.roles import init_db
from tidtam.config.postgres.urls import Urls

PREFIX = "tidtam-test-"
MEMORY = Path("/dev/shm")  # noqa: S108  # names in it are made by mkdtemp only
ENOUGH = 4 * 1024**3


@dataclass(frozen=True)
class ThrowAway:
    """A running test server: `urls` for app and owner, `admin` for the superuser."""

    urls: Urls
    admin: str
    cluster: Cluster

    def stop(self) -> None:
        """Stop the server and remove its folder; again is harmless."""
        self.cluster.stop(seconds=5)
        shutil.rmtree(self.cluster.data_dir, ignore_errors=True)

    def leave_copy(self, at: Path) -> None:
        """Put a copy of the folder at `at`, from which a later `test_cluster` may start; the server pauses for it."""
        self.cluster.stop()
        _copy(self.cluster.data_dir, at)
        (at / "process").unlink()  # a copy of the copy would look like what a killed run left behind
        self.cluster.start(folder.port(self.cluster.data_dir), seconds=60)


def test_cluster(*, database: str = DATABASE, bin_dir: Path | None = None, copy_of: Path | None = None) -> ThrowAway:
    """Start a server without fsync in a temporary folder, empty or from a copy, and prepare roles and database in it.

    Shape: template1 carries extensions and default rights too, and the owner may create databases, so that each
    test worker can have its own. It ends with this process; what a killed run left behind is swept at the next.
    """
    _sweep()
    data_dir = scratch(PREFIX)
    if copy_of is not None:
        _copy(copy_of, data_dir)
        (data_dir / folder.PORT).unlink()
    (data_dir / "process").write_text(str(os.getpid()))
    cluster = Cluster(data_dir, bin_dir, durable=False) if bin_dir else Cluster.of(data_dir, durable=False)
    cluster.init(folder.secret(data_dir, "database-superuser"))
    cluster.start(folder.port(data_dir), seconds=60)
    passwords = {role: folder.secret(data_dir, key) for role, key in ROLE_KEYS.items()}
    urls = init_db(admin_url(data_dir, "postgres"), database=database, passwords=passwords, template1=True, tests=True)
    made = ThrowAway(urls, admin_url(data_dir, database), cluster)
    here = os.getpid()
    atexit.register(lambda: made.stop() if os.getpid() == here else None)
    return made


def scratch(prefix: str) -> Path:
    """Make a temporary folder, in memory where there is plenty: a fresh server is 40 MB in 1,000 files."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_room()))


def _copy(source: Path, target: Path) -> None:
    # Python's own copies give every file to us; the server's files must stay its user's.
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)


def _room() -> Path:
    try:
        status = os.statvfs(MEMORY)
    except OSError:
        return Path(tempfile.gettempdir())
    # Containers often give it 64 MB, or forbid to run programs in it.
    roomy = status.f_bavail * status.f_frsize >= ENOUGH and not status.f_flag & os.ST_NOEXEC
    return MEMORY if roomy and os.access(MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


def _sweep() -> None:
    """Remove test servers whose test run was killed."""
    for left in _room().glob(f"{PREFIX}*"):
        try:
            owner = int((left / "process").read_text())
            if processes.alive(owner):
                continue
            Cluster.of(left, durable=False).stop(seconds=2)
        except (OSError, ValueError):
            continue
        shutil.rmtree(left, ignore_errors=True)
