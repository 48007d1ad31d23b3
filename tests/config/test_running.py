"""The supervisor's children, and jobs whose worker was killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app

from tidtam import cli
from tidtam.config import running
from tidtam.config.database import django_database, refuse_unfit
from tidtam.config.tasks import TRIES, rescue
from tidtam.kernel.problem import Problem

_FAMILY = "import subprocess, sys, time; p = subprocess.Popen(['sleep', '60']); PID; time.sleep(60)"


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_killed_server_leaves_no_children_behind(tmp_path):
    out = tmp_path / "pid"
    code = _FAMILY.replace("PID", f"open({str(out)!r}, 'w').write(str(p.pid))")
    process = running._begin([sys.executable, "-c", code])
    until = time.monotonic() + 10
    while not (out.exists() and out.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    grandchild = int(out.read_text())
    os.kill(process.pid, 9)
    process.wait()
    assert _lives(grandchild)
    running._end([process])
    time.sleep(0.1)
    assert not _lives(grandchild)


def test_a_port_in_use_is_refused_in_both_languages():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=rf"พอร์ต {port} .*ใช้อยู่.* · Port {port} .*in use"):
            running.refuse_taken(port, "127.0.0.1")
        with pytest.raises(Problem, match=r"ของช่องทางแจ้งเบาะแส.*tip lane"):
            running.hold(port, "127.0.0.1", lane=True)
    with pytest.raises(Problem, match="65536"):
        running.hold(65536, "127.0.0.1", lane=True)


def _free_pair() -> int:
    """Return a port that is free, as is the next."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                next_one.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.mark.parametrize("command", [("demo", 0), ("demo", 1), ("demo", -1), ("serve", 0), ("serve", 1), ("tips", 1)])
def test_who_begins_while_a_demo_is_being_prepared_is_refused(monkeypatch, command):
    name, further = command
    port, begun = _free_pair(), []

    def prepare(*_args, **_other):
        begun.append(name)
        if len(begun) == 1:  # the first one prepares for minutes and listens nowhere yet
            args = cli.parser().parse_args([name, "--port", str(port + further)])
            with pytest.raises(Problem, match=f"Port {port + max(further, 0)} .*in use"):
                args.run(args)
        raise KeyboardInterrupt

    monkeypatch.setenv("TIDTAM_URL", "http://localhost")
    monkeypatch.setenv("TIDTAM_TIPS_URL", "http://localhost")
    monkeypatch.setattr(cli, "open_house", prepare)
    monkeypatch.setattr("tidtam.config.postgres.ensure_running", prepare)
    args = cli.parser().parse_args(["demo", "--port", str(port)])
    with pytest.raises(KeyboardInterrupt):
        args.run(args)
    assert len(begun) == 1
    with running.hold(port, "127.0.0.1"), running.hold(port + 1, "127.0.0.1"):
        pass  # and free again


_ANSWER = """
import os
def application(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


def test_the_workers_of_a_server_share_the_port_that_is_held_for_them(tmp_path, monkeypatch):
    (tmp_path / "held_answer.py").write_text(_ANSWER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    port = _free_pair()
    command = [*running._web(port, "127.0.0.1", 2)[:-1], "held_answer:application"]
    with running.hold(port, "127.0.0.1"):
        web = running._begin(command)
        try:
            seen, until = set(), time.monotonic() + 60
            while len(seen) < 2 and time.monotonic() < until:
                with (
                    contextlib.suppress(OSError),
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as got,
                ):
                    seen.add(got.read())
            assert len(seen) == 2
            with pytest.raises(Problem, match="in use"):
                running.hold(port, "127.0.0.1")
        finally:
            running._end([web])
        with pytest.raises(Problem, match="in use"):
            running.hold(port, "127.0.0.1")  # while the server is revived nobody else takes its place
    running.hold(port, "127.0.0.1").close()  # at once, whatever closed connections linger


def _job(status: str, attempts: int, queueing: str | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, queueing_lock) "
            "VALUES ('q', 't', %s, %s, %s) RETURNING id",
            [status, attempts, queueing],
        )
        return int(cursor.fetchone()[0])


def _status(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def test_jobs_of_a_killed_worker_are_taken_up_again(committed_db):
    plain, worn, twice = _job("doing", 0, None), _job("doing", TRIES, None), _job("doing", 0, "once")
    waiting = _job("todo", 0, "once")
    connector = PsycopgConnector(conninfo=committed_db[0])

    async def run() -> int:
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                return await rescue.func(SimpleNamespace(app=worker), 0)

    # In a thread of its own: a browser test before it may have left an event loop running in this one.
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(asyncio.run, run()).result() == 3
    assert (_status(plain), _status(worn), _status(twice), _status(waiting)) == ("todo", "failed", "failed", "todo")


def test_an_address_that_passes_the_wall_is_refused(committed_db):
    refuse_unfit()
    settings = connection.settings_dict
    admin = urlsplit(os.environ["TIDTAM_TEST_ADMIN"])
    kept = {name: settings[name] for name in ("USER", "PASSWORD")}
    connection.close()
    settings.update(USER=admin.username, PASSWORD=unquote(admin.password or ""))
    try:
        with pytest.raises(Problem, match="tidtam_app"):
            refuse_unfit()
    finally:
        connection.close()
        settings.update(kept)


def test_pooled_connections_are_tried_before_use(monkeypatch, tmp_path):
    monkeypatch.delenv("TIDTAM_TESTING")
    assert django_database(tmp_path)["default"]["CONN_HEALTH_CHECKS"] is True
