"""Run the worker in its own process, listen to it, and end it when it takes too long."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import tidtam
from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import MEBIBYTE, Extraction, Kind, Limits, PageText, Word, join_pages
from tidtam.kernel.problem import Problem

Progress = Callable[[int, int], None]
_PREFIX = "tidtam-extract-"
_MAX_RESULT = 128 * MEBIBYTE
_KEPT_ENVIRONMENT = ("PATH", "LANG", "TESSDATA_PREFIX", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")


def run(content: bytes, kind: Kind, limits: Limits, progress: Progress | None) -> Extraction:
    """Extract `content` in a confined process.

    Errors: the worker's Problem; files.timeout when it takes too long; files.corrupt when it breaks down.
    """
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        (folder / "input").write_bytes(content)
        job = {"kind": kind, "limits": asdict(limits)}
        (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
        _work(folder, limits, progress)
        return _result(folder, kind)


def clear_leftovers(*, older_than_seconds: float) -> int:
    """Remove the folders of servers that were killed while they extracted; return how many."""
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > older_than_seconds:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
    return removed


def _work(folder: Path, limits: Limits, progress: Progress | None) -> None:
    environment = {key: os.environ[key] for key in _KEPT_ENVIRONMENT if key in os.environ}
    environment["PYTHONPATH"] = str(Path(tidtam.__path__[0]).parent)
    # -P keeps the folder with the untrusted input off the import path.
    command = [sys.executable, "-P", "-B", "-m", "tidtam.files.extract.worker", str(folder)]
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        try:
            _listen(process, limits, progress)
        finally:
            _end(process)
    if process.returncode != 0 and not (folder / "result.json").exists():
        raise _broken_down(process.returncode)


def _listen(process: subprocess.Popen[bytes], limits: Limits, progress: Progress | None) -> None:
    """Pass on how far the worker is until it ends. A document with scans gets time for each of them."""
    assert process.stdout is not None
    lines: queue.Queue[bytes | None] = queue.Queue()
    threading.Thread(target=_read_lines, args=(process.stdout, lines), daemon=True).start()
    started = time.monotonic()
    allowed = limits.seconds
    while True:
        try:
            line = lines.get(timeout=max(0.0, started + allowed - time.monotonic()))
        except queue.Empty:
            raise problem("files.timeout") from None
        if line is None:
            break
        said = json.loads(line)
        allowed += limits.seconds_per_ocr_page * min(said.get("scans", 0), limits.max_ocr_pages) / limits.ocr_processes
        if progress is not None and "page" in said:
            progress(said["page"], said["pages"])
    try:
        process.wait(timeout=max(0.1, started + allowed - time.monotonic()))
    except subprocess.TimeoutExpired:
        raise problem("files.timeout") from None


def _read_lines(stream: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing of the worker or its children behind."""
    if hasattr(os, "killpg"):
        # The worker leads its own group; children outlive it there until they are killed too.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _broken_down(code: int) -> Problem:
    ended_by_limit = {-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}
    return problem("files.timeout" if code in ended_by_limit else "files.corrupt")


def _result(folder: Path, kind: Kind) -> Extraction:
    path = folder / "result.json"
    if not path.exists() or path.stat().st_size > _MAX_RESULT:
        raise problem("files.corrupt")
    result = json.loads(path.read_text(encoding="utf-8"))
    if "problem" in result:
        raise Problem(result["problem"], result["message"], field="file", **result["details"])
    text, pages = join_pages([_page(folder, page) for page in result["pages"]])
    return Extraction(kind, text, pages, tuple(result["warnings"]))


def _page(folder: Path, page: dict[str, Any]) -> PageText:
    image = page.get("image")
    return PageText(
        page=page["page"],
        text=page["text"],
        words=tuple(Word(*word) for word in page.get("words", ())),
        image=(folder / image).read_bytes() if image else None,
        method=page["method"],
        confidence=page.get("confidence"),
        weave=page.get("weave"),
    )
