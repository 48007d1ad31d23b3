"""A small load generator: clients that each hold one connection and ask as signed-in people. Standard library only."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import NamedTuple

from tidtam.demo.bench.lines import percentile

SAFE = "b" * 32  # the token of forms: it must be the same in the cookie and in the form, which a stranger cannot do


class Ask(NamedTuple):
    """One request: a page by its name and path, or with a `body` a form that is sent; `cookie` of another person.

    `address` is where it comes from, as a proxy in front would tell.
    """

    page: str
    path: str
    body: str = ""
    cookie: str = ""
    address: str = ""


@dataclass(frozen=True)
class Client:
    """One user: the level of the office, the session's cookie, and what is asked for in turn, or `once` each."""

    level: str
    cookie: str
    pages: tuple[Ask, ...]
    once: bool = False


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
        for ask in self.client.pages if self.client.once else cycle(self.client.pages):
            now = time.perf_counter()
            if self.every:
                time.sleep(max(0.0, due - now))
            else:
                due = now
            if due >= self.until:
                break
            shot = self._ask(connection, ask, due)
            if due >= self.warm:
                self.shots.append(shot)
            due += self.every
        connection.close()

    def _ask(self, connection: http.client.HTTPConnection, ask: Ask, due: float) -> Shot:
        # Counted from when the page was due: a slow answer must not hide how long the next one waited.
        cookie, level = ask.cookie or self.client.cookie, self.client.level
        headers = {"Cookie": f"{cookie}; csrftoken={SAFE}", "Host": "localhost"}
        if ask.address:
            headers["X-Forwarded-For"] = ask.address
        if ask.body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": SAFE}
        try:
            connection.request("POST" if ask.body else "GET", ask.path, ask.body.encode() or None, headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return Shot(ask.page, level, (time.perf_counter() - due) * 1000, 0, False, 0)
        took = (time.perf_counter() - due) * 1000
        # A form that was taken leads back into its room; anything else leads to the door.
        led = bool(ask.body) and (answer.getheader("Location") or "").startswith(f"/{ask.path.split('/')[1]}/")
        ok = answer.status == 200 or (answer.status == 302 and led)
        return Shot(ask.page, level, took, len(body), ok, answer.status)


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
