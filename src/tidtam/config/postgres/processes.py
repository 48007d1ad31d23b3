"""Which server processes are alive in a data directory. A zombie is dead, a reused process number is not ours."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Running:
    """A live server: the process number of its postmaster, its port, and whether it accepts work."""

    pid: int
    port: int
    status: str

    @property
    def ready(self) -> bool:
        """Tell whether the server accepts connections."""
        return self.status == "ready"


def running(pgdata: Path) -> Running | None:
    """Return the live server of `pgdata`, None when `postmaster.pid` is missing or names a dead or foreign process."""
    lines = _pid_lines(pgdata)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    if not alive(pid) or not belongs(pid, pgdata):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0
    return Running(pid, port, lines[7].strip() if len(lines) > 7 else "starting")


def alive(pid: int) -> bool:
    """Tell whether the process exists and is no zombie: in containers nobody may reap a killed postmaster."""
    if PROC.joinpath("self/stat").exists():
        try:
            state = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, IndexError):
            return False
        return state not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def belongs(pid: int, pgdata: Path) -> bool:
    """Tell whether the process works in `pgdata`. Without /proc the answer is yes: there is no way to ask."""
    if not PROC.joinpath("self/stat").exists():
        return True
    try:
        return (PROC / str(pid) / "cwd").readlink() == pgdata.resolve()
    except PermissionError:
        return str(pgdata).encode() in _cmdline(pid)
    except OSError:
        return False


def stragglers(pgdata: Path) -> list[int]:
    """Return the server processes that work in `pgdata`; after a killed postmaster these are its orphans."""
    if not PROC.joinpath("self/stat").exists():
        return []
    found = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return [pid for pid in found if _is_postgres(pid) and alive(pid) and belongs(pid, pgdata)]


def clear_stale(pgdata: Path, patience: float = 2.0) -> None:
    """Make way for a new postmaster after the old one was killed: wait for its orphans, then end them.

    The pid file is removed only when PostgreSQL would misread it (zombie, or its number used by someone else).
    """
    if running(pgdata) or not (pgdata / "postmaster.pid").exists():
        return
    give_up = time.monotonic() + patience
    while (orphans := stragglers(pgdata)) and time.monotonic() < give_up:
        time.sleep(0.02)
    for pid in orphans:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while stragglers(pgdata) and time.monotonic() < give_up + patience:
        time.sleep(0.02)
    lines = _pid_lines(pgdata)
    if lines and lines[0].isdigit() and _exists(int(lines[0])) and not stragglers(pgdata):
        (pgdata / "postmaster.pid").unlink(missing_ok=True)


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process is dead; tell whether it is."""
    give_up = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def _pid_lines(pgdata: Path) -> list[str]:
    try:
        return (pgdata / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postgres(pid: int) -> bool:
    try:
        return (PROC / str(pid) / "exe").readlink().name.startswith("postgres")
    except OSError:
        return False


def _cmdline(pid: int) -> bytes:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return b""
