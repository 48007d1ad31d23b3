"""The person's own log of reads as PDF, set by typst; the text layer is exact."""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.letters.papers.typeset import compile_pdf
from tidtam.thai.digits import to_thai

_LOG = """
#set page(paper: "a4", margin: (x: 1.6cm, top: 1.6cm, bottom: 1.8cm),
  footer: context align(center, text(size: 10pt, thai(counter(page).get().first()))))
#align(center, text(size: 16pt, weight: "bold", d.title))
#v(2pt)
#for line in d.lines [#line \\ ]
#v(4pt)
#set par(leading: 0.1em)
#table(
  columns: (3.6cm, 1fr, 1.3fr, 1fr), stroke: 0.5pt, inset: (x: 4pt, y: 3pt), align: left + top,
  table.header(..d.head.map(h => align(center + horizon, text(weight: "bold", h)))),
  ..d.rows.flatten().map(c => text(size: 10.5pt, c)),
)
"""


def log_paper(*, title: str, lines: Sequence[str], head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return ผู้เปิดดูข้อมูล as PDF, A4, Thai digits. Shape of a row: when, who, office and role, what for."""
    return compile_pdf(
        _LOG,
        {
            "title": title, "lines": [to_thai(line) for line in lines], "head": list(head),
            "rows": [[to_thai(cell) for cell in row] for row in rows] or [[""] * len(head)],
        },
    )  # fmt: skip
