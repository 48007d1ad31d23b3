"""Run the house: the web server, the worker, and the demo's supervisor over both."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from types import FrameType

from tidtam.config.postgres import ensure_running
from tidtam.kernel.problem import Problem

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def _environment() -> dict[str, str]:
    """Return what child processes get: the app's database only, never the owner's."""
    child = dict(os.environ)
    child.pop("TIDTAM_OWNER", None)
    return child


def _web(port: int, host: str, workers: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--backpressure", "32", "--no-ws",
        "--respawn-failed-workers", "--log-level", "error", "tidtam.config.wsgi:application",
    ]  # fmt: skip


# One process, so that its gates count everybody; threads enough for a full queue and the answers beside it.
_LANE_THREADS = 96


def _lane(port: int, host: str) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
        "--blocking-threads", str(_LANE_THREADS), "--backpressure", "600", "--backlog", "1024", "--no-ws",
        "--no-access-log", "--respawn-failed-workers", "--log-level", "error", "tidtam.config.tips_wsgi:application",
    ]  # fmt: skip


def _lane_environment(days: int | None = None) -> dict[str, str]:
    """Return what the tip process gets: its own database role, and neither the app's nor the owner's."""
    child = _environment()
    for name in ("DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE"):
        child.pop(name, None)
    if "DATABASE_URL" in child:
        child["DATABASE_URL"] = child.get("DATABASE_TIPS_URL", "")
    if days is not None:
        child["TIDTAM_TIPS_DAYS"] = str(days)
    # Python would keep compiled files; its faults and cores could keep words.
    return child | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONFAULTHANDLER": ""}


def serve_tips(*, port: int, host: str) -> int:
    """Serve the tip lane until stopped."""
    lane = _begin(_lane(port, host), _lane_environment())
    try:
        while lane.poll() is None:
            time.sleep(0.5)
            ensure_running()
        return lane.returncode
    finally:
        _end([lane])


def collect_static() -> None:
    """Copy and compress static files into the data folder. Needs Django."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def serve(*, port: int, host: str, workers: int) -> int:
    """Serve the pages until stopped. Needs Django."""
    collect_static()
    web = _begin(_web(port, host, workers))
    try:
        while web.poll() is None:
            time.sleep(0.5)
            ensure_running()  # a database that died is revived
        return web.returncode
    finally:
        _end([web])


def hold(port: int, host: str, *, lane: bool = False) -> socket.socket:
    """Take a port for as long as the returned socket stays open; it never listens, so it answers nobody.

    The web servers below us share a port by SO_REUSEPORT, so they would share a stranger's as well, and half of the
    answers were the stranger's. Held from before anything is prepared, it is ours until we end: whoever begins in the
    minutes between is refused. Errors: Problem serve.port_taken.
    """
    refuse_taken(port, host, lane=lane)
    held = socket.socket(_family(host))
    if sys.platform != "linux":  # elsewhere the workers of a server do not share by binding anew
        return held
    # Alone if possible. Connections closed within the last minute may linger at the port: then beside those.
    for freedom in (None, socket.SO_REUSEPORT, socket.SO_REUSEADDR):
        if freedom is not None:
            held.setsockopt(socket.SOL_SOCKET, freedom, 1)
        with contextlib.suppress(OSError):
            held.bind((host, port))
            break
        refuse_taken(port, host, lane=lane)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # from now on our own servers may join
    return held


def refuse_taken(port: int, host: str, *, lane: bool = False) -> None:
    """Refuse a port that somebody listens at or holds. Errors: Problem serve.port_taken."""
    whose, whose_english = (" ของช่องทางแจ้งเบาะแส", " of the tip lane") if lane else ("", "")
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            taken = getattr(error, "errno", None) == errno.EADDRINUSE
            why, english = ("มีโปรแกรมอื่นใช้อยู่", "in use") if taken else (f"เปิดไม่ได้ ({error})", "impossible to open")
            raise Problem(
                "serve.port_taken",
                f"พอร์ต {port}{whose} ที่ {host} {why} ให้เลือกพอร์ตอื่น เช่น --port 8123 · "
                f"Port {port}{whose_english} at {host} is {english}; choose another, such as --port 8123",
            ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _begin(command: list[str], environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own, so that its own children end with it; it ends when we are killed."""
    child = environment or _environment()
    return subprocess.Popen(command, env=child, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509 (one call of the kernel, nothing allocated)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def _end(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask the children to end, wait, and kill what is left of their groups."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def work() -> int:
    """Run jobs and periodic tasks until stopped. Needs Django."""
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2")
    return 0


def _wait_until_up(port: int, web: subprocess.Popen[bytes], seconds: int = 300) -> bool:
    """Say whether the pages answer; a machine that is busy with other things may take minutes."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.3)
    return False


def _days() -> int:
    """Return by how many days the demo's calendar differs from today's; the tip process cannot ask. Needs Django."""
    from django.utils import timezone

    from tidtam.accounts import clock

    return (clock.today() - timezone.localdate()).days


def supervise(*, port: int, announce: str) -> int:
    """Run web server, tip lane and worker under this process, revive what falls, end all on Ctrl-C or TERM."""
    collect_static()
    commands = {
        "web": _web(port, "127.0.0.1", 2),
        "lane": _lane(port + 1, "127.0.0.1"),
        "worker": [sys.executable, "-m", "tidtam.cli", "worker"],
    }
    environments = {"lane": _lane_environment(_days())}
    running = {name: _begin(command, environments.get(name)) for name, command in commands.items()}
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        up = _wait_until_up(port, running["web"])
        print(announce if up else f"เว็บที่พอร์ต {port} ไม่ตอบ ดูข้อความด้านบน หรือลอง make demo PORT=8123", flush=True)
        while up and not stopping:
            time.sleep(0.5)
            ensure_running()  # a database that died is revived; nothing acknowledged is lost
            for name, process in list(running.items()):
                if process.poll() is not None and not stopping:
                    _end([process])  # what it left behind would go on answering beside the new one
                    running[name] = _begin(commands[name], environments.get(name))
                    time.sleep(1)
    finally:
        _end(running.values())
    return 0 if up else 1
