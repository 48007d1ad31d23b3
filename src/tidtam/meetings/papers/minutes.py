"""Minutes of a meeting as a paper of letter form, Thai digits, set by typst; the text layer is exact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from tidtam.letters.papers.typeset import compile_pdf
from tidtam.meetings.choices import Seat
from tidtam.meetings.models import Attendee, Item, Meeting, Task
from tidtam.meetings.queries import meetings as queries
from tidtam.meetings.queries.packing import Part
from tidtam.thai.dates import long_date
from tidtam.thai.digits import to_thai

# The measures of an official letter: 3 cm at the left, 2 cm at the right, 16 points. Source: domain facts 5.
_SET = """
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, top: 2.5cm, bottom: 2cm),
  header: context {
    let n = counter(page).get().first()
    if n > 1 { align(center, text(size: 14pt)[– #thai(n) –]) }
  })
#set text(size: 16pt)
#set par(leading: 0.15em, spacing: 0.45em, justify: false)
#align(center)[#for line in d.head { text(weight: "bold", line); linebreak() }]
#v(6pt)
#let people(title, rows) = if rows.len() > 0 [
  #text(weight: "bold", title)
  #grid(columns: (0.9cm, 1fr, 1fr), row-gutter: 4pt, column-gutter: 6pt, ..rows.flatten())
]
#people(d.words.present, d.present)
#people(d.words.absent, d.absent)
#v(4pt)
#par(first-line-indent: (amount: 1.5cm, all: true), d.opening)
#for one in d.items [
  #block(breakable: true, above: 10pt)[
    #text(weight: "bold", one.head)
    #for line in one.lines [ \\ #text(weight: "bold", line.at(0)) #h(4pt) #line.at(1) ]
  ]
]
#v(8pt)
#par(first-line-indent: (amount: 1.5cm, all: true), d.closing)
#v(28pt)
#grid(columns: (1fr, 1fr), align: center, ..d.signs.map(s => [#s.at(0) \\ #v(22pt) (#s.at(1)) \\ #s.at(2)]))
#if d.parts.len() > 0 [
  #pagebreak()
  #align(center, text(weight: "bold", d.words.figures))
  #set text(size: 14pt)
  #for part in d.parts [
    #v(6pt)
    #text(weight: "bold", part.title)
    #table(columns: (1fr, 3.6cm, 2.4cm), stroke: 0.5pt, inset: (x: 4pt, y: 3pt), align: (left, right, left),
      ..part.rows.flatten())
  ]
]
"""
_DOTS = "." * 40


def minutes(meeting: Meeting, items: Sequence[Item], tasks: Sequence[Task], parts: Sequence[Part]) -> bytes:
    """Return the minutes as PDF: who came, each point with decision and tasks, who signs; the figures behind them."""
    seats = queries.members(meeting)
    came, away = [one for one in seats if one.present], [one for one in seats if one.present is False]
    local = timezone.localtime(meeting.meets_at)
    lacking = [str(one.label) for one in queries.musts(meeting, seats) if not one.came]
    opening = f"เริ่มประชุมเวลา {local:%H.%M} น. มีผู้มาประชุม {len(came)} คน จากทั้งหมด {len(seats)} คน"
    signs = [
        ("ลงชื่อ ผู้จดรายงานการประชุม", _who(came, Seat.SECRETARY, Seat.DEFENCE, Seat.PALAD), ""),
        ("ลงชื่อ ผู้ตรวจรายงานการประชุม", _who(came, Seat.CHAIR, Seat.GOVERNOR, Seat.DEPUTY), "ประธาน"),
    ]
    return compile_pdf(
        _SET,
        {
            "head": _head(meeting), "present": _rows(came), "absent": _rows(away),
            "opening": to_thai(opening + (f" ผู้ต้องเข้าประชุมที่ไม่ได้มา คือ {' และ '.join(lacking)}" if lacking else "")),
            "items": [_item(one, tasks) for one in items],
            "closing": to_thai(f"ที่ประชุมมีมติ {sum(bool(one.decision) for one in items)} เรื่อง มอบหมาย {len(tasks)} งาน"),
            "signs": [[to_thai(part) for part in sign] for sign in signs],
            "words": {"present": "ผู้มาประชุม", "absent": "ผู้ไม่มาประชุม", "figures": "ข้อมูลประกอบการประชุม"},
            "parts": [_part(one) for one in parts],
        },
    )  # fmt: skip


def _head(meeting: Meeting) -> list[str]:
    local = timezone.localtime(meeting.meets_at)
    lines = [
        "รายงานการประชุม", queries.title(meeting), str(meeting.office.name_th),
        f"{long_date(local.date(), weekday=True)} เวลา {local:%H.%M} น.", f"ณ {meeting.place}",
    ]  # fmt: skip
    return [to_thai(line) for line in lines]


def _rows(seats: Sequence[Attendee]) -> list[list[str]]:
    return [
        [to_thai(f"{n}."), to_thai(one.name), to_thai(one.position or str(one.get_seat_display()))]
        for n, one in enumerate(seats, 1)
    ]


def _who(seats: Sequence[Attendee], *wanted: str) -> str:
    return next((one.name for seat in wanted for one in seats if one.seat == seat), _DOTS)


def _item(item: Item, tasks: Sequence[Task]) -> dict[str, Any]:
    lines = [("เรื่องเดิมและข้ออภิปราย", item.told)] if item.told else []
    lines.append(("มติ", item.decision or "รับทราบ"))
    lines += [
        ("มอบหมาย", f"{task.office} {task.words} ภายใน {long_date(task.due_on)}")
        for task in tasks if task.item == item.seq
    ]  # fmt: skip
    return {
        "head": to_thai(f"ระเบียบวาระที่ {item.seq} {item.title}"),
        "lines": [[label, to_thai(words)] for label, words in lines],
    }


def _part(part: Part) -> dict[str, Any]:
    source = f" (รายงานที่ลงนาม ฉบับที่ {part.edition})" if part.report else ""
    rows = [[to_thai(str(line[name])) for name in ("label", "value", "unit")] for line in part.lines]
    return {"title": to_thai(part.title + source), "rows": rows}
