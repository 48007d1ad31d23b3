"""The scorer gives full marks to the record itself and takes off exactly what is wrong."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tidtam.demo.scoring import Json, Score, Tally, load_corpus, same_text, score, source_documents

SHARED = Path(__file__).resolve().parents[3] / "shared" / "letters"


def _deadline(**changes: Any) -> Json:
    return {
        "frequency": "monthly", "days": [25], "month_offset": 0, "every_n_days": None, "duration_days": None,
        "first_due": None, "due": None, "from_level": "lgo", "to": "อำเภอ", "system": None, "quote": "ทุกวันที่ ๒๕ ของเดือน",
    } | changes  # fmt: skip


def _letter(*deadlines: Json, **changes: Any) -> Json:
    return {
        "number": "ขก 0023.3/ว 412", "date": "2025-02-07", "kind": "external", "urgency": "normal", "circular": True,
        "issuer": "ศาลากลางจังหวัดขอนแก่น", "addressee": "นายอำเภอ ทุกอำเภอ", "subject": "การสำรวจข้อมูล", "references": [],
        "enclosure_count": 0, "signer_name": "นายก ข", "signer_position": "นายอำเภอ", "deadlines": list(deadlines),
    } | changes  # fmt: skip


def _document(*letters: Json, receipts: list[Json] | None = None) -> Json:
    return {"letters": list(letters), "receipts": receipts or []}


def _one(wanted: Json, read: Json, receipts: list[Json] | None = None) -> Score:
    return score(_document(_letter(wanted), receipts=receipts), _document(_letter(read), receipts=receipts))


@pytest.mark.parametrize("specimen", load_corpus("all"), ids=lambda s: s.name)
def test_a_record_agrees_with_itself(specimen: Any) -> None:
    got = copy.deepcopy(specimen.expected) | {"flags": [{"code": c} for c in specimen.expected.get("expect_flags", [])]}
    result = score(specimen.expected, got)
    for tally in (result.deadlines, result.timing_only, result.letters, result.receipts, result.flags):
        assert tally.f1 == tally.precision == tally.recall == 1.0
    assert result.letter_accuracy == 1.0
    assert all(t.right == t.expected for t in result.fields.values())


def test_source_documents_agree_with_themselves() -> None:
    sources = source_documents(SHARED)
    if not sources:
        pytest.skip("the source documents are not beside this checkout")
    total = sum((score(s.expected, s.expected) for s in sources), Score())
    assert total.deadlines == Tally(7, 7, 7)
    assert total.letters.f1 == total.receipts.f1 == total.letter_accuracy == 1.0


def test_absent_folder_gives_no_documents(tmp_path: Path) -> None:
    assert source_documents(tmp_path / "nowhere") == []


def test_scores_add_up_to_micro_averages() -> None:
    right = _one(_deadline(), _deadline())
    missed = score(_document(_letter(_deadline(), _deadline(days=[5]))), _document(_letter()))
    total = right + missed
    assert total.deadlines == Tally(1, 3, 1)
    assert total.deadlines.recall == pytest.approx(1 / 3)
    assert total.deadlines.precision == 1.0
    assert total.deadlines.f1 == pytest.approx(0.5)
    assert total.fields["letter.number"] == Tally(2, 2, 2)
    assert total.as_json()["deadlines"]["f1"] == 0.5


def test_an_invented_deadline_costs_precision_only() -> None:
    result = score(_document(_letter(_deadline())), _document(_letter(_deadline(), _deadline(days=[5]))))
    assert (result.deadlines.recall, result.deadlines.precision) == (1.0, 0.5)


def test_a_deadline_given_twice_counts_once() -> None:
    result = score(_document(_letter(_deadline())), _document(_letter(_deadline(), _deadline())))
    assert result.deadlines == Tally(1, 1, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"frequency": "weekly"},
        {"days": [5]},
        {"month_offset": 1},
        {"first_due": "2025-03-25"},
        {"due": "2025-03-25"},
        {"quote": "เรียนเชิญประชุมคณะกรรมการศูนย์"},
        {"quote": ""},
    ],
)
def test_wrong_timing_is_wrong(changes: Json) -> None:
    result = _one(_deadline(), _deadline(**changes))
    assert result.deadlines.right == result.timing_only.right == 0


def test_wrong_level_spoils_the_deadline_but_not_its_timing() -> None:
    result = _one(_deadline(), _deadline(from_level="district"))
    assert (result.deadlines.right, result.timing_only.right) == (0, 1)
    assert result.fields["deadline.from_level"] == Tally(0, 1, 1)


def test_recipient_and_system_never_spoil_a_deadline() -> None:
    result = _one(_deadline(), _deadline(to="จังหวัด", system="INFO", quote="รายงานทุกวันที่ 25 ของเดือน"))
    assert result.deadlines.right == 1
    assert result.accuracy("deadline.to") == result.accuracy("deadline.system") == 0.0


def test_pairs_are_found_even_when_one_reading_fits_two() -> None:
    wide = _deadline(quote="รายงานทุกวันที่ ๒๕ ของเดือน ให้อำเภอทราบ")
    narrow = _deadline(quote="ให้อำเภอทราบ")
    result = score(_document(_letter(wide, narrow)), _document(_letter(narrow, wide)))
    assert result.deadlines.right == 2


@pytest.mark.parametrize("due", [None, "2025-02-17", "2025-02-14"])
def test_a_relative_date_may_be_left_open_or_counted(due: str | None) -> None:
    wanted = _deadline(frequency="once", days=[], quote="ภายใน ๗ วัน นับแต่วันที่ได้รับหนังสือ")
    receipts = [{"office": None, "number": "1", "date": "2025-02-10", "time": None}]
    assert _one(wanted, wanted | {"due": due}, receipts).deadlines.right == 1
    assert _one(wanted, wanted | {"due": "2025-02-20"}, receipts).deadlines.right == 0


def test_a_date_that_does_not_exist_stays_open() -> None:
    wanted = _deadline(frequency="once", days=[], quote="ภายในวันที่ ๓๐ กุมภาพันธ์ ๒๕๖๘")
    assert _one(wanted, wanted | {"due": "2025-03-02"}).deadlines.right == 0


@pytest.mark.parametrize(("computed", "right"), [(True, 1), (False, 0)])
def test_only_a_computed_start_may_be_left_open(computed: bool, right: int) -> None:
    wanted = _deadline(first_due="2025-03-25") | ({"first_due_computed": True} if computed else {})
    assert _one(wanted, _deadline()).deadlines.right == right


@pytest.mark.parametrize(("days", "right"), [([31], 1), ([30], 1), ([-1], 1), ([25], 0), ([], 0)])
def test_last_day_of_the_month_has_several_names(days: list[int], right: int) -> None:
    wanted = _deadline(days=[31], quote="ภายในสิ้นเดือนของทุกเดือน")
    assert _one(wanted, wanted | {"days": days}).deadlines.right == right


def test_letters_are_aligned_by_likeness_in_their_order() -> None:
    first, second = _letter(), _letter(number="มท 0810.6/ว 1946", date="2025-01-02", addressee="สถจ.", subject="อื่น")
    endorsement = _letter(
        number="ขก 0023.14/105", date=None, addressee="ปลัด อบต.", subject=None, issuer="x", kind="memo"
    )
    result = score(_document(first, second), _document(endorsement, first, second))
    assert result.letters == Tally(2, 2, 3)
    assert result.letter_accuracy == 1.0


def test_a_missing_letter_loses_all_its_fields() -> None:
    result = score(_document(_letter()), _document())
    assert result.letters == Tally(0, 1, 0)
    assert result.letter_accuracy == 0.0


def test_receipts_match_by_number_and_date() -> None:
    receipt = {"office": "อบต.นาแสง", "number": "2289/66", "date": "2025-02-10", "time": "13:40"}
    same = score(_document(receipts=[receipt]), _document(receipts=[receipt | {"number": "๒๒๘๙ / ๖๖", "time": None}]))
    assert same.receipts.f1 == 1.0
    assert (same.accuracy("receipt.office"), same.accuracy("receipt.time")) == (1.0, 0.0)
    other = score(_document(receipts=[receipt]), _document(receipts=[receipt | {"date": "2025-02-11"}]))
    assert other.receipts == Tally(0, 1, 1)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("ปีงบประมาณ พ.ศ. ๒๕๖๗", "ปีงบประมาณ\nพ.ศ.2567", True),
        ("บสต.", "ระบบข้อมูลการบำบัดรักษาและฟื้นฟูผู้ติดยาเสพติดของประเทศ (บสต.)", True),
        ("นายอำเภอทุกอำเภอในจังหวัด", "นายอำเภอทุกอำเภอใมจังหวัด", True),
        ("นายอำเภอ", "ท้องถิ่นจังหวัด", False),
        (None, None, True),
        (None, "จังหวัด", False),
        ("จังหวัด", "", False),
    ],
)
def test_texts_agree_as_the_rules_say(a: str | None, b: str | None, same: bool) -> None:
    assert same_text(a, b) is same


@pytest.mark.parametrize(
    ("system", "right"), [("a.b@gmail.com", 1), ("ไปรษณีย์อิเล็กทรอนิกส์", 1), ("other@x.org", 0), (None, 0)]
)
def test_a_mailbox_may_be_named_or_called_email(system: str | None, right: int) -> None:
    result = _one(_deadline(system="a.b@gmail.com"), _deadline(system=system))
    assert result.fields["deadline.system"].right == right


def test_flags_count_only_where_the_record_names_some() -> None:
    document = _document(_letter()) | {"expect_flags": ["no_slack", "impossible_time"]}
    got = _document(_letter()) | {"flags": [{"code": "no_slack"}, {"code": "private_mailbox"}]}
    assert score(document, got).flags.recall == 0.5
    assert score(_document(_letter()), got).flags == Tally()
