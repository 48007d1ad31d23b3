"""The worker: nothing of it outlives its server, and what it may use is limited."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from tests.files import samples

from tidtam.files.extract import clear_leftovers, extract

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="process groups and limits are POSIX")


@samples.needs_ocr
def test_a_killed_server_leaves_no_worker_running(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(samples.scanned_pdf(*[samples.letter_image(300)] * 6))
    code = f"from tidtam.files.extract import extract; extract(open({str(scan)!r}, 'rb').read(), name='x')"
    server = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"TMPDIR": str(tmp_path)})
    children: list[psutil.Process] = []
    deadline = time.monotonic() + 20
    while len(children) < 2 and time.monotonic() < deadline:  # the worker and a Tesseract
        children = psutil.Process(server.pid).children(recursive=True)
        time.sleep(0.05)
    assert len(children) >= 2
    server.send_signal(signal.SIGKILL)
    server.wait()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


@samples.needs_font
def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert extract(samples.letter_pdf(), name="a.pdf").text
    assert not list(tmp_path.iterdir())
    old, young = tmp_path / "tidtam-extract-old", tmp_path / "tidtam-extract-young"
    for folder in (old, young):
        folder.mkdir()
        (folder / "input").write_bytes(b"x")
    os.utime(old, (0, 0))
    assert clear_leftovers(older_than_seconds=3600) == 1
    assert list(tmp_path.iterdir()) == [young]


def test_the_worker_knows_no_django_and_no_secrets() -> None:
    code = "import sys, tidtam.files.extract.worker; sys.exit(bool({'django', 'psycopg'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
