"""A register and questions in CSV, whatever their columns are called; answers as CSV. Needs no database."""

from __future__ import annotations

import csv
import multiprocessing
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tidtam.kernel.problem import Problem
from tidtam.people.matching import asking
from tidtam.people.matching.index import Index
from tidtam.people.matching.ranking import Known
from tidtam.thai import national_id
from tidtam.thai.dates import from_be
from tidtam.thai.digits import to_arabic
from tidtam.thai.names import clean, strip_title

TOP, MANY = 10, 400
_HEADERS: dict[str, tuple[str, ...]] = {
    "person": ("person_id", "personid", "pid", "id", "person", "รหัส", "รหัสบุคคล", "ลำดับ"),
    "query": ("query_id", "queryid", "qid", "id", "รหัสคำค้น", "ลำดับ"),
    "text": ("query", "text", "q", "query_text", "search", "คำค้น", "ข้อความ"),
    "name": ("name", "full_name", "fullname", "name_th", "ชื่อสกุล", "ชื่อนามสกุล", "ชื่อและนามสกุล", "ชื่อเต็ม"),
    "title": ("title", "prefix", "title_th", "คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม"),
    "first": ("first_name", "firstname", "given_name", "given", "first", "fname", "first_name_th", "ชื่อ", "ชื่อตัว"),
    "last": ("last_name", "lastname", "surname", "family_name", "family", "last", "lname",
             "last_name_th", "สกุล", "นามสกุล", "ชื่อสกุลหลัง"),
    "nickname": ("nickname", "nick_name", "nick", "ชื่อเล่น"),
    "id_number": (
        "national_id", "nationalid", "id_number", "idcard", "id_card", "citizen_id", "cid", "pid13", "thai_id",
        "id13", "nid",
        "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขประจำตัว", "เลขบัตร", "บัตรประชาชน",
    ),
    "phone": ("phone", "tel", "telephone", "mobile", "phone_number", "โทรศัพท์", "เบอร์โทร", "เบอร์โทรศัพท์", "โทร", "มือถือ"),
    "birth": ("birth_year", "birth_date", "birthdate", "birthyear", "dob", "born", "birth", "year_of_birth",
              "birth_year_be", "yob", "วันเกิด", "วันเดือนปีเกิด", "ปีเกิด", "เกิด"),
    "tambon": ("tambon", "subdistrict", "sub_district", "tambon_name", "ตำบล", "แขวง", "ตำบลแขวง"),
    "district": ("district", "amphoe", "amphur", "district_name", "อำเภอ", "เขต", "อำเภอเขต"),
    "province": ("province", "changwat", "province_name", "จังหวัด"),
}  # fmt: skip
_PLACE = re.compile(r"\A(?:ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)\s*")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
Row = dict[str, str]


def read(path: Path, *, of_queries: bool = False) -> Iterator[Row]:
    """Yield the rows of a CSV under our own column names. Errors: Problem people.sheet_*."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Problem("people.sheet_missing", f"ไม่พบไฟล์ {path}") from error
    text = _decoded(data)
    lines = text.splitlines()
    if not lines:
        raise Problem("people.sheet_empty", f"ไฟล์ {path.name} ว่าง")
    separator = max(",;\t", key=lines[0].count)
    rows = csv.reader(lines, delimiter=separator)
    columns = _columns(next(rows), of_queries=of_queries)
    if not columns:
        raise Problem("people.sheet_columns", f"ไม่รู้จักหัวคอลัมน์ของ {path.name} ต้องมีอย่างน้อยคอลัมน์ชื่อ เช่น name หรือ first_name")
    for row in rows:
        if any(cell.strip() for cell in row):
            yield {name: row[at].strip() for name, at in columns.items() if at < len(row)}


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", errors="replace")


def _columns(header: list[str], *, of_queries: bool) -> dict[str, int]:
    bare = [re.sub(r"[\s\-/().]+", "_", cell.strip().lower()).strip("_") for cell in header]
    loose = [name.replace("_", "") for name in bare]
    found: dict[str, int] = {}
    for name, titles in _HEADERS.items():
        if name == ("person" if of_queries else "query"):
            continue
        for title in titles:
            at = next((i for i, cell in enumerate(loose) if cell == title.replace("_", "")), None)
            if at is not None and at not in found.values():
                found[name] = at
                break
    return found


def known(number: int, row: Row) -> Known:
    """Return what a row of a register tells of a person."""
    first, last = row.get("first", ""), row.get("last", "")
    whole = row.get("name") or first
    if not last and whole:  # one column for the whole name
        first, _blank, last = strip_title(f"{row.get('title', '')} {whole}" if row.get("title") else whole).partition(
            " "
        )
    digits = (national_id.normalise(row.get("id_number", "")), re.sub(r"\D", "", to_arabic(row.get("phone", ""))))
    return Known(
        id=number, first=strip_title(first), last=clean(last), nickname=clean(row.get("nickname", "")),
        places=tuple(_PLACE.sub("", clean(row[c])) for c in ("tambon", "district", "province") if row.get(c)),
        numbers=tuple(one for one in digits if one), year=_year(row.get("birth", "")),
    )  # fmt: skip


def _year(text: str) -> int | None:
    match = _YEAR.search(to_arabic(text))
    return from_be(int(match[1])) if match else None


def question(row: Row) -> str:
    """Return the text of a question: the text itself, or its columns put together."""
    if row.get("text"):
        parts = [row["text"]]
    else:
        parts = [row.get(c, "") for c in ("title", "first", "last", "name", "nickname", "id_number", "phone")]
    for column, kind in (("tambon", "ต."), ("district", "อ."), ("province", "จ.")):
        if row.get(column):
            parts.append(kind + _PLACE.sub("", clean(row[column])))
    if year := _year(row.get("birth", "")):
        parts.append(f"เกิดปี {year}")
    return " ".join(part for part in parts if part)


_INDEX: Index | None = None  # what the children of a fork search in: it is too large to be sent


def _answer(text: str) -> list[int]:
    assert _INDEX is not None
    return [one.id for one in _INDEX.search(asking.parse(text), TOP)]


def answer(register: Path, queries: Path, out: Path) -> int:
    """Index a register, answer the questions, write `query_id,rank,person_id`. Shape: questions answered.

    Errors: Problem people.sheet_*.
    """
    global _INDEX  # noqa: PLW0603 (see above)
    index, names = Index(), []
    for number, row in enumerate(read(register)):
        names.append(row.get("person") or str(number + 1))
        index.add(known(number, row))
    asked = [(row.get("query") or str(n), question(row)) for n, row in enumerate(read(queries, of_queries=True), 1)]
    _INDEX = index
    texts = [text for _, text in asked]
    if len(texts) >= MANY and hasattr(os, "fork"):
        with multiprocessing.get_context("fork").Pool(min(os.cpu_count() or 1, 8)) as pool:
            answers = pool.map(_answer, texts, chunksize=50)
    else:
        answers = [_answer(text) for text in texts]
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("query_id", "rank", "person_id"))
        for (query, _), found in zip(asked, answers, strict=True):
            writer.writerows((query, rank, names[at]) for rank, at in enumerate(found, 1))
    return len(asked)
