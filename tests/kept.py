"""The test server with its prepared template, kept between runs: to prepare it costs more than most rooms' tests."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tidtam.config.postgres import locate
from tidtam.config.postgres.testing import ThrowAway, test_cluster

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".tidtam/tests"
# Whatever decides what stands in a freshly prepared database: the migrations and what they import, the loaders of
# areas, offices and holidays and what those call, the roles of the server, the libraries.
MIGRATIONS = ("*/migrations/*.py",)
MADE_BY = (
    "kernel/wall.py", "kernel/history.py", "kernel/ids.py", "places/**/*", "offices/**/*", "audit/**/*.py",
    "thai/**/*.py", "config/postgres/*.py", "config/settings.py", "cli/preparing.py", "demo/lgos.py",
    "demo/nation/tree.py", "obligations/actions/holidays.py", "assistance/catalogue.py",
    "assistance/actions/catalogue.py", "reports/catalogue.py", "reports/actions/templates.py",
)  # fmt: skip
STEPS = "migrations.json"  # which migrations a kept server has seen, by digest
_SEEN: dict[str, str] = {}  # those of this run


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one run prepare a template while the others wait for it: to prepare five at once takes five times as long."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "making").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def server(data: Path) -> tuple[ThrowAway, Path | None]:
    """Start the suite's server, `data` filled with the keys it used; return where to keep it, None when it was kept."""
    _SEEN.clear()
    _SEEN.update(_steps())
    place = _place()
    for older in (place, _before(place)):
        if older is None or not (older / "whole").exists():
            continue
        try:
            shutil.copytree(older / "data", data, dirs_exist_ok=True)
            return test_cluster(copy_of=older / "server"), None if older == place else place
        except (OSError, subprocess.CalledProcessError):
            pass  # another run has just put a newer one in its place
    return test_cluster(), place


def _before(place: Path) -> Path | None:
    """Return a kept server that lacks nothing but new migrations: to apply those is all there is to prepare."""
    now, made_by = _steps(), place.name.rpartition("-")[0]
    for older in sorted(KEPT.glob(f"{made_by}-*")):
        try:
            seen = json.loads((older / STEPS).read_text())
        except (OSError, ValueError):
            continue
        if all(now.get(path) == digest for path, digest in seen.items()):
            return older
    return None


def keep(made: ThrowAway, data: Path, place: Path) -> None:
    """Keep a server that has just been prepared, and what it was prepared with, instead of those before it."""
    now, seen = _steps(), _SEEN
    if _made_by() != place.name.rpartition("-")[0] or any(now.get(path) != digest for path, digest in seen.items()):
        return  # a migration was edited meanwhile: nobody knows which of the two was applied
    KEPT.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=KEPT))
    (fresh / "server").mkdir()
    made.leave_copy(fresh / "server")
    shutil.copytree(data, fresh / "data")
    (fresh / STEPS).write_text(json.dumps(seen))
    (fresh / "whole").touch()
    for older in KEPT.glob(f"{place.name.partition('-')[0]}-*"):
        shutil.rmtree(older, ignore_errors=True)
    try:
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)  # another run was quicker


def _place() -> Path:
    """Return where the server of this code is kept. Shape: <PostgreSQL>-<what made it>-<its migrations>."""
    return KEPT / f"{_made_by()}-{hashlib.sha256(json.dumps(_SEEN).encode()).hexdigest()[:16]}"


def _made_by() -> str:
    bins = locate.server_bin()
    said = hashlib.sha256(subprocess.run([bins / "postgres", "--version"], capture_output=True, check=True).stdout)
    for path, digest in _digests(MADE_BY, ROOT / "locks/dev.txt").items():
        said.update(f"{path} {digest}\n".encode())
    return f"{locate.major(bins)}-{said.hexdigest()[:16]}"


def _steps() -> dict[str, str]:
    return _digests(MIGRATIONS)


def _digests(patterns: tuple[str, ...], *more: Path) -> dict[str, str]:
    """Return the digest of every file that matches, by its path."""
    package = ROOT / "src/tidtam"
    found = {path for pattern in patterns for path in package.glob(pattern)} | set(more)
    return {
        str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(found)
        if path.is_file() and path.suffix != ".pyc"
    }
