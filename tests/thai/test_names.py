import pytest

from tidtam.thai.names import clean, spelling_key, strip_title


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("นายสมชาย ใจดี", "สมชาย ใจดี"),
        ("นาย  สมชาย   ใจดี", "สมชาย ใจดี"),
        ("น.ส.สมศรี มีสุข", "สมศรี มีสุข"),
        ("น. ส. สมศรี มีสุข", "สมศรี มีสุข"),
        ("นางสาวสมศรี มีสุข", "สมศรี มีสุข"),
        ("ว่าที่ ร.ต. ดร.สมชาย ใจดี", "สมชาย ใจดี"),
        ("ว่าที่ร้อยตรีสมชาย ใจดี", "สมชาย ใจดี"),
        ("ร.ต.อ.หญิง สมศรี ดี", "สมศรี ดี"),
        ("พ.ต.ท. สมศักดิ์ ดี", "สมศักดิ์ ดี"),
        ("พระมหาสมปอง", "สมปอง"),
        ("เภสัชกรหญิงดวง ดี", "ดวง ดี"),
        ("สมชาย ใจดี", "สมชาย ใจดี"),
        ("คุณากร มีสุข", "คุณากร มีสุข"),
        ("นายนายิกา ดี", "นายิกา ดี"),
        ("นางสาวนางนวล ดี", "นางนวล ดี"),
        ("นายก ใจดี", "นายก ใจดี"),
        ("", ""),
        ("นาย", "นาย"),
    ],
)
def test_titles_come_off_and_names_stay(written: str, bare: str) -> None:
    assert strip_title(written) == bare


@pytest.mark.parametrize(
    "spellings",
    [
        "ณัฐพร นัฐพร ณัฏฐพร",
        "สมศักดิ์ สมสัก สมศัก",
        "วรรณา วันนา",
        "ชัยวัฒน์ ไชยวัฒน์ ชัยวัตน์ ไชวัฒน์",
        "ศิริพร สิริพร ศิริภร",
        "ธนกฤต ธนกฤษ",
        "กิตติ กิติ",
        "สุพรรณ สุพัน",
        "อำนวย อัมนวย",
    ],
)
def test_usual_spellings_share_a_key(spellings: str) -> None:
    assert len({spelling_key(name) for name in spellings.split()}) == 1


def test_different_names_keep_different_keys() -> None:
    first = ["สมชาย", "สมศรี", "สมหมาย", "สมปอง", "สมพร", "สมบัติ", "วิชัย", "วิชาญ"]
    names = [*first, "วิไล", "มานะ", "มานี", "ชูใจ", "ปิติ", "ดวงใจ", "ประเสริฐ", "ประยูร"]
    assert len({spelling_key(name) for name in names}) == len(names)


def test_clean_folds_look_alikes() -> None:
    assert clean("เเม่นํ้า\u200b  น่าน") == "แม่น้ำ น่าน"
