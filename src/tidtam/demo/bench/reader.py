"""Work `reader`: how well letters are read, clean and damaged, and how quickly."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import tidtam
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile, processor, skipped
from tidtam.demo.bench.shop import Shop
from tidtam.demo.noise import add_noise
from tidtam.demo.scoring import Part, Score, Specimen, load_corpus, score, source_documents
from tidtam.letters import reader

SOURCE_LEAST: Final = Limit(0.95, least=True)
OWN_LEAST: Final = Limit(0.9, least=True)
SLOWEST: Final = Limit(100)  # ms per text letter, after the first
SEED: Final = 2569


def measure(shop: Shop) -> Iterator[Line]:
    """Yield the deadlines' F1 of each set of letters, then the milliseconds a letter takes."""
    reference = processor()
    yield _source(reference)
    parts: tuple[Part, ...] = ("dev", "held_out")
    for part in parts:
        letters = load_corpus(part)
        letters = letters[: shop.size(len(letters), 3)]
        yield _scored(f"reader.{part}.clean", letters, reference, OWN_LEAST)
        for level in (1, 2, 3, 4):
            yield _scored(
                f"reader.{part}.noise_{level}", letters, reference, OWN_LEAST if level < 3 else None, _noise(level)
            )
    yield _speed(shop, reference)


def source_folder() -> Path:
    """Return where the source letters lie: TIDTAM_SOURCE_LETTERS, else beside this checkout."""
    named = os.environ.get("TIDTAM_SOURCE_LETTERS", "").strip()
    return Path(named) if named else Path(tidtam.__file__).resolve().parents[3] / "shared" / "letters"


def _source(reference: Reference) -> Line:
    documents = source_documents(source_folder())
    if not documents:
        return skipped("reader.source", "ไม่มีหนังสือต้นฉบับ กำหนด TIDTAM_SOURCE_LETTERS เป็นโฟลเดอร์ที่มี")
    return _scored("reader.source", documents, reference, SOURCE_LEAST)


def _noise(level: int) -> Callable[[Specimen], str]:
    def damage(one: Specimen) -> str:
        rng = random.Random(f"{SEED}:{level}:{one.name}")  # noqa: S311 (the same damage on every run)
        return add_noise(one.text, level, rng)

    return damage


def _scored(
    name: str,
    letters: Sequence[Specimen],
    reference: Reference,
    limit: Limit | None,
    text_of: Callable[[Specimen], str] = lambda one: one.text,
) -> Line:
    total = sum((score(one.expected, reader.read(text_of(one)).as_json()) for one in letters), Score())
    figures = total.as_json()
    return line(
        name, "F1 of deadlines", total.deadlines.f1, n=len(letters), reference=reference, limit=limit,
        deadlines=total.deadlines.expected, precision=figures["deadlines"]["precision"],
        recall=figures["deadlines"]["recall"], letters_f1=round(total.letters.f1, 4),
        letter_fields=figures["letter_accuracy"], flag_recall=figures["flag_recall"],
    )  # fmt: skip


def _speed(shop: Shop, reference: Reference) -> Line:
    """Read one letter to warm up, then each letter of our own three times, timed alone."""
    letters = load_corpus("all")
    letters = letters[: shop.size(len(letters), 3)]
    reader.read(letters[0].text)
    times = []
    for _ in range(3):
        for one in letters:
            began = time.perf_counter()
            reader.read(one.text)
            times.append((time.perf_counter() - began) * 1000)
    return line(
        "reader.speed", "ms per text letter, p95", percentile(times, 0.95), n=len(times), reference=reference,
        limit=SLOWEST, p50=round(percentile(times, 0.5), 1), slowest=round(max(times), 1),
        characters=sum(len(one.text) for one in letters) // len(letters),
    )  # fmt: skip
