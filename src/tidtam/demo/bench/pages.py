"""Work `pages`: the pages people open all day, at 32 users, from the server as it runs in production."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tidtam.accounts.models import User
from tidtam.accounts.roles import ROLES
from tidtam.config.postgres import data_dir
from tidtam.config.postgres.folder import free_port
from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line, skipped
from tidtam.demo.bench.load import Ask, Client, Shot, flat_out, paced, spread
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.kernel.permissions import Permission

LIMIT = Limit(100)
USERS, EVERY, WARM, SECONDS = 32, 2.0, 10.0, 60.0
BUSY, BUSY_SECONDS = 8, 10.0
PAGES = {
    "inbox": ("console:home", Permission.HOME_READ),
    "calendar": ("obligations:calendar", Permission.OBLIGATIONS_READ),
    "heat_map": ("console:overview", Permission.OVERVIEW_READ),
}
REFERENCE = Reference(PGBENCH, "tps", 0)


def measure(scale: float) -> Iterator[Line]:
    """Yield p95 of each page at 32 users, then requests per second when clients never wait."""
    paths: dict[str, str] = {}
    for page, (route, _) in PAGES.items():
        try:
            paths[page] = reverse(route)
        except NoReverseMatch:
            yield skipped(f"pages.{page}", f"ยังไม่มีหน้า {route}")
    if not paths:
        return
    users = max(4, round(USERS * scale))
    clients = [_client(user, level, paths) for user, level in nation.people(users)]
    yield from at_work("pages", clients, dict.fromkeys(paths, LIMIT), scale)


def at_work(work: str, clients: Sequence[Client], limits: Mapping[str, Limit | None], scale: float) -> Iterator[Line]:
    """Let clients open pages as people do, then without waiting; yield the line of each page, then of saturation."""
    with server() as port:
        greet(port, clients)
        warm, seconds = max(0.5, WARM * scale), max(2.0, SECONDS * scale)
        before = cpu_seconds(port)
        # Fewer clients open pages more often; the load of a smaller run is never above that of the full one.
        every = EVERY * min(1, max(len(clients) / USERS, 0.1))
        shots = paced(port, clients, every=every, warm=warm, seconds=seconds)
        used = [a - b for a, b in zip(cpu_seconds(port), before, strict=True)]
        # The warm-up's requests took their share of the time too.
        asked = len(shots) * (warm + seconds) / seconds
        for page, limit in limits.items():
            seen = [shot for shot in shots if shot.page == page]
            if seen:
                yield of_page(f"{work}.{page}", seen, limit, clients=len(clients), used=used, asked=asked)
        yield _saturation(work, port, clients, scale)


def of_page(
    name: str, shots: Sequence[Shot], limit: Limit | None, *, clients: int, used: Sequence[float], asked: float
) -> Line:
    """Return the line of one page; `used` are the processor seconds of all `asked` requests of the run."""
    levels = sorted({shot.level for shot in shots})
    figures = spread(shots)
    return line(
        name, "ms, p95", figures["p95"], n=len(shots), reference=REFERENCE, limit=limit, users=clients,
        p50=figures["p50"], p99=figures["p99"], errors=sum(not shot.ok for shot in shots),
        statuses=sorted({shot.status for shot in shots}),
        by_level={level: spread([shot for shot in shots if shot.level == level]) for level in levels},
        kilobytes=round(max(shot.size for shot in shots) / 1000),
        cpu_ms_per_request=round(sum(used) / asked * 1000, 1) if any(used) else None,
    )  # fmt: skip


def _saturation(work: str, port: int, clients: Sequence[Client], scale: float) -> Line:
    busy = [clients[index * len(clients) // BUSY] for index in range(BUSY)] if len(clients) >= BUSY else list(clients)
    before = cpu_seconds(port)
    shots, seconds = flat_out(port, busy, seconds=max(1.0, BUSY_SECONDS * scale))
    web, database = (a - b for a, b in zip(cpu_seconds(port), before, strict=True))
    measured, figures = web + database > 0, spread(shots)
    return line(
        f"{work}.saturation", "requests per second", len(shots) / seconds, n=len(shots), reference=REFERENCE,
        clients=len(busy), p50=figures["p50"], p95=figures["p95"], p99=figures["p99"],
        errors=sum(not shot.ok for shot in shots),
        web_cpu_ms_per_request=round(web / len(shots) * 1000, 1) if measured else None,
        database_cpu_ms_per_request=round(database / len(shots) * 1000, 1) if measured else None,
    )  # fmt: skip


def _client(user: User, level: str, paths: dict[str, str]) -> Client:
    """Return a person's client with the pages the role may open."""
    may = ROLES[nation.ROLE[level]].permissions
    pages = tuple(Ask(page, path) for page, path in paths.items() if PAGES[page][1] in may)
    return Client(level, sign_in(user), pages)


def sign_in(user: User) -> str:
    """Sign a person in without the page, which would measure Argon2; return the cookie."""
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_USER_AGENT": "tidtam bench", "SERVER_NAME": "localhost"}
    request.META["SERVER_PORT"] = "80"
    request.session = SessionStore()
    with wall.scope(ROOT):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def greet(port: int, clients: Sequence[Client]) -> None:
    """Open every page once in every role; a page that fails here must say so loudly.

    Errors: RuntimeError with the status.
    """
    shots, _ = flat_out(port, clients, seconds=1.0)
    bad = {(shot.page, shot.level, shot.status) for shot in shots if not shot.ok}
    if bad:
        raise RuntimeError(f"pages that fail: {sorted(bad)}")


@contextmanager
def server(**more: str) -> Iterator[int]:
    """Run `tidtam serve` with two workers on a free port; yield the port; end all it started. `more`: environment."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if name != "TIDTAM_OWNER"} | more
    command = [sys.executable, "-m", "tidtam.cli", "serve", "--port", str(port), "--workers", "2"]
    # A group of its own, so that its workers end with it.
    with open(data_dir() / "web.log", "ab") as log:
        web = subprocess.Popen(command, env=env, start_new_session=True, stdout=log, stderr=log)
    _GROUPS[port] = web.pid
    try:
        _wait(port, web)
        yield port
    finally:
        started = _children(web.pid)
        web.terminate()
        with suppress(subprocess.TimeoutExpired):
            web.wait(15)
        # The web server below leads a session of its own, and outlives a command that had to be killed.
        for pid in (web.pid, *started):
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


_GROUPS: dict[int, int] = {}


def _wait(port: int, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300  # a database older than the program is prepared first
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError((data_dir() / "web.log").read_text()[-2000:])


def cpu_seconds(port: int) -> tuple[float, float]:
    """Return the processor seconds the web server and the database have used so far; zeros where /proc is missing."""
    postmaster = data_dir() / "postgres/data/postmaster.pid"
    database = int(postmaster.read_text().split()[0]) if postmaster.exists() else 0
    return _of_family(_GROUPS[port]), _of_family(database)


def _of_family(first: int) -> float:
    """Add up the time of a process, its session and all that descends from either, ended children included."""
    family, ticks, rows = {first} if first else set(), 0, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            rows[int(stat.parent.name)] = stat.read_text().rpartition(")")[2].split()
    while more := {pid for pid, row in rows.items() if pid not in family and ({int(row[1]), int(row[3])} & family)}:
        family |= more
    for pid in family & rows.keys():
        ticks += sum(int(value) for value in rows[pid][11:15])
    return ticks / os.sysconf("SC_CLK_TCK")
