"""The command line as a program would use it: its own data folder, its own server, started and stopped by itself."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.here import run_here

from tidtam import cli

TIDTAM = [sys.executable, "-m", "tidtam.cli"]
CALENDAR = {"LGO-301409": "25", "DOPA-30": "15 29"}
TAKES_IN = [("LGO-301409", "000"), ("DOPA-30", "001"), ("LGO-570906", "004")]


def run(*args: str, data: Path, code: int = 0) -> str:
    keep = ("DATABASE_URL", "DATABASE_OWNER_URL", "TIDTAM_TESTING", "TIDTAM_TEST_ADMIN", "TIDTAM_OWNER")
    env = {name: value for name, value in os.environ.items() if name not in keep}
    done = subprocess.run(
        [*TIDTAM, *args], env=env | {"TIDTAM_DATA": str(data)}, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture
def room() -> Iterator[Path]:
    """Yield a folder the server's own user may pass through: pytest's own folders are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="tidtam-cli-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("given", ["", "https://tidtam.example.go.th"])
def test_the_demo_prints_the_address_it_answers_at(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Opened(Exception): ...

    def opened() -> None:
        raise Opened

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    around = {name: value for name, value in os.environ.items() if name not in ("TIDTAM_URL", "TIDTAM_TIPS_URL")}
    monkeypatch.setattr(os, "environ", around | ({"TIDTAM_URL": given} if given else {}))
    monkeypatch.setattr(cli, "open_house", opened)  # before it settings are read
    with pytest.raises(Opened):
        cli.demo(cli.parser().parse_args(["demo", "--port", str(port)]))
    assert os.environ["TIDTAM_URL"] == (given or f"http://localhost:{port}")
    assert os.environ["TIDTAM_TIPS_URL"] == f"http://localhost:{port + 1}"


def test_rule_without_a_database(tmp_path: Path) -> None:
    out = run(
        "rule", "ทุกวันที่ 15 และ 30 ของทุกเดือน", "--from", "2024-01-01", "--to", "2024-03-31", "--json", data=tmp_path
    )
    assert json.loads(out)["due"] == [
        "2024-01-15", "2024-01-30", "2024-02-15", "2024-02-29", "2024-03-15", "2024-03-30",
    ]  # fmt: skip
    assert not any(tmp_path.iterdir())


def test_rule_not_understood_says_what_to_do(tmp_path: Path) -> None:
    told = run("rule", "เร็ว ๆ นี้", "--from", "2024-01-01", "--to", "2024-03-31", data=tmp_path, code=2)
    assert "ทุกวันที่" in told


def test_wrong_arguments_are_told_in_thai(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = (
        ["rule"],
        ["nope"],
        ["serve", "--port", "99999"],
        ["verify", "--x"],
        ["init-db", "--admin-url", "nonsense"],
    )
    for case in cases:
        _, told = run_here(monkeypatch, capsys, *case, data=tmp_path / "none", code=2)
        assert "Traceback" not in told and any("ก" <= sign <= "๛" for sign in told), (case, told)
    turned = run("rule", "ทุกวันศุกร์", "--from", "2024-03-31", "--to", "2024-01-01", data=tmp_path, code=2)
    assert "หลัง --to" in turned


def test_read_letter_without_a_database(tmp_path: Path, source_letters: Path) -> None:
    path = next(source_letters.glob("000*.txt"))
    found = json.loads(run("read-letter", "--json", str(path), data=tmp_path))
    assert found["letters"][0]["number"] == "นม 0023.26/ว 1614"
    assert {"spans", "confidence"} <= found["letters"][0].keys()
    assert all({"code", "letter", "words", "span", "message"} <= flag.keys() for flag in found["flags"])
    assert not any(tmp_path.iterdir())


@pytest.mark.slow
@pytest.mark.xdist_group("cli")
def test_letters_in_duties_out_backup_and_back(room: Path, source_letters: Path) -> None:
    data = room / "data"
    offices = json.loads(run("offices", "--json", data=data))
    codes = {office["code"] for office in offices}
    assert {"DOPA-3014", "DLA-3014", "LGO-301409"} <= codes
    for code, number in TAKES_IN:
        folder = room / f"{code}-{number}"
        folder.mkdir()
        shutil.copy(next(source_letters.glob(f"{number}*.txt")), folder)
        (result,) = json.loads(run("import-letters", str(folder), "--office", code, "--json", data=data))
        assert result["state"] == "confirmed", result
    again = json.loads(run("import-letters", str(room / "DOPA-30-001"), "--office", "DOPA-30", "--json", data=data))
    assert again[0]["state"] == "held"
    for code, days in CALENDAR.items():
        assert _days(code, "2024-02-01", "2024-02-29", data) == days, code
    assert _days("LGO-570906", "2026-05-01", "2026-06-30", data) == "5 5"
    assert json.loads(run("verify", "--json", data=data))["holds"]
    _back_again(data, room)


def _days(code: str, since: str, until: str, data: Path) -> str:
    rows: list[dict[str, Any]] = json.loads(
        run("duties", "--office", code, "--from", since, "--to", until, "--json", data=data)
    )
    assert all(row.keys() == {"obligation", "office", "due_on", "state", "letter"} for row in rows)
    return " ".join(str(int(row["due_on"][-2:])) for row in rows)


def _back_again(data: Path, room: Path) -> None:
    run("backup", str(room / "copy.tar"), data=data)
    other = room / "other"
    told = json.loads(run("restore", str(room / "copy.tar"), "--json", data=other))
    assert told["audit_holds"]
    assert _days("DOPA-30", "2024-02-01", "2024-02-29", other) == "15 29"
    run("restore", str(room / "copy.tar"), data=other, code=2)
