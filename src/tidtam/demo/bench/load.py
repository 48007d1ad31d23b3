"""A small load generator: clients that each hold one connection and one signed-in session. Standard library only."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from tidtam.demo.bench.lines import percentile


@dataclass(frozen=True)
class Client:
    """One user: the level of the office, the session's cookie, and the pages opened in turn, as (name, path)."""

    level: str
    cookie: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shot:
    """One request: which page, by whom, how long, and whether it was answered with the page."""

    page: str
    level: str
    ms: float
    size: int
    ok: bool
    status: int


class _Window:
    """A client's loop: every `every` seconds from `first` on, or as fast as answers come when `every` is 0."""

    def __init__(self, port: int, client: Client, *, first: float, every: float, warm: float, until: float) -> None:
        self.port, self.client, self.first, self.every = port, client, first, every
        self.warm, self.until = warm, until
        self.shots: list[Shot] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        due = self.first
        for page, path in cycle(self.client.pages):
            now = time.perf_counter()
            if self.every:
                time.sleep(max(0.0, due - now))
            else:
                due = now
            if due >= self.until:
                break
            shot = self._ask(connection, page, path, due)
            if due >= self.warm:
                self.shots.append(shot)
            due += self.every
        connection.close()

    def _ask(self, connection: http.client.HTTPConnection, page: str, path: str, due: float) -> Shot:
        # Counted from when the page was due: a slow answer must not hide how long the next one waited.
        try:
            connection.request("GET", path, headers={"Cookie": self.client.cookie, "Host": "localhost"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return Shot(page, self.client.level, (time.perf_counter() - due) * 1000, 0, False, 0)
        took = (time.perf_counter() - due) * 1000
        return Shot(page, self.client.level, took, len(body), answer.status == 200, answer.status)


def paced(port: int, clients: Sequence[Client], *, every: float, warm: float, seconds: float) -> list[Shot]:
    """Let each client open a page every `every` seconds, evenly spread; return what came after the warm-up."""
    began = time.perf_counter() + 0.2
    loops = [
        _Window(
            port, client, first=began + every * index / len(clients), every=every, warm=began + warm,
            until=began + warm + seconds,
        )
        for index, client in enumerate(clients)
    ]  # fmt: skip
    return _all(loops)


def flat_out(port: int, clients: Sequence[Client], *, seconds: float) -> tuple[list[Shot], float]:
    """Let each client ask again as soon as it is answered; return the requests and the seconds they took."""
    began = time.perf_counter()
    shots = _all([_Window(port, one, first=began, every=0, warm=began, until=began + seconds) for one in clients])
    return shots, time.perf_counter() - began


def _all(loops: Sequence[_Window]) -> list[Shot]:
    threads = [threading.Thread(target=loop.run) for loop in loops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [shot for loop in loops for shot in loop.shots]


def spread(shots: Sequence[Shot]) -> dict[str, float]:
    """Return p50, p95 and p99 in milliseconds."""
    times = [shot.ms for shot in shots]
    return {f"p{round(share * 100)}": round(percentile(times, share), 1) for share in (0.5, 0.95, 0.99)}
