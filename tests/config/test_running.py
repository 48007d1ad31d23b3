"""The supervisor's children, and jobs whose worker was killed."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app

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


def test_a_port_in_use_is_refused_in_thai():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Problem, match="พอร์ต"):
            running.refuse_taken(other.getsockname()[1], "127.0.0.1")


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
