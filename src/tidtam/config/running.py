"""Run the house: the web server, the worker, and the demo's supervisor over both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import FrameType

from tidtam.config.postgres import ensure_running


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


def collect_static() -> None:
    """Copy and compress static files into the data folder. Needs Django."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def serve(*, port: int, host: str, workers: int) -> int:
    """Serve the pages until stopped."""
    _load()
    collect_static()
    return subprocess.run(_web(port, host, workers), env=_environment(), check=False).returncode


def _load() -> None:
    ensure_running()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()


def work() -> int:
    """Run jobs and periodic tasks until stopped."""
    _load()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2")
    return 0


def _wait_until_up(port: int, web: subprocess.Popen[bytes], seconds: int = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5) as answer:
                if answer.status == 200:
                    return True
        except OSError:
            time.sleep(0.3)
    return False


def supervise(*, port: int, announce: str) -> int:
    """Run web server and worker under this process, revive what falls, end both on Ctrl-C or TERM."""
    collect_static()
    commands = {
        "web": _web(port, "127.0.0.1", 2),
        "worker": [sys.executable, "-m", "tidtam.cli", "worker"],
    }
    running = {name: subprocess.Popen(command, env=_environment()) for name, command in commands.items()}
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    up = _wait_until_up(port, running["web"])
    print(announce if up else f"เปิดพอร์ต {port} ไม่ได้ ลอง make demo PORT=8123", flush=True)
    code = 0 if up else 1
    while up and not stopping:
        time.sleep(0.5)
        ensure_running()  # a database that died is revived; nothing acknowledged is lost
        for name, process in list(running.items()):
            if process.poll() is not None and not stopping:
                running[name] = subprocess.Popen(commands[name], env=_environment())
                time.sleep(1)
    for process in running.values():
        process.terminate()
    for process in running.values():
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
    return code
