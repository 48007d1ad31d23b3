"""Works `letter_pdf` and `answers_issue`: an official letter set warm; two hundred at once into one outgoing book."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile, processor
from tidtam.demo.bench.shop import PGBENCH, Shop

if TYPE_CHECKING:
    from tidtam.letters.papers.official import Letter
    from tidtam.offices.models import Office
    from tidtam.reports.models import Report

LETTERS = 200
AT_ONCE = 200
_WORDS = (
    "จังหวัดได้รวบรวมผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคมจากทุกอำเภอแล้ว มีผู้ต้องติดตาม 2,714 คน ขอรับความช่วยเหลือ 412 คน "
    "ได้รับแล้ว 250 คน อยู่ระหว่างรอความช่วยเหลือ 162 คน รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
)


def letter_pdf(shop: Shop) -> Iterator[Line]:
    """Yield how long a letter takes in a process of its own, warm."""
    return shop.house().call("letter_pdf")


def answers_issue(shop: Shop) -> Iterator[Line]:
    """Yield what two hundred at once leave in one outgoing book."""
    return shop.house().call("answers_issue", TIDTAM_POOL="60")


def _letter(number: int, paragraphs: int = 3) -> Letter:
    from tidtam.letters.papers.official import Enclosure, Letter, Signature

    return Letter(
        kind="external", office="จังหวัดทดสอบ", address=("ศาลากลางจังหวัด", "ถนนทดสอบ 30000"), number=f"ทส 0018/{number}",
        dated=date(2026, 5, 30), subject="รายงานผลการติดตามผู้ผ่านการฟื้นฟูสภาพทางสังคม", addressee="อธิบดีกรมการปกครอง",
        references=("หนังสือกรมการปกครอง ด่วนที่สุด ที่ มท 0311.3/ว 1 ลงวันที่ 3 ตุลาคม 2568",),
        enclosures=(Enclosure("แบบรายงาน"), Enclosure("บัญชีสรุปรายอำเภอ", "จำนวน 32 แผ่น")),
        paragraphs=(*(f"{_WORDS} ชุดที่ {number}.{n}" for n in range(paragraphs)), "จึงเรียนมาเพื่อโปรดพิจารณา"),
        signature=Signature("นายสมมุติ ใจดี", "ปลัดจังหวัด", "ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดทดสอบ"),
        section="ที่ทำการปกครองจังหวัด", phone="0 4400 0000", urgency="most_urgent",
        check=f"https://tidtam.example.go.th/v/{number:020d}/",
    )  # fmt: skip


def measure_letters(scale: float) -> Iterator[Line]:
    """Yield milliseconds of a letter of one page and of one with two, each different from all before."""
    from tidtam.letters.papers.official import letter_pdf as make

    count = max(20, round(LETTERS * scale))
    for name, paragraphs in (("one_page", 3), ("two_pages", 12)):
        began = time.perf_counter()
        make(_letter(0, paragraphs))
        first = (time.perf_counter() - began) * 1000
        times = []
        for number in range(1, count + 1):
            letter = _letter(number, paragraphs)
            began = time.perf_counter()
            make(letter)
            times.append((time.perf_counter() - began) * 1000)
        yield line(
            f"letter_pdf.{name}.p95", "ms", percentile(times, 0.95), n=count, reference=processor(),
            limit=Limit(100), p50_ms=round(percentile(times, 0.5), 1), first_ms=round(first),
        )  # fmt: skip


def measure_issue(scale: float) -> Iterator[Line]:
    """Yield how many numbers of an outgoing book are missing or given twice after many issued at once."""
    from django.db import connection

    from tidtam.demo.bench import nation
    from tidtam.demo.bench.registrations import wrong
    from tidtam.kernel import wall
    from tidtam.letters.models import RegisterEntry
    from tidtam.offices.queries import by_code
    from tidtam.reports.actions.answering import finish, reserve
    from tidtam.reports.models import Answer

    count = max(5, round(AT_ONCE * scale))
    office = by_code("LGO-301409")
    report, at = _signed(office, nation.moment(nation.AS_OF)), nation.moment(nation.AS_OF)
    begin = threading.Barrier(count + 1)
    times: list[float] = []
    drawn: list[float] = []
    failed: list[str] = []

    def work(number: int) -> None:
        from dataclasses import replace

        begin.wait()
        began = time.perf_counter()
        try:
            by = nation.acting(office)
            letter = replace(_letter(number), addressee=f"หน่วยงานที่ {number}", dated=at.astimezone().date())
            with wall.scope(office.path):
                answer = reserve(report=report, letter=letter, by=by, at=at)
            drawn.append((time.perf_counter() - began) * 1000)
            finish(answer=answer, by=by, at=at)
            times.append((time.perf_counter() - began) * 1000)
        except Exception as error:
            failed.append(repr(error)[:200])
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    begin.wait()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    with wall.scope(office.path):
        rows = RegisterEntry.objects.filter(office=office, direction="out", year=at.astimezone().year)
        numbers = list(rows.values_list("number", flat=True))
        papers = Answer.objects.filter(report=report, letter__isnull=False).count()
    yield line(
        "answers_issue.gaps_and_doubles", "numbers", wrong(numbers, count), n=count,
        reference=Reference(PGBENCH, "tps", 0), limit=Limit(0), seconds=round(seconds, 2), papers=papers,
        per_second=round(count / seconds, 1), failed=len(failed), errors=sorted(set(failed))[:3],
        p50_ms=round(percentile(times or [0], 0.5)), p95_ms=round(percentile(times or [0], 0.95)),
        number_p95_ms=round(percentile(drawn or [0], 0.95)),
    )  # fmt: skip


def _signed(office: Office, at: datetime) -> Report:
    """Return a report of an office that is signed, made by hand: what is measured is the letter."""
    from tidtam.kernel import wall
    from tidtam.reports.catalogue import R4
    from tidtam.reports.choices import ReportState
    from tidtam.reports.models import Edition, Report, Template, TemplateVersion
    from tidtam.reports.queries.sealed import seal

    day = at.astimezone().date()
    with wall.scope(office.path):
        template = Template.objects.create(code="BENCH", title="รายงานวัดความเร็ว", made_at=at)
        form = TemplateVersion.objects.create(
            template=template, no=1, state="published", form=R4.to_json(), valid_from=day, made_at=at, published_at=at
        )
        report = Report.objects.create(
            template=template, form=form, office=office, scope_path=office.path, level="lgo",
            period_start=day - timedelta(days=30), period_end=day, due_on=day, state=ReportState.SIGNED, edition=1,
        )  # fmt: skip
        edition = Edition(
            report=report, scope_path=office.path, no=1, form=form,
            values={one.code: "1" if one.adds_up else None for one in R4.columns}, facts_at=at, signed_at=at,
            signer_name="นายสมมุติ ใจดี", signer_position="นายก",
        )  # fmt: skip
        edition.hash = seal(report, edition, [])
        edition.save(force_insert=True)
    return report
