"""Agenda and minutes of the committee as a paper of letter form, Thai digits, set by typst; the text layer is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation

from tidtam.assistance.choices import Decision, Seat
from tidtam.assistance.models import Meeting
from tidtam.assistance.queries import committee, written
from tidtam.assistance.queries.committee import Line
from tidtam.letters.papers.typeset import compile_pdf
from tidtam.thai.dates import be_year, long_date
from tidtam.thai.digits import to_thai

# The measures of an official letter: 3 cm at the left, 2 cm at the right, 16 points. Source: domain facts 5.
_PAGE = """
#let s(n) = n * 2pt / 3 // points of TH Sarabun, which Laksaman draws half as large again
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm),
  header: context {
    let n = counter(page).get().first()
    if n > 1 { align(center, text(size: s(16))[- #thai(n) -]) }
  })
#set text(size: s(16), top-edge: 1.279em, bottom-edge: -0.376em)
#set par(leading: s(0.9), spacing: s(6), justify: false)
#align(center)[#for line in d.head { text(weight: "bold", line); linebreak() }]
#v(6pt)
"""
_MINUTES = (
    _PAGE
    + """
#let people(title, rows) = if rows.len() > 0 [
  #text(weight: "bold", title)
  #grid(columns: (0.9cm, 1fr, 1fr), row-gutter: 4pt, column-gutter: 6pt, ..rows.flatten())
]
#people(d.words.present, d.present)
#people(d.words.absent, d.absent)
#v(4pt)
#par(first-line-indent: (amount: 1.5cm, all: true), d.opening)
#v(2pt)
#text(weight: "bold", d.words.agenda)
#for one in d.items [
  #block(breakable: true, above: 8pt)[
    #text(weight: "bold", one.head) \\
    #one.wanted
    #for line in one.lines [ \\ #text(weight: "bold", line.at(0)) #h(4pt) #line.at(1) ]
  ]
]
#v(8pt)
#par(first-line-indent: (amount: 1.5cm, all: true), d.closing)
#v(28pt)
#grid(columns: (1fr, 1fr), align: center, ..d.signs.map(s => [#s.at(0) \\ #v(22pt) (#s.at(1)) \\ #s.at(2)]))
"""
)
_AGENDA = (
    _PAGE
    + """
#set text(size: s(14))
#table(columns: (1cm, 1.8cm, 3.6cm, 1fr, 4.4cm), stroke: 0.5pt, inset: (x: 4pt, y: 4pt), align: left + top,
  table.header(..d.columns.map(h => align(center + horizon, text(weight: "bold", h)))),
  ..d.rows.flatten())
"""
)


def title(meeting: Meeting) -> str:
    """Return `ครั้งที่ 3/2569`."""
    return f"ครั้งที่ {meeting.number}/{be_year(timezone.localdate(meeting.meets_at))}"


def _head(kind: str, meeting: Meeting) -> list[str]:
    local = timezone.localtime(meeting.meets_at)
    lines = [
        f"{kind}คณะกรรมการช่วยเหลือประชาชน", written(meeting.office), title(meeting),
        f"{long_date(local.date(), weekday=True)} เวลา {local:%H.%M} น.", f"ณ {meeting.place}",
    ]  # fmt: skip
    return [to_thai(line) for line in lines]


@translation.override("th")
def agenda(meeting: Meeting, lines: Sequence[Line]) -> bytes:
    """Return the agenda as PDF: for each request its number, who asks, for what, since when."""
    rows = [
        [
            str(line.item.seq), line.request.shown, str(line.request.person), _asked(line),
            f"{line.request.get_category_display()} ขอเมื่อ {long_date(line.request.asked_on)}",
        ]
        for line in lines
    ]  # fmt: skip
    return compile_pdf(
        _AGENDA,
        {
            "head": _head("ระเบียบวาระการประชุม", meeting), "columns": ["ที่", "คำขอ", "ผู้ขอ", "เรื่อง", "ประเภท"],
            "rows": [[to_thai(cell) for cell in row] for row in rows] or [[""] * 5],
        },
    )  # fmt: skip


@translation.override("th")
def minutes(meeting: Meeting, lines: Sequence[Line]) -> bytes:
    """Return the minutes as PDF: who came, each item with what was decided and why, who signs."""
    seats = committee.members(meeting)
    came = [one for one in seats if one.present]
    away = [one for one in seats if one.present is False]
    local = timezone.localtime(meeting.meets_at)
    signs = [
        ("ลงชื่อ ผู้จดรายงานการประชุม", _who(came, Seat.SECRETARY), "กรรมการและเลขานุการ"),
        ("ลงชื่อ ผู้ตรวจรายงานการประชุม", _who(came, Seat.CHAIR), "ประธาน"),
    ]
    return compile_pdf(
        _MINUTES,
        {
            "head": _head("รายงานการประชุม", meeting), "present": _rows(came), "absent": _rows(away),
            "opening": to_thai(f"เริ่มประชุมเวลา {local:%H.%M} น. มีผู้มาประชุม {len(came)} คน จากทั้งหมด {len(seats)} คน"),
            "items": [_item(line) for line in lines],
            "closing": to_thai(f"ที่ประชุมพิจารณา {len(lines)} เรื่อง ตามมติข้างต้น"),
            "signs": [[to_thai(part) for part in sign] for sign in signs],
            "words": {"present": "ผู้มาประชุม", "absent": "ผู้ไม่มาประชุม", "agenda": "เรื่องเพื่อพิจารณา"},
        },
    )  # fmt: skip


def _rows(seats: Sequence[Any]) -> list[list[str]]:
    return [
        [to_thai(f"{n}."), to_thai(one.name), to_thai(" ".join(filter(None, (one.position, one.get_seat_display()))))]
        for n, one in enumerate(seats, 1)
    ]


def _who(seats: Sequence[Any], seat: str) -> str:
    return next((one.name for one in seats if one.seat == seat), "." * 40)


def _asked(line: Line) -> str:
    kinds = [str(need.get_code_display()) for need in line.request.needs.all()]
    return " ".join(filter(None, (line.request.title, f"({', '.join(dict.fromkeys(kinds))})" if kinds else "")))


def _item(line: Line) -> dict[str, Any]:
    request, item = line.request, line.item
    head = f"{item.seq}. คำขอที่ {request.shown} {request.person} {request.get_category_display()}"
    lines = []
    if line.gone:
        lines.append(("ไม่พิจารณา", f"คำขอ “{line.gone}” ก่อนการพิจารณา"))
    else:
        lines.append(("มติ", str(Decision(item.decision).label)))
        if line.granted:
            money = f" เป็นเงิน {line.amount:,.2f} บาท".replace(".00 ", " ") if line.amount is not None else ""
            lines.append(("ให้ช่วย", line.granted + money))
        lines.append(("เหตุผล", line.reason))
    return {
        "head": to_thai(head), "wanted": to_thai(_asked(line)),
        "lines": [[label, to_thai(words)] for label, words in lines],
    }  # fmt: skip
