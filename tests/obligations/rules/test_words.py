import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidtam.demo import rule_reference
from tidtam.kernel.problem import Problem
from tidtam.obligations.rules import Kind, Rule, parse_rule, say, say_english
from tidtam.thai.digits import to_thai

M, S, Q, Y, W = Kind.MONTHLY, Kind.SEMIMONTHLY, Kind.QUARTERLY, Kind.YEARLY, Kind.WEEKLY
READS = [
    ("ทุกวันที่ 15 และ 30 ของทุกเดือน", Rule(kind=S, days=(15, 30))),
    ("ทุก วันที่15และ30ของ ทุกเดือน", Rule(kind=S, days=(15, 30))),
    ("ทุกวันที่ 15, 30", Rule(kind=S, days=(15, 30))),
    ("ทุกวันที่ 15 30", Rule(kind=S, days=(15, 30))),
    ("วันที่ ๑๕ และ วันที่ ๓๐ ของเดือน", Rule(kind=S, days=(15, 30))),
    ("ทุกวันที่ 15 และทุกวันที่ 30", Rule(kind=S, days=(15, 30))),
    ("เดือนละ 2 ครั้ง ทุกวันที่ 15 และ 30", Rule(kind=S, days=(15, 30))),
    ("ทุกวันที่ ๒๕", Rule(kind=M, days=(25,))),
    ("ภายในวันที่ 25 ของทุกเดือน", Rule(kind=M, days=(25,))),
    ("ไม่เกินวันที่ ๕ ของทุกๆ เดือน", Rule(kind=M, days=(5,))),
    ("ภายในทุกวันที่ ๕ ของเดือน", Rule(kind=M, days=(5,))),
    ("ทุกวันที่ ๑ ของเดือนต่อไป", Rule(kind=M, days=(1,))),
    ("ภายในวันที่ 5 ของเดือนถัดไป", Rule(kind=M, days=(5,), month_offset=1)),
    ("รายงานทุกรอบเดือน (รายงานภายในวันที่ ๕ ของเดือนถัดไป)", Rule(kind=M, days=(5,), month_offset=1)),
    ("ภายใน 5 วัน นับแต่วันสิ้นเดือน", Rule(kind=M, days=(5,), month_offset=1)),
    ("ภายในวันที่ 1-5 ของทุกเดือน", Rule(kind=M, days=(5,))),
    ("ทุกวันสิ้นเดือน", Rule(kind=M, days=(31,))),
    ("ภายในวันสุดท้ายของทุกเดือน", Rule(kind=M, days=(31,))),
    ("ทุกวันที่ 15 และวันสิ้นเดือน", Rule(kind=S, days=(15, 31))),
    ("ทุกวันที่ 25 ก่อนเวลา 16.30 น.", Rule(kind=M, days=(25,))),
    ("ทุกวันศุกร์", Rule(kind=W, days=(5,))),
    ("ภายในวันศุกร์ของทุกสัปดาห์", Rule(kind=W, days=(5,))),
    ("ทุกวันจันทร์และพฤหัสบดี", Rule(kind=W, days=(1, 4))),
    ("ทุกวันจันทร์ - ศุกร์", Rule(kind=W, days=(1, 2, 3, 4, 5))),
    ("ทุกอาทิตย์ วันอาทิตย์", Rule(kind=W, days=(7,))),
    ("ทุกไตรมาส ภายในวันที่ 10 ของเดือนแรกของไตรมาสถัดไป", Rule(kind=Q, days=(10,), month_offset=1)),
    ("ภายในวันที่ 15 ของเดือนถัดไป ทุกไตรมาส", Rule(kind=Q, days=(15,), month_offset=1)),
    ("ทุก 3 เดือน ภายในวันที่ 10 ของเดือนถัดไป", Rule(kind=Q, days=(10,), month_offset=1)),
    ("ทุกสิ้นไตรมาส", Rule(kind=Q, days=(31,))),
    ("ทุกปี ภายในวันที่ 31 ตุลาคม", Rule(kind=Y, days=(31,), months=(10,))),
    ("ภายในวันที่ ๓๑ ต.ค. ของทุกปี", Rule(kind=Y, days=(31,), months=(10,))),
    ("ทุกปีงบประมาณ ภายในวันที่ 31 ตุลาคม", Rule(kind=Y, days=(31,), months=(10,), month_offset=1)),
    ("ภายในเดือนตุลาคมของทุกปี", Rule(kind=Y, days=(31,), months=(10,))),
    ("ทุกปี ภายในวันที่ 31 มีนาคม และ 30 กันยายน", Rule(kind=Y, days=(31,), months=(3, 9))),
    ("ปีละ 2 ครั้ง ภายในวันที่ 10 เมษายน และ 10 ตุลาคม", Rule(kind=Y, days=(10,), months=(4, 10))),
    ("เดือนละ 1 ครั้ง ภายในวันที่ 25", Rule(kind=M, days=(25,))),
    ("ทุกวันที่ 30 กันยายน", Rule(kind=Y, days=(30,), months=(9,))),
    ("ทุกวันที่ 15 ของเดือนมกราคม และกรกฎาคม", Rule(kind=Y, days=(15,), months=(1, 7))),
    ("ทุกวันที่ 10 ของเดือนแรกของไตรมาส", Rule(kind=Q, days=(10,), month_offset=-2)),
    ("ภายในวันที่ 15 เดือนเมษายน พ.ศ. 2566", Rule(kind=Kind.ONCE, dates=(date(2023, 4, 15),))),
    ("ทุก 6 เดือน", Rule(kind=Kind.EVERY_N_MONTHS, n=6)),
    ("ทุก 2 สัปดาห์", Rule(kind=Kind.EVERY_N_DAYS, n=14)),
    ("วันเว้นวัน", Rule(kind=Kind.EVERY_N_DAYS, n=2)),
    ("ให้ติดตามทุก ๑๕ วัน เป็นระยะเวลา ๑ ปี", Rule(kind=Kind.EVERY_N_DAYS, n=15, duration_days=365)),
    ("ทุกสิบห้าวัน", Rule(kind=Kind.EVERY_N_DAYS, n=15)),
    (
        "ทุก 15 วัน เป็นเวลา 1 ปี เริ่ม 31 มีนาคม 2566",
        Rule(kind=Kind.EVERY_N_DAYS, n=15, duration_days=365, starts_on=date(2023, 3, 31)),
    ),
    (
        "ทุกวันที่ ๑๕ และ ๓๐ ของทุกเดือน โดยเริ่มรายงานครั้งแรก ภายในวันที่ ๑๕ เมษายน ๒๕๖๖",
        Rule(kind=S, days=(15, 30), starts_on=date(2023, 4, 15)),
    ),
    (
        "ทุกวัน เป็นเวลา 7 วัน เริ่ม 11 เมษายน 2567",
        Rule(kind=Kind.DAILY, starts_on=date(2024, 4, 11), ends_on=date(2024, 4, 17)),
    ),
    (
        "ทุกวันที่ 25 เป็นเวลา 1 ปี ตั้งแต่ 1 มกราคม 2567",
        Rule(kind=M, days=(25,), starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)),
    ),
    (
        "ทุกวันที่ 25 เริ่มเดือนมกราคม 2567 ถึงเดือนกันยายน 2567",
        Rule(kind=M, days=(25,), starts_on=date(2024, 1, 1), ends_on=date(2024, 9, 30)),
    ),
    ("ทุกวัน", Rule(kind=Kind.DAILY)),
    ("ทุกวัน ไม่เว้นวันหยุดราชการ", Rule(kind=Kind.DAILY)),
    ("ทุกวันทำการ", Rule(kind=Kind.DAILY, working_days=True)),
    ("ทุกวัน เว้นวันหยุดราชการ", Rule(kind=Kind.DAILY, working_days=True)),
    ("ภายในวันที่ 15 เมษายน 2566", Rule(kind=Kind.ONCE, dates=(date(2023, 4, 15),))),
    ("ภายในวันศุกร์ที่ ๓๑ มีนาคม พ.ศ. ๒๕๖๖", Rule(kind=Kind.ONCE, dates=(date(2023, 3, 31),))),
    ("15 เม.ย. 66", Rule(kind=Kind.ONCE, dates=(date(2023, 4, 15),))),
    ("15/04/2566", Rule(kind=Kind.ONCE, dates=(date(2023, 4, 15),))),
    ("ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ", Rule(kind=Kind.ONCE, n=7)),
    ("ภายใน 15 วันทำการ", Rule(kind=Kind.ONCE, n=15, working_days=True)),
    ("เดือนละ 2 ครั้ง", Rule(kind=Kind.ANNOUNCED, n=2)),
    ("เดือนละสองครั้ง ตามวันที่กำหนด", Rule(kind=Kind.ANNOUNCED, n=2)),
    ("ทันที", Rule(kind=Kind.IMMEDIATELY)),
    ("เป็นรายกรณี", Rule(kind=Kind.PER_CASE)),
    ("เมื่อมีเหตุ", Rule(kind=Kind.ON_EVENT)),
    ("อย่างต่อเนื่อง", Rule(kind=Kind.STANDING)),
]
REFUSED = [
    "", "   ", "สวัสดี", "ทุกเดือน", "ทุกปี", "ทุกไตรมาส", "ทุกสัปดาห์", "ภายในวันที่ 25", "ภายในวันที่ 31 ตุลาคม",
    "ทุกวันที่ 32", "ทุกวันที่ 0", "ทุก 0 วัน", "ทุกวันศุกร์แรกของเดือน", "ทุกวันพุธที่ 2 ของเดือน", "ทุกวันทำการสุดท้ายของเดือน",
    "ก่อนวันที่ 5 ของเดือน", "ทุกวันที่ 5 และทุกวันศุกร์", "ทุกวันหยุด", "สัปดาห์ละ 2 ครั้ง", "ทุก 15 วันทำการ", "ทุก 5 เดือน ภายในวันที่ 10",
    "ทุกปี ภายในวันที่ 1 มกราคม และ 5 กุมภาพันธ์", "เดือนละ 3 ครั้ง ทุกวันที่ 15 และ 30", "ภายในวันที่ 25-5 ของเดือน",
    "ทุกวันที่ 5 หรือวันที่ 6", "ภายในวันที่ 15 เมษายน 9999", "ก" * 501, "ทุกวันที่ 5 ยกเว้นเดือนเมษายน",
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), READS)
def test_what_a_clerk_types(text: str, rule: Rule) -> None:
    assert parse_rule(text) == rule
    assert parse_rule(to_thai(text)) == rule
    assert parse_rule(say(rule)) == rule


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_said_with_examples(text: str) -> None:
    with pytest.raises(Problem) as problem:
        parse_rule(text)
    assert problem.value.code == "obligations.rule_not_understood"
    assert problem.value.field == "rule"
    assert "ทุกวันที่ 15 และ 30" in problem.value.message


@pytest.mark.parametrize(
    "text", ["ภายในวันที่ 31 เมษายน 2566", "29 กุมภาพันธ์ 2566", "ทุกปี ภายในวันที่ 31 เมษายน", "ทุกวัน เริ่ม 31/06/2566"]
)
def test_a_date_that_does_not_exist_is_never_rolled_over(text: str) -> None:
    with pytest.raises(Problem) as problem:
        parse_rule(text)
    assert problem.value.code == "obligations.date_does_not_exist"


@given(seed=st.integers(0, 2**32))
@settings(max_examples=1500, deadline=None)
def test_what_is_said_is_read_back(seed: int) -> None:
    rule = rule_reference.random_rule(random.Random(seed), date(2024, 1, 15))
    if rule.kind is Kind.ONCE and not rule.dates:
        return
    words = say(rule)
    assert parse_rule(words) == rule
    assert parse_rule(to_thai(words).replace(" ", "  ")) == rule
    assert say(parse_rule(words)) == words


@given(text=st.text(alphabet="ทุกวันที่เดือน15 30และปีภายในของถัดไปตรมส๑๕/-.", max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rule = parse_rule(text)
    except Problem:
        return
    assert isinstance(say(rule), str)


@pytest.mark.parametrize(("text", "english"), [
    ("ทุกวันที่ 15 และ 30 ของทุกเดือน", "every month on the 15th and the 30th"),
    ("ภายในวันที่ 5 ของเดือนถัดไป", "by the 5th of the following month"),
    ("ทุกวันสิ้นเดือน", "every month on the last day"),
    ("ทุกไตรมาส ภายในวันที่ 5 ของเดือนแรกของไตรมาสถัดไป", "every quarter, by the 5th of the first month of the next quarter"),
    ("ทุกปี ภายในวันที่ 31 มีนาคม", "every year by the last day of March"),
    ("ทุกวันจันทร์และศุกร์", "every Monday and Friday"),
    ("ทุก 15 วัน", "every 15 days"),
    ("ภายใน 7 วันทำการ นับแต่วันที่ได้รับหนังสือ", "within 7 working days of receiving the letter"),
    ("ภายในวันที่ 20 มีนาคม 2569", "by 20 March 2026"),
    ("เดือนละ 2 ครั้ง", "twice a month, on days that are announced"),
])  # fmt: skip
def test_a_rule_in_english(text: str, english: str) -> None:
    assert say_english(parse_rule(text)) == english


@given(seed=st.integers(0, 2**32))
@settings(max_examples=500, deadline=None)
def test_every_rule_is_said_in_english_and_no_two_alike(seed: int) -> None:
    rng = random.Random(seed)
    one, other = (rule_reference.random_rule(rng, date(2024, 1, 15)) for _ in range(2))
    words = say_english(one)
    assert words.isascii() and words
    assert (say(one) == say(other)) == (words == say_english(other))
