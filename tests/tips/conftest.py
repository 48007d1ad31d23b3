"""The tip process as it runs: granian, its own role, a database of its own in which commits stay."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from pyrage import x25519
from tests.conftest import WORKER, clone, tips_url

from tidtam.config import running

KEYED = ("MOI", "ONCB", "DOPA-30", "DOPA-3014")


@dataclass
class Answer:
    """What the process answered."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    raw: bytes

    @property
    def text(self) -> str:
        """The page without what fills it up."""
        return re.sub(r"\n<!--[0-9a-f]*-->\Z", "", self.raw.decode())

    @property
    def receipt(self) -> str:
        return "".join(re.findall(r"<span>(\d{4})</span>", self.text))


@dataclass
class RunningLane:
    """The process, its database, and the private keys of those who may read."""

    port: int
    owner: str
    app: str
    tips: str
    data: Path
    log: Path
    temp: Path
    pid: int
    keys: dict[str, x25519.Identity] = field(default_factory=dict)

    def get(self, path: str = "/", **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(
        self, fields: dict[str, str], files: tuple[bytes, ...] = (), *, source: str | None = None, **headers: str
    ) -> Answer:
        """Send a form as a browser does."""
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for content in files:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="IMG_secret.jpg"\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask("POST", "/", body, {"Content-Type": f"multipart/form-data; boundary={mark}"} | headers, source)

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], source: str | None = None
    ) -> Answer:
        line = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(source, 0) if source else None
        )
        try:
            line.request(method, path, body, headers)
            got = line.getresponse()
            raw = got.read()
            found = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, found, got.headers.get_all("Set-Cookie") or [], raw)
        finally:
            line.close()

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """Run a statement as the owner, who sees through the wall."""
        with psycopg.connect(self.owner, autocommit=True) as owner:
            cursor = owner.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


def _keys(lane: RunningLane) -> None:
    for code in (*KEYED, "escrow"):
        lane.keys[code] = x25519.Identity.generate()
        [(office, path)] = lane.sql(
            "SELECT id, path FROM offices_office WHERE code = %s", code if code != "escrow" else "MOI"
        )
        lane.sql(
            "INSERT INTO tips_recipientkey (id, role, office_id, scope_path, holder, label, public_key, added_on)"
            " VALUES (%s, %s, %s, %s, NULL, %s, %s, '2026-01-01')",
            uuid.uuid4(), "escrow" if code == "escrow" else "officer", office, path, code,
            str(lane.keys[code].to_public()),
        )  # fmt: skip


def _up(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the tip process did not start ({process.poll()})")


@pytest.fixture(scope="session")
def lane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLane]:
    """Start the tip process over a database of its own, with keys for four units and the escrow."""
    with running_lane(*clone(f"lane_{WORKER or 'main'}"), tmp_path_factory.mktemp("lane")) as made:
        _keys(made)
        yield made


@contextmanager
def running_lane(app: str, owner: str, base: Path) -> Iterator[RunningLane]:
    """Run the tip process over a database, its own files in a folder."""
    data, temp, log = base / "data", base / "temp", base / "log"
    for one in (data, temp):
        one.mkdir(mode=0o700)
    port = _free_port()
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_", "TIDTAM_", "DJANGO_"))
    } | {
        "DATABASE_TIPS_URL": tips_url(app), "TIDTAM_DATA": str(data), "TMPDIR": str(temp),
        "PYTHONDONTWRITEBYTECODE": "1", "TIDTAM_TIPS_URL": f"http://localhost:{port}",
    }  # fmt: skip
    with log.open("wb") as sink:
        process = subprocess.Popen(
            running._lane(port, "127.0.0.1"),
            env=environment,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
            cwd=temp,
        )
        try:
            _up(port, process)
            yield RunningLane(port, owner, app, tips_url(app), data, log, temp, process.pid)
        finally:
            running._end([process])


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
