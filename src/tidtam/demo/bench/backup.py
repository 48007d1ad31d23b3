"""Work `backup`: the demo's data out into one file and back into an empty folder, every count compared."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tidtam.config.postgres import data_dir, urls_without_starting
from tidtam.config.postgres.backup import backup, counts, restore
from tidtam.demo import seed
from tidtam.demo.bench import nation
from tidtam.demo.bench.lines import Limit, Line, Reference, line
from tidtam.demo.bench.shop import PGBENCH

LIMIT = Limit(0)


def measure(scale: float) -> Iterator[Line]:
    """Yield how many tables differ after the restore, with the seconds both ways."""
    began = time.perf_counter()
    seed.ensure_demo(as_of=nation.AS_OF)
    seeding = time.perf_counter() - began
    here = data_dir()
    began = time.perf_counter()
    made = backup(here.with_name("backup.tar"))
    out = time.perf_counter() - began
    began = time.perf_counter()
    back = restore(made.path, here.with_name("data-restored"), keys=here / "keys")
    seconds = time.perf_counter() - began
    now = counts(urls_without_starting().owner_or_refuse())
    differ = [name for name in made.tables | back.tables if made.tables.get(name) != back.tables.get(name)]
    yield line(
        "backup.tables_that_differ", "tables", len(differ), n=len(back.tables), reference=Reference(PGBENCH, "tps", 0),
        limit=LIMIT, rows=sum(back.tables.values()), rows_in_source=sum(now.values()), files=back.files,
        megabytes=round(made.size / 1e6, 1), backup_seconds=round(out, 1), restore_seconds=round(seconds, 1),
        seeding_seconds=round(seeding, 1),
    )  # fmt: skip
