"""The server: started, adopted, shared, killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tidtam.config.postgres import admin_url, ensure, folder, locate, processes, runas, urls_without_starting
from tidtam.config.postgres.cluster import Cluster
from tidtam.config.postgres.killing import kill_rounds
from tidtam.kernel.problem import Problem

HOLD = """
import sys, time
from tidtam.config.postgres import ensure_running
ensure_running()
print("up", flush=True)
sys.stdin.readline()
"""


def holder(data_dir: Path) -> "subprocess.Popen[str]":
    """Another command that uses the database until its standard input ends."""
    environment = {**os.environ, "TIDTAM_DATA": str(data_dir)}
    made = subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert made.stdout
    assert made.stdout.readline() == "up\n"
    return made


def running(data_dir: Path) -> processes.Running | None:
    return processes.running(data_dir / "postgres/data")


def test_starts_serves_and_stops(data_dir: Path) -> None:
    with ensure(data_dir) as urls:
        assert urls == urls_without_starting(data_dir)
        with psycopg.connect(urls.app) as connection:
            row = connection.execute("SELECT current_user::text").fetchone()
        assert row == ("tidtam_app",)
        with psycopg.connect(admin_url(data_dir)) as connection:
            row = connection.execute(
                "SELECT current_setting('data_checksums'), current_setting('fsync'), "
                "current_setting('synchronous_commit'), current_setting('server_encoding'), "
                "current_setting('unix_socket_directories'), current_setting('listen_addresses')"
            ).fetchone()
        assert row == ("on", "on", "on", "UTF8", "", "127.0.0.1")
    assert running(data_dir) is None


def test_urls_are_known_before_the_server_starts_and_stay(empty: Path) -> None:
    before = urls_without_starting(empty)
    assert before == urls_without_starting(empty)
    assert running(empty) is None
    for key in (empty / "keys").iterdir():
        assert key.stat().st_mode & 0o777 == 0o400
    assert before.app not in repr(before)


def test_given_urls_start_nothing(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@elsewhere/x")
    with ensure(empty) as urls:
        assert (urls.app, urls.owner) == ("postgresql://a@elsewhere/x", None)
        with pytest.raises(Problem, match="owner_missing"):
            urls.owner_or_refuse()
    assert list(empty.iterdir()) == []


def test_wrong_password_is_refused(data_dir: Path) -> None:
    with ensure(data_dir) as urls, pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(urls.app.replace(folder.secret(data_dir, "database-app"), "wrong"))


def test_the_last_command_out_stops_it(data_dir: Path) -> None:
    first, second = holder(data_dir), holder(data_dir)
    started = running(data_dir)
    first.communicate("\n")
    # The one that started it has gone; the other still works with it.
    assert started is not None
    assert running(data_dir) == started
    second.communicate("\n")
    assert running(data_dir) is None


def test_two_commands_at_once_start_one_server(empty: Path) -> None:
    environment = {**os.environ, "TIDTAM_DATA": str(empty)}
    both = [
        subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    for one in both:
        assert one.stdout
        assert one.stdout.readline() == b"up\n"
    for one in both:
        one.communicate(b"\n")
    assert (empty / "postgres.log").read_text().count("ready to accept connections") == 1
    assert running(empty) is None


def test_an_adopted_server_is_left_running(data_dir: Path) -> None:
    with ensure(data_dir):
        pass
    by_hand = Cluster.of(data_dir)
    started = by_hand.start(folder.port(data_dir))
    with ensure(data_dir) as urls, psycopg.connect(urls.app) as connection:
        connection.execute("SELECT 1")
    assert by_hand.running() == started
    by_hand.stop()


def test_an_orphan_of_a_killed_command_is_adopted_and_then_stopped(data_dir: Path) -> None:
    killed = holder(data_dir)
    started = running(data_dir)
    killed.kill()
    killed.communicate()
    assert started is not None
    assert running(data_dir) == started
    with ensure(data_dir):
        assert running(data_dir) == started
    assert running(data_dir) is None


def test_kill_9_loses_nothing_acknowledged(data_dir: Path) -> None:
    done = kill_rounds(data_dir, rounds=3)
    assert done.rounds == 3
    assert done.acknowledged > 30
    assert done.lost == 0


def test_zombie_postmaster_is_dead(data_dir: Path) -> None:
    with ensure(data_dir):
        before = running(data_dir)
        assert before is not None
        os.kill(before.pid, signal.SIGKILL)
        processes.wait_gone(before.pid, 5)
        # Our own child, not yet waited for: its number still exists.
        os.kill(before.pid, 0)
        with ensure(data_dir) as urls, psycopg.connect(urls.app) as connection:
            connection.execute("SELECT 1")
        after = running(data_dir)
        assert after is not None
        assert after.pid != before.pid


def test_pid_file_that_names_a_strange_process_does_not_block(data_dir: Path) -> None:
    with ensure(data_dir):
        pass
    stranger = subprocess.Popen(["sleep", "30"])
    pgdata = data_dir / "postgres/data"
    (pgdata / "postmaster.pid").write_text(f"{stranger.pid}\n{pgdata}\n0\n1\n\n127.0.0.1\n0\nready   \n")
    assert running(data_dir) is None
    with ensure(data_dir) as urls, psycopg.connect(urls.app) as connection:
        connection.execute("SELECT 1")
    assert stranger.poll() is None
    stranger.terminate()
    stranger.wait()


def test_taken_port_is_exchanged(data_dir: Path) -> None:
    with ensure(data_dir):
        pass
    old = folder.port(data_dir)
    with socket.socket() as thief:
        thief.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        thief.bind(("127.0.0.1", old))
        thief.listen()
        with ensure(data_dir) as urls, psycopg.connect(urls.app) as connection:
            connection.execute("SELECT 1")
        assert folder.port(data_dir) != old


def test_personal_values_do_not_reach_the_log(data_dir: Path) -> None:
    with ensure(data_dir) as urls:
        assert urls.owner
        with psycopg.connect(urls.owner, autocommit=True) as connection:
            connection.execute("CREATE TABLE person (name text PRIMARY KEY, age int)")
            for _ in range(2):
                with contextlib.suppress(psycopg.errors.UniqueViolation):
                    connection.execute("INSERT INTO person VALUES (%s, 1)", ["กานารี"])
            with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                connection.execute("INSERT INTO person VALUES ('กานารี', 'ไม่ใช่เลข')")
    log = (data_dir / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "กานารี" not in log


def test_system_programs_serve_as_well(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = locate.system_bins()
    if not found:
        pytest.skip("no PostgreSQL 15-18 of the system on this machine")
    monkeypatch.setenv("TIDTAM_PG_BIN", str(found[-1]))
    with ensure(empty) as urls, psycopg.connect(urls.app) as connection:
        assert connection.info.server_version // 10_000 == locate.major(found[-1])
    # Made by the system's version: without the variable the right programs are still found.
    monkeypatch.delenv("TIDTAM_PG_BIN")
    with ensure(empty) as urls, psycopg.connect(urls.app) as connection:
        assert connection.info.server_version // 10_000 == locate.major(found[-1])


def test_wrong_program_folder_is_explained(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDTAM_PG_BIN", "/nowhere")
    with pytest.raises(Problem, match="ไม่มีโปรแกรม PostgreSQL"), ensure(empty):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another user")
class TestRoot:
    def test_runs_as_an_unprivileged_user_from_copied_programs(self, empty: Path) -> None:
        with ensure(empty):
            found = running(empty)
            assert found is not None
            assert Path(f"/proc/{found.pid}").stat().st_uid != 0
            if "TIDTAM_PG_BIN" not in os.environ:
                assert empty in Path(f"/proc/{found.pid}/exe").resolve().parents
            assert (empty / "postgres").stat().st_uid != 0
            assert (empty / "keys").stat().st_uid == 0

    def test_runs_as_the_owner_of_the_folder(self, empty: Path) -> None:
        os.chown(empty, 65534, 65534)
        with ensure(empty):
            found = running(empty)
            assert found is not None
            assert Path(f"/proc/{found.pid}").stat().st_uid == 65534

    def test_no_parent_folder_is_opened(self, empty: Path) -> None:
        closed = empty / "closed"
        closed.mkdir(mode=0o700)
        os.chmod(empty, 0o711)
        with pytest.raises(Problem, match=r"TIDTAM_DATA=/var/lib/tidtam") as caught, ensure(closed / "data"):
            pass
        assert caught.value.code == "database.folder_unreachable"
        assert closed.stat().st_mode & 0o777 == 0o700
        assert closed.stat().st_uid == 0
        assert not (closed / "data/postgres").exists()

    def test_chosen_user_is_never_root(self, empty: Path) -> None:
        chosen = runas.choose(empty)
        assert chosen is not None
        assert chosen.uid != 0


def test_stop_waits_until_the_server_is_gone(data_dir: Path) -> None:
    with ensure(data_dir):
        connection = psycopg.connect(admin_url(data_dir))
        connection.execute("BEGIN")
        began = time.monotonic()
    assert time.monotonic() - began < 30  # it would wait a minute for the open transaction
    assert running(data_dir) is None
    connection.close()
