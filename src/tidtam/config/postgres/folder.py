"""The data folder's small files: secrets, port, locks. No database driver, so that settings can be built first."""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidtam.kernel.problem import Problem

KEYS = "keys"
PORT = "postgres.port"
RESTORING = "restore-in-progress"
# Below the range from which systems hand out ports for outgoing connections, so a stranger rarely sits on ours.
PORTS = (20_000, 32_000)


def make(data_dir: Path) -> None:
    """Create the data folder and its `keys` folder when they are missing.

    Errors: Problem("database.folder_closed") when this user may not write there.
    """
    try:
        if not data_dir.exists():
            # Root's folder lets the server's own user pass through to its subfolder and see nothing else.
            data_dir.mkdir(parents=True, mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        (data_dir / KEYS).mkdir(mode=0o700, exist_ok=True)
        if not os.access(data_dir / KEYS, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(data_dir / KEYS)
    except OSError as error:
        raise closed(data_dir, error) from error


def closed(data_dir: Path, error: OSError) -> Problem:
    """Return the Problem to raise when this user may not use `data_dir`."""
    return Problem(
        "database.folder_closed",
        f"ใช้โฟลเดอร์ข้อมูล {data_dir} ไม่ได้ ({error.strerror or error}) ให้ใช้ผู้ใช้เดียวกับที่สร้างโฟลเดอร์ "
        f"หรือกำหนด TIDTAM_DATA เป็นโฟลเดอร์อื่น · cannot use the data folder {data_dir}",
    )


def secret(data_dir: Path, name: str) -> str:
    """Return the secret of that name, made at random (0400) the first time."""
    return _once(data_dir / KEYS / name, secrets.token_urlsafe(24), data_dir)


def port(data_dir: Path) -> int:
    """Return the port the embedded server of this folder listens on, chosen the first time."""
    return int(_once(data_dir / PORT, str(free_port()), data_dir))


def another_port(data_dir: Path) -> int:
    """Choose and keep another port, because somebody else listens on the old one."""
    (data_dir / PORT).unlink(missing_ok=True)
    return port(data_dir)


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    for _ in range(200):
        candidate = PORTS[0] + secrets.randbelow(PORTS[1] - PORTS[0])
        if port_is_free(candidate):
            return candidate
    raise OSError("no free port on 127.0.0.1")


def port_is_free(candidate: int) -> bool:
    """Tell whether a server could listen on that port of 127.0.0.1."""
    with socket.socket() as probe:
        # As PostgreSQL does; otherwise the closed connections of the last run would block its port for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", candidate))
        except OSError:
            return False
    return True


def write_durably(path: Path, text: str, mode: int = 0o600) -> None:
    """Write a small file so that a crash leaves the old text or the new, never half."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` alone while the block runs; the lock ends with the process that holds it."""
    with open(lock_file(path), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def lock_file(path: Path) -> int:
    """Open a lock file and return its descriptor."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise closed(path.parent, error) from error


def _once(path: Path, value: str, data_dir: Path) -> str:
    """Return what `path` holds; write `value` first when it is missing. Of two writers at once the first wins."""
    try:
        if not path.exists():
            make(data_dir)
            temporary = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            write_durably(temporary, value, 0o400)
            try:
                os.link(temporary, path)
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
            sync_folder(path.parent)
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise closed(data_dir, error) from error
