"""Where the works are measured: throw-away databases with durable settings, and the reference inside them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tidtam.config.postgres import processes
from tidtam.config.postgres.cluster import Cluster
from tidtam.config.postgres.ensure import embedded
from tidtam.config.postgres.locate import client_bin
from tidtam.config.postgres.urls import Urls
from tidtam.demo.bench.lines import Line, Reference, rounded
from tidtam.kernel.problem import Problem

PREFIX = "tidtam-bench-"
PGBENCH = "pgbench TPC-B-like, 4 clients"
# What a caller's environment must not say to the children of a measurement.
FOREIGN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_TIPS_URL", "TIDTAM_TESTING", "TIDTAM_OWNER", "TIDTAM_POOL")


@dataclass
class House:
    """One prepared database with its data folder. `given` says that the database stood already."""

    data_dir: Path
    urls: Urls
    scale: float = 1.0
    given: bool = False
    filled: bool = False
    asked: bool = False
    prepared: float = 0.0  # seconds
    _reference: Reference | None = field(default=None, repr=False)

    def environment(self, **more: str) -> dict[str, str]:
        """Return what children get: this house and no other."""
        env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        if self.given:
            env |= {"DATABASE_URL": self.urls.app, "DATABASE_OWNER_URL": self.urls.owner_or_refuse()}
            env |= {"DATABASE_TIPS_URL": self.urls.tips} if self.urls.tips else {}
        env |= {"TIDTAM_DATA": str(self.data_dir), "TIDTAM_BENCH_SCALE": str(self.scale), "TIDTAM_LOG": "ERROR"}
        return env | {"DJANGO_SETTINGS_MODULE": "tidtam.config.settings", "TIDTAM_OWNER": "1"} | more

    def call(self, work: str, **more: str) -> Iterator[Line]:
        """Run `inside` of a work in a process of its own and yield its lines as they come.

        Shape: a line whose reference is PGBENCH gets the figure of this house.
        Errors: Problem("bench.failed") with the end of what it said.
        """
        yield from self._run(["tidtam.demo.bench.inside", work], **more)

    def prepare(self) -> None:
        """Migrate and load areas, offices and holidays, as `tidtam prepare` does."""
        began = time.perf_counter()
        for _ in self._run(["tidtam.cli", "prepare"]):
            pass
        self.prepared = time.perf_counter() - began

    def _run(self, module: list[str], **more: str) -> Iterator[Line]:
        command = [sys.executable, "-m", *module]
        with tempfile.TemporaryFile("w+") as said:
            child = subprocess.Popen(
                command, env=self.environment(**more), stdout=subprocess.PIPE, stderr=said, text=True
            )
            try:
                assert child.stdout
                for text in child.stdout:
                    found: Line = json.loads(text)
                    if found.get("reference") == PGBENCH:
                        found["reference_value"] = rounded(self.reference().value)
                    yield found
                code = child.wait()
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait(30)
            if code:
                said.seek(0)
                raise Problem("bench.failed", f"{' '.join(module)} ไม่สำเร็จ · {said.read()[-3000:]}")

    def reference(self) -> Reference:
        """Return pgbench's transactions per second in this very server, measured once, in a schema of its own."""
        if self._reference is None:
            self._reference = Reference(PGBENCH, "tps", pgbench(self.urls.owner_or_refuse(), seconds=10 * self.scale))
        return self._reference


def pgbench(owner: str, *, seconds: float) -> float:
    """Return the transactions per second of pgbench's own load (TPC-B-like, scale 10, 4 clients)."""
    import psycopg

    parts = urlsplit(owner)
    with psycopg.connect(owner, autocommit=True) as connection:
        program = client_bin(connection.info.server_version // 10_000) / "pgbench"
        if not program.exists():
            raise Problem("bench.no_pgbench", "ไม่พบ pgbench ข้างโปรแกรม PostgreSQL · pgbench is missing")
        connection.execute("DROP SCHEMA IF EXISTS bench_reference CASCADE")
        connection.execute("CREATE SCHEMA bench_reference")
        env = {
            "PATH": os.environ.get("PATH", ""), "PGHOST": parts.hostname or "", "PGPORT": str(parts.port or 5432),
            "PGUSER": unquote(parts.username or ""), "PGPASSWORD": unquote(parts.password or ""),
            "PGDATABASE": unquote(parts.path.lstrip("/")), "PGOPTIONS": "-c search_path=bench_reference", "LC_ALL": "C",
        }  # fmt: skip
        rows = "10" if seconds >= 5 else "1"
        try:
            subprocess.run([program, "-i", "-q", "-s", rows], env=env, check=True, capture_output=True)
            done = subprocess.run(
                [program, "-n", "-c", "4", "-j", "2", "-T", str(max(1, round(seconds)))],
                env=env, check=True, capture_output=True, text=True,
            )  # fmt: skip
        finally:
            connection.execute("DROP SCHEMA bench_reference CASCADE")
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


class Shop:
    """The databases of one run: made when a work first asks for them, gone when the run ends."""

    def __init__(self, scale: float, stack: ExitStack, given: Callable[[], House] | None = None) -> None:
        self.scale, self._stack, self._given = scale, stack, given
        self._nation: House | None = None
        self._people: House | None = None

    @classmethod
    @contextmanager
    def open(cls, *, given: Callable[[], House] | None = None) -> Iterator[Shop]:
        """Open the shop; TIDTAM_BENCH_SCALE shrinks every size. `given` lends prepared houses instead of new ones."""
        with ExitStack() as stack:
            yield cls(float(os.environ.get("TIDTAM_BENCH_SCALE", "1")), stack, given)

    def size(self, full: int, least: int = 1) -> int:
        """Return a size as this run measures it."""
        return max(least, round(full * self.scale))

    def folder(self) -> Path:
        """Make an empty folder on the disk that durable data would lie on; it is gone when the run ends."""
        return self._stack.enter_context(scratch())

    def house(self) -> House:
        """Return a database with areas, offices and holidays, and nothing else."""
        if self._given is not None:
            return self._given()
        data_dir = self.folder()
        urls = self._stack.enter_context(embedded(data_dir))
        house = House(data_dir, urls, self.scale)
        house.prepare()
        return house

    def nation(self) -> House:
        """Return the one house whose offices share the duties of a year."""
        if self._nation is None:
            self._nation = self.house()
        return self._nation

    def people(self) -> House:
        """Return the one house whose teams follow the people of a programme year."""
        if self._people is None:
            self._people = self.house()
        return self._people


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that is removed afterwards, its server stopped; what a killed run left is removed first."""
    _sweep()
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    (path / "process").write_text(str(os.getpid()))
    data = path / "data"
    data.mkdir(mode=0o700)
    path.chmod(0o711)  # started by root, the server runs as a user that must be able to pass
    try:
        yield data
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    for made in path.glob("data*"):
        if (made / "postgres/data/PG_VERSION").exists():
            Cluster.of(made).stop(seconds=20)
    shutil.rmtree(path, ignore_errors=True)


def _sweep() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if not processes.alive(int((left / "process").read_text())):
                _remove(left)
        except (OSError, ValueError, Problem):
            continue
