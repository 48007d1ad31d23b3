"""Real servers in temporary folders (not pytest's own: root's is closed to the server's user)."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tidtam.config.postgres import processes
from tidtam.config.postgres.ensure import embedded
from tidtam.config.postgres.testing import scratch


@pytest.fixture(autouse=True)
def no_outer_database(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "TIDTAM_DATA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def empty(no_outer_database: None) -> Iterator[Path]:
    """An empty data folder."""
    made = scratch("tidtam-pg-")
    yield made
    left = processes.running(made / "postgres/data")
    assert left is None, "a test left its server running"
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def stopped() -> Iterator[Path]:
    """A data folder that has been started once and stopped, to be copied and never used itself."""
    made = scratch("tidtam-pg-")
    with embedded(made):
        pass
    yield made
    shutil.rmtree(made)


@pytest.fixture
def data_dir(empty: Path, stopped: Path) -> Path:
    """A data folder with a database, stopped."""
    subprocess.run(["cp", "-a", f"{stopped}/.", str(empty)], check=True)
    return empty


@pytest.fixture
def outside(no_outer_database: None) -> Iterator[Path]:
    """A folder for backups and keys, beside the data folder."""
    made = scratch("tidtam-out-")
    yield made
    shutil.rmtree(made)
