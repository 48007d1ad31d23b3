"""The process in which untrusted bytes are parsed: `python -m tidtam.files.extract.worker FOLDER`.

It reads `job.json` and `input` in FOLDER, writes `result.json` and page pictures there, and says how far it is on its
standard output. It limits itself before it looks at the input, knows no Django and no database.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from tidtam.files.extract import ocr, picture, problems
from tidtam.files.extract.layer import Layer, words_of
from tidtam.files.extract.shapes import MEBIBYTE, Kind, Limits
from tidtam.files.extract.weave import weave
from tidtam.kernel.problem import Problem

_FAINT = 0.6
_MIN_LETTERS = 20
_OPEN_FILES = 128
_FILE_BYTES = 512 * MEBIBYTE


@dataclass(slots=True)
class _Page:
    """A page on its way: `layer` when it needs no recognition, else the recogniser's promise."""

    number: int
    picture: Image.Image | None
    layer: Layer | None
    reading: Future[ocr.Reading] | None = None


def main(folder: Path) -> None:
    """Extract what `job.json` asks for and leave the answer in `result.json`."""
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limits = Limits(**{**job["limits"], "languages": tuple(job["limits"]["languages"])})
    _confine(limits)
    try:
        result = _extract(folder, job["kind"], limits)
    except Problem as error:
        result = _refusal(error)
    except MemoryError:
        result = _refusal(problems.problem("files.bomb"))
    (folder / "result.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")


def _refusal(error: Problem) -> dict[str, Any]:
    return {"problem": error.code, "message": error.message, "details": error.details}


def _confine(limits: Limits) -> None:
    """Give up what parsing does not need; children (Tesseract) inherit the same limits."""
    _die_with_the_parent()
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still ends the process.
        return
    for kind, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_AS, limits.address_space),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (value, value))


def _die_with_the_parent() -> None:
    """End when the parent's end of our standard input closes, so that a killed server leaves nothing running."""

    def watch() -> None:
        # Not through sys.stdin: the interpreter would wait for that object's lock when the worker ends.
        os.read(0, 1)
        if hasattr(os, "killpg"):
            os.killpg(os.getpgrp(), 9)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _extract(folder: Path, kind: Kind, limits: Limits) -> dict[str, Any]:
    if kind == "docx":
        from tidtam.files.extract.worddoc import read_docx

        text = read_docx((folder / "input").read_bytes(), limits)
        if not text.strip():
            raise problems.problem("files.no_text")
        return {"pages": [{"page": 1, "text": text, "method": "plain"}], "warnings": []}
    if kind == "pdf":
        from tidtam.files.extract.pdf import Pdf

        pdf = Pdf(folder / "input", limits)
        _say(pages=pdf.count, scans=pdf.scans if limits.recognise else 0)
        if pdf.scans and limits.recognise:
            ocr.require(limits)
        blank = None if limits.recognise else Layer("", ())
        pages = (_Page(page.number, page.picture, blank or page.layer) for page in pdf.pages())
        return _read_pages(pages, pdf.count, folder, limits)
    blank = None if limits.recognise else Layer("", ())
    if limits.recognise:
        ocr.require(limits)
    content = (folder / "input").read_bytes()
    _say(pages=1, scans=limits.max_ocr_pages if kind == "tiff" else 1)
    frames = picture.frames(content, kind, limits)
    result = _read_pages((_Page(n, frame, blank) for n, frame in enumerate(frames, start=1)), None, folder, limits)
    if limits.weave:
        # On what was sent: written anew, a large photo is reduced and the pattern with it.
        result["pages"][0]["weave"] = weave(content)
    return result


def _read_pages(pages: Iterator[_Page], count: int | None, folder: Path, limits: Limits) -> dict[str, Any]:
    """Recognise pages in parallel, never holding more than a few pictures at once."""
    done: list[dict[str, Any]] = []
    waiting: deque[_Page] = deque()
    with ThreadPoolExecutor(limits.ocr_processes) as pool:
        try:
            for page in pages:
                if page.layer is None and page.picture is not None:
                    page.reading = pool.submit(_recognise, page.picture, folder / f"scratch-{page.number}", limits)
                waiting.append(page)
                if len(waiting) > limits.ocr_processes:
                    done.append(_finish(waiting.popleft(), folder))
                    _say(page=len(done), pages=count or page.number)
            while waiting:
                done.append(_finish(waiting.popleft(), folder))
                _say(page=len(done), pages=count or len(done) + len(waiting))
        except Problem:
            pool.shutdown(cancel_futures=True)
            raise
    return _judged(done) if limits.recognise else {"pages": done, "warnings": []}


def _recognise(image: Image.Image, scratch: Path, limits: Limits) -> ocr.Reading:
    scratch.mkdir()
    return ocr.read(picture.for_reading(image), scratch, limits)


def _finish(page: _Page, folder: Path) -> dict[str, Any]:
    """Write the page's picture and return what is known of the page."""
    assert page.picture is not None
    reading = page.reading.result() if page.reading else None
    layer = reading.layer if reading else page.layer
    assert layer is not None
    text, words = words_of(layer, doubled=reading is None)
    name = f"page-{page.number}.webp"
    (folder / name).write_bytes(picture.for_showing(page.picture, reading.angle if reading else 0))
    return {
        "page": page.number,
        "text": text,
        "words": [(w.start, w.end, *(round(edge, 4) for edge in w[2:])) for w in words],
        "image": name,
        "method": "ocr" if reading else "text-layer",
        "confidence": round(reading.confidence, 3) if reading else None,
        "letters": reading.letters if reading else sum(character.isalpha() for character in text),
        "angle": reading.angle if reading else 0,
        "repaired": layer.repaired,
    }


def _judged(pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Refuse a document nothing was read from, and say in Thai what to be careful about."""
    if not pages:
        raise problems.problem("files.corrupt")
    if sum(page["letters"] for page in pages) < _MIN_LETTERS:
        raise problems.problem("files.no_text")
    scans = [page for page in pages if page["method"] == "ocr"]
    blank = [page for page in pages if not page["text"]]
    faint = [page for page in scans if page["text"] and page["confidence"] < _FAINT]
    said = [problems.WARN_OCR] if scans else []
    for sentence, about in (
        (problems.WARN_FAINT, faint),
        (problems.WARN_BLANK, blank),
        (problems.WARN_TURNED, [page for page in scans if page["angle"]]),
        (problems.WARN_REPAIRED, [page for page in pages if page["repaired"]]),
    ):
        if about:
            said.append(sentence.format(pages=", ".join(str(page["page"]) for page in about)))
    return {"pages": pages, "warnings": said}


def _say(**progress: int) -> None:
    print(json.dumps(progress), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
