"""Kill the server without warning while rows are written, start it again, and count what was promised and lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tidtam.config.postgres import processes
from tidtam.config.postgres.ensure import embedded

MAKE = "CREATE TABLE IF NOT EXISTS kill_trial (number bigint PRIMARY KEY)"


@dataclass(frozen=True)
class Trial:
    """What `kill_rounds` found. `slowest_restart` in seconds, crash recovery included."""

    rounds: int
    acknowledged: int
    lost: int
    slowest_restart: float


class _Writer(threading.Thread):
    """Insert numbered rows one by one and keep the numbers whose COMMIT was answered."""

    def __init__(self, url: str, first: int) -> None:
        super().__init__(daemon=True)
        self.url, self.next, self.acknowledged = url, first, set[int]()

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                while True:
                    connection.execute("INSERT INTO kill_trial VALUES (%s)", [self.next])
                    self.acknowledged.add(self.next)
                    self.next += 1
        except psycopg.Error:
            # The server was killed, as intended; the row under way was not acknowledged.
            return


def kill_rounds(data_dir: Path, *, rounds: int, seconds: float = 0.3) -> Trial:
    """Kill postmaster and backends with -9 after `seconds` of writing, `rounds` times; return what was lost.

    Errors: RuntimeError when the folder's server is not running between the rounds.
    """
    promised: set[int] = set()
    slowest, number = 0.0, 1
    pgdata = data_dir / "postgres/data"
    for this in range(rounds + 1):
        began = time.monotonic()
        with embedded(data_dir) as urls:
            slowest = max(slowest, time.monotonic() - began) if this else 0.0
            owner = urls.owner_or_refuse()
            with psycopg.connect(owner, autocommit=True) as connection:
                connection.execute(MAKE)
                kept = {int(row[0]) for row in connection.execute("SELECT number FROM kill_trial")}
                if this == rounds or promised - kept:
                    connection.execute("DROP TABLE kill_trial")
                    return Trial(this, len(promised), len(promised - kept), slowest)
            writer = _Writer(urls.app, number)
            writer.start()
            time.sleep(seconds)
            _kill(pgdata)
            writer.join(10)
            promised |= writer.acknowledged
            # The row under way may be there or not; the next round must not use its number again.
            number = writer.next + 1
    raise AssertionError("unreachable")


def _kill(pgdata: Path) -> None:
    found = processes.running(pgdata)
    if found is None:
        raise RuntimeError("the server is not running")
    for pid in {found.pid, *processes.stragglers(pgdata)}:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
