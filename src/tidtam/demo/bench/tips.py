"""Work `tips`: two hundred tips a minute while five hundred clients guess receipts, and officers sign in meanwhile.

The web server and the tip process run as in production, each with its own database role, on one machine with those who
attack it. Whoever guesses asks again as soon as an answer comes, after a second where the page said it was busy.
"""

from __future__ import annotations

import http.client
import multiprocessing
import secrets
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from pyrage import x25519

from tidtam.accounts import actions as accounts
from tidtam.config.postgres import data_dir
from tidtam.config.postgres.folder import free_port
from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.load import SAFE
from tidtam.demo.bench.pages import server
from tidtam.demo.bench.shop import PGBENCH
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.offices.queries import by_code
from tidtam.tips.choices import KeyRole
from tidtam.tips.models import RecipientKey, Tip
from tidtam.tips.rules import receipts

A_MINUTE, GUESSERS, OFFICERS, SECONDS, SETTLED = 200, 500, 40, 60.0, 5.0
SIGN_IN = Limit(2_000)
UNIT, AREA = "DOPA-30", "301409"
WORDS = "มีรถกระบะมาส่งของหลังตลาดนัดทุกคืนวันศุกร์ ประมาณสามทุ่ม (สมมติ)"
REFERENCE = Reference(PGBENCH, "tps", 0)


@dataclass
class _Seen:
    """What came back: how many of each status, and after how many milliseconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


def measure(scale: float) -> Iterator[Line]:
    """Yield how many tips were not taken, and p95 of an officer's sign-in, quiet and under the flood."""
    nation.found_demo()
    password = secrets.token_urlsafe(24)
    names = _officers(max(8, round(OFFICERS * scale)), password)
    _keys()
    seconds, guessers = max(6.0, SECONDS * scale), max(20, round(GUESSERS * scale))
    with server() as port, _lane() as lane_port:
        quiet = _Seen()
        for name in names[: len(names) // 4]:
            _sign_in(port, name, password, quiet)
        forked = multiprocessing.get_context("fork")  # it needs nothing of Django, which another start would want
        guessed = forked.SimpleQueue()
        attack = forked.Process(target=_attack, args=(lane_port, guessers, seconds + SETTLED, guessed))
        attack.start()
        time.sleep(min(SETTLED, seconds / 2))
        told, busy = _flood(lane_port, port, names[len(names) // 4 :], password, seconds)
        guesses = guessed.get()
        attack.join()
    sent = sum(told.statuses.values())
    with wall.scope(by_code(UNIT).path):
        kept = Tip.objects.count()
    yield line(
        "tips.flood", "tips not taken", sent - told.statuses["200"] + abs(kept - told.statuses["200"]), n=sent,
        reference=REFERENCE, limit=Limit(0), a_minute=round(sent / seconds * 60), guessers=guessers,
        p50_ms=round(percentile(told.times, 0.5)), p95_ms=round(percentile(told.times, 0.95)),
        statuses=dict(told.statuses), guesses=guesses, kept=kept,
    )  # fmt: skip
    yield line(
        "tips.sign_in", "ms, p95", percentile(busy.times, 0.95), n=len(busy.times), reference=REFERENCE, limit=SIGN_IN,
        p50=round(percentile(busy.times, 0.5)), statuses=dict(busy.statuses), quiet_n=len(quiet.times),
        quiet_p95=round(percentile(quiet.times, 0.95)), quiet_statuses=dict(quiet.statuses),
    )  # fmt: skip


def _officers(count: int, password: str) -> list[str]:
    """Create officers who sign in with name and password alone; return their names."""
    office, at = by_code(UNIT), nation.moment(nation.AS_OF)
    names = [f"tips{number}" for number in range(count)]
    with wall.scope(ROOT):
        for name in names:
            user, _secret = accounts.create_user(username=name, name="การวัด", password=password, by=nation.BY, at=at)
            role = nation.ROLE["province"]
            accounts.give(user=user, office=office, role=role, valid_from=nation.YEAR[0], by=nation.BY, at=at)
    return names


def _keys() -> None:
    """Give a unit and the escrow keys; nobody holds the private halves, as nothing is read here."""
    for code, role in ((UNIT, KeyRole.OFFICER), ("MOI", KeyRole.ESCROW)):
        office = by_code(code)
        with wall.scope(office.path):
            RecipientKey.objects.create(
                role=role, office_id=office.pk, scope_path=office.path, label="การวัด", added_on=nation.AS_OF,
                public_key=str(x25519.Identity.generate().to_public()),
            )  # fmt: skip


@contextmanager
def _lane() -> Iterator[int]:
    """Run `tidtam tips` on a free port; yield the port."""
    port = free_port()
    with open(data_dir() / "lane.log", "ab") as log:
        command = [sys.executable, "-m", "tidtam.cli", "tips", "--port", str(port)]
        lane = subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 120
        while _ask(port, "GET", "/")[0] != "200":
            if time.monotonic() > until or lane.poll() is not None:
                raise RuntimeError((data_dir() / "lane.log").read_text()[-2000:])
            time.sleep(0.2)
        yield port
    finally:
        lane.terminate()  # the server below ends with it
        lane.wait(15)


def _flood(lane_port: int, port: int, names: list[str], password: str, seconds: float) -> tuple[_Seen, _Seen]:
    """Send tips evenly, and sign one officer in after the other meanwhile; return what came back of both."""
    told, busy, threads = _Seen(), _Seen(), []
    gap, began = 60 / A_MINUTE, time.monotonic()
    officers = threading.Thread(target=_all_in, args=(port, names, password, seconds, busy))
    officers.start()
    for number in range(round(seconds / gap)):
        time.sleep(max(0.0, began + number * gap - time.monotonic()))
        thread = threading.Thread(target=_tell, args=(lane_port, told))
        thread.start()
        threads.append(thread)
    for thread in (*threads, officers):
        thread.join()
    return told, busy


def _tell(port: int, seen: _Seen) -> None:
    began = time.perf_counter()
    status, _ = _send(port, {"do": "send", "kind": "sell", "area": AREA, "text": WORDS})
    seen.times.append((time.perf_counter() - began) * 1000)
    seen.statuses[status] += 1


def _all_in(port: int, names: list[str], password: str, seconds: float, seen: _Seen) -> None:
    gap, began = seconds / len(names), time.monotonic()
    for number, name in enumerate(names):
        time.sleep(max(0.0, began + number * gap - time.monotonic()))
        _sign_in(port, name, password, seen)


def _sign_in(port: int, name: str, password: str, seen: _Seen) -> None:
    """Post the form of the door; a sign-in that worked leads away from it."""
    body = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": SAFE}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={SAFE}", "Host": "localhost"}
    began = time.perf_counter()
    status, led = _ask(port, "POST", "/accounts/login/", body, headers)
    seen.times.append((time.perf_counter() - began) * 1000)
    seen.statuses["in" if status == "302" and "/login/" not in led else f"out {status}"] += 1


def _attack(port: int, guessers: int, seconds: float, found: multiprocessing.SimpleQueue[dict[str, int]]) -> None:
    """Guess receipts that are well formed, from so many clients at once; a process of its own."""
    until, statuses = time.monotonic() + seconds, Counter[str]()

    def guess() -> None:
        while time.monotonic() < until:
            status, _ = _send(port, {"do": "open", "receipt": receipts.new()})
            statuses[status] += 1
            if status == "503":
                time.sleep(1)

    threads = [threading.Thread(target=guess) for _ in range(guessers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.put(dict(statuses))


def _send(port: int, fields: Mapping[str, str]) -> tuple[str, str]:
    """Post a form as a browser does without script."""
    mark = uuid.uuid4().hex
    parts = (
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    body = ("".join(parts) + f"--{mark}--\r\n").encode()
    return _ask(port, "POST", "/", body, {"Content-Type": f"multipart/form-data; boundary={mark}"})


def _ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Return the status and where it leads; the name of the error when the line broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        answer.read()
        return str(answer.status), answer.getheader("Location") or ""
    except OSError as error:
        return type(error).__name__, ""
    finally:
        connection.close()
