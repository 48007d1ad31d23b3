"""Work `ocr`: letters set, printed and scanned by program, then read like any scan."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from typing import Final

import pypdfium2 as pdfium
import typst
from PIL import Image
from rapidfuzz.distance import Levenshtein

from tidtam.demo.bench.lines import Line, Reference, line, percentile, processor, skipped
from tidtam.demo.bench.shop import Shop
from tidtam.demo.scoring import Score, Specimen, load_corpus, score, squash
from tidtam.files.extract import extract
from tidtam.kernel.problem import Problem
from tidtam.letters import reader

RESOLUTIONS: Final = (200, 300)
LETTERS: Final = 10
PAGE: Final = """#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm))
#set text(font: ("Laksaman", "Sarabun", "TH Sarabun New"), size: 15pt, lang: "th")
#for row in sys.inputs.text.split("\\n") { if row.trim() == "" { v(0.4em) } else { par(row) } }
"""


def measure(shop: Shop) -> Iterator[Line]:
    """Yield seconds per page, errors per character and the deadlines' F1 for each resolution."""
    reference = processor()
    letters = load_corpus("held_out")
    step = max(1, len(letters) // LETTERS)
    chosen = letters[::step][: shop.size(LETTERS)]
    for dpi in RESOLUTIONS if shop.scale >= 1 else RESOLUTIONS[:1]:
        try:
            yield _read(chosen, dpi, reference)
        except Problem as problem:
            if problem.code != "files.ocr_missing":
                raise
            yield skipped(f"ocr.{dpi}dpi", problem.message)


def scan(text: str, dpi: int) -> bytes:
    """Return a letter as a PDF of page images, without a word of text in it."""
    printed = bytes(typst.compile(PAGE.encode(), sys_inputs={"text": text}))
    document = pdfium.PdfDocument(printed)
    pages: list[Image.Image] = [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    held = io.BytesIO()
    pages[0].save(held, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return held.getvalue()


def _read(letters: Sequence[Specimen], dpi: int, reference: Reference) -> Line:
    per_page: list[float] = []
    pages = wrong = characters = 0
    total, without_ocr = Score(), Score()
    for one in letters:
        content = scan(one.text, dpi)
        began = time.perf_counter()
        found = extract(content, name=f"{one.name}.pdf")
        seconds = time.perf_counter() - began
        pages += len(found.pages)
        per_page += [seconds / len(found.pages)] * len(found.pages)
        wanted = squash(one.text)
        wrong += Levenshtein.distance(wanted, squash(found.text))
        characters += len(wanted)
        total += score(one.expected, reader.read(found.text).as_json())
        without_ocr += score(one.expected, reader.read(one.text).as_json())
    return line(
        f"ocr.{dpi}dpi", "seconds per page", sum(per_page) / pages, n=pages, reference=reference, letters=len(letters),
        slowest=round(percentile(per_page, 1), 2), character_error_rate=round(wrong / characters, 4),
        deadlines_f1=round(total.deadlines.f1, 4), deadlines_f1_of_text=round(without_ocr.deadlines.f1, 4),
        letter_fields=round(total.letter_accuracy, 4), letter_fields_of_text=round(without_ocr.letter_accuracy, 4),
    )  # fmt: skip
