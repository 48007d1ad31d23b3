"""The commands of follow-up that touch no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.here import run_here

TIDTAM = [sys.executable, "-X", "importtime", "-m", "tidtam.cli"]
Here = Callable[..., tuple[str, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """Return a way to run a command in this process: what was printed, and what was told."""

    def here(*args: str, data: Path, code: int = 0) -> tuple[str, str]:
        out, told = run_here(monkeypatch, capsys, *args, data=data, code=code)
        assert not data.exists() or not any(data.iterdir())
        return out, told

    return here


def run(*args: str, data: Path, code: int = 0) -> tuple[str, str, str]:
    """Return what was printed, what was told, and the modules that were loaded."""
    env = os.environ | {"TIDTAM_DATA": str(data)}
    done = subprocess.run([*TIDTAM, *args], env=env, capture_output=True, text=True, timeout=60, check=False)
    loaded = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    told = [line for line in done.stderr.splitlines() if not line.startswith("import time:")]
    assert done.returncode == code, told
    assert not data.exists() or not any(data.iterdir())
    return done.stdout, "\n".join(told), "\n".join(loaded)


def test_the_plan_of_31_march_2566(tmp_path: Path) -> None:
    out, _, loaded = run("plan", "--completed", "2023-03-31", "--json", data=tmp_path)
    said = json.loads(out)
    assert list(said) == ["rounds", "closing"]
    assert said["rounds"][0] == {"n": 1, "due": "2023-04-15", "from": "2023-04-08", "to": "2023-04-22"}
    assert [said["rounds"][23]["n"], said["rounds"][23]["due"]] == [24, "2024-03-25"]
    assert said["closing"] == {"due": "2024-03-31", "from": "2024-03-24", "to": "2024-04-30"}
    assert "django" not in loaded


def test_the_plan_is_readable_in_thai(said: Here, tmp_path: Path) -> None:
    out, _ = said("plan", "--completed", "31 มี.ค. 2566", data=tmp_path)
    assert "ส. 15 เม.ย. 2566" in out
    assert "ประเมินปิด อา. 31 มี.ค. 2567" in out


def test_a_day_nobody_means_is_told_in_thai(said: Here, tmp_path: Path) -> None:
    for typed, word in (
        ("2566-03-31", "2023-03-31"),
        ("31/2/2566", "วันที่"),
        ("เมื่อวาน", "วันที่"),
        ("9999-01-01", "9999"),
        ("0001-01-01", "พ.ศ."),
    ):
        _, told = said("plan", "--completed", typed, "--json", data=tmp_path, code=2)
        assert word in told, told
        assert "Traceback" not in told


def test_a_roster_is_checked_without_a_database(said: Here, tmp_path: Path) -> None:
    from tests.aftercare.rules.rosters import HEAD, person, xlsx

    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx([["รายชื่อ"], HEAD, person(1), person(2, ชื่อ="", สกุล=""), person(1), [], ["รวม", "", "3 คน"]]))
    out, _, _ = run("check-roster", str(file), "--json", data=tmp_path / "none")
    found = json.loads(out)
    assert (found["rows"], found["valid"]) == (3, 1)
    assert found["errors"] == [{"row": 4, "reasons": ["ไม่มีชื่อ"]}, {"row": 5, "reasons": ["เลขประจำตัวซ้ำกับแถว 3"]}]
    assert found["columns"]["national_id"] == "เลขประจำตัวประชาชน"
    out, _ = said("check-roster", str(file), data=tmp_path / "none")
    assert "แถว 4: ไม่มีชื่อ" in out


def test_a_file_that_is_no_roster_is_told_in_thai(said: Here, tmp_path: Path) -> None:
    for name, content in (
        ("a.xlsx", b""),
        ("b.xlsx", b"PK\x03\x04x"),
        ("c.pdf", b"%PDF-1.7"),
        ("d.csv", "ก,ข\n1,2".encode()),
    ):
        file = tmp_path / name
        file.write_bytes(content)
        out, told = said("check-roster", str(file), "--json", data=tmp_path / "none", code=2)
        assert out == ""
        assert "Traceback" not in told and any("ก" <= sign <= "๛" for sign in told)
    run("check-roster", str(tmp_path / "missing.xlsx"), data=tmp_path / "none", code=2)
