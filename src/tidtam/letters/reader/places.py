"""The letters before a number: 77 provinces, ministries and other offices, and which letters OCR mixes up."""

# Lexicons and grammar rules read better as whole lines.
# ruff: noqa: E501

from __future__ import annotations

PROVINCES = {
    "กท": "กรุงเทพมหานคร", "สป": "สมุทรปราการ", "นบ": "นนทบุรี", "ปท": "ปทุมธานี", "อย": "พระนครศรีอยุธยา",
    "อท": "อ่างทอง", "ลบ": "ลพบุรี", "สห": "สิงห์บุรี", "ชน": "ชัยนาท", "สบ": "สระบุรี", "ชบ": "ชลบุรี", "รย": "ระยอง",
    "จบ": "จันทบุรี", "ตร": "ตราด", "ฉช": "ฉะเชิงเทรา", "ปจ": "ปราจีนบุรี", "นย": "นครนายก", "สก": "สระแก้ว",
    "นม": "นครราชสีมา", "บร": "บุรีรัมย์", "สร": "สุรินทร์", "ศก": "ศรีสะเกษ", "อบ": "อุบลราชธานี", "ยส": "ยโสธร",
    "ชย": "ชัยภูมิ", "อจ": "อำนาจเจริญ", "บก": "บึงกาฬ", "นภ": "หนองบัวลำภู", "ขก": "ขอนแก่น", "อด": "อุดรธานี",
    "ลย": "เลย", "นค": "หนองคาย", "มค": "มหาสารคาม", "รอ": "ร้อยเอ็ด", "กส": "กาฬสินธุ์", "สน": "สกลนคร", "นพ": "นครพนม",
    "มห": "มุกดาหาร", "ชม": "เชียงใหม่", "ลพ": "ลำพูน", "ลป": "ลำปาง", "อต": "อุตรดิตถ์", "พร": "แพร่", "นน": "น่าน",
    "พย": "พะเยา", "ชร": "เชียงราย", "มส": "แม่ฮ่องสอน", "นว": "นครสวรรค์", "อน": "อุทัยธานี", "กพ": "กำแพงเพชร",
    "ตก": "ตาก", "สท": "สุโขทัย", "พล": "พิษณุโลก", "พจ": "พิจิตร", "พช": "เพชรบูรณ์", "รบ": "ราชบุรี", "กจ": "กาญจนบุรี",
    "สพ": "สุพรรณบุรี", "นฐ": "นครปฐม", "สค": "สมุทรสาคร", "สส": "สมุทรสงคราม", "พบ": "เพชรบุรี", "ปข": "ประจวบคีรีขันธ์",
    "นศ": "นครศรีธรรมราช", "กบ": "กระบี่", "พง": "พังงา", "ภก": "ภูเก็ต", "สฎ": "สุราษฎร์ธานี", "รน": "ระนอง", "ชพ": "ชุมพร",
    "สข": "สงขลา", "สต": "สตูล", "ตง": "ตรัง", "พท": "พัทลุง", "ปน": "ปัตตานี", "ยล": "ยะลา", "นธ": "นราธิวาส",
}  # fmt: skip

MINISTRIES = frozenset(
    ["นร", "กห", "กค", "กต", "กก", "พม", "อว", "กษ", "คค", "ดศ", "ทส", "พณ", "พน", "มท", "ยธ", "รง", "วธ", "ศธ", "สธ", "อก", "ตช", "พศ", "ลต", "ปช", "ปป", "ผผ", "สผ", "อส", "ศย", "ศป", "ศร", "ตผ", "กร", "รล", "สว", "สม", "วท", "ทก", "สปสช", "กสทช", "กกต", "ปปง", "ปปช", "ปปท", "ปง", "ปส", "ลก", "รฟม", "กฟภ", "กฟผ", "ธปท", "สสส", "สพฐ", "สอศ", "กศน", "สกร", "กทม", "บข", "สศ", "รส", "ศน", "สลค", "สงป", "กพร", "พระ", "คส", "ขส", "ชป", "พด", "ปม", "ปศ", "มร", "มก", "มจ", "อภ", "สวทช", "ศอ", "รพ", "ถม", "วช", "ธส", "สท", "ทร", "ทอ", "ทบ", "กอรมน", "ศอบต", "สตง", "พว"]
)  # fmt: skip

# Pairs a scanner mixes up, from the source letters and the shapes of Sarabun.
_ALIKE = (
    "ขชซ", "ดคตศ", "ปบษ", "พฟผฝฬ", "รธฐ", "รว", "นมฌ", "สลศ", "ถภกฤ", "ทหฑฒ", "ฎฏฐ", "อฮ", "จฉว", "ยผ", "งจ", "นท", "พย",
)  # fmt: skip


def is_known(code: str) -> bool:
    """Tell whether the letters are a province, a ministry or another office that writes letters."""
    return code in PROVINCES or code in MINISTRIES


def nearest_codes(code: str, named: str = "") -> list[str]:
    """Return the province codes a scanner could have turned into `code`, those whose name stands in `named` first."""
    near = [known for known in PROVINCES if len(known) == len(code) and _distance(known, code) < 2]
    near.sort(key=lambda known: (PROVINCES[known] not in named, _distance(known, code), known))
    return near


def _distance(known: str, code: str) -> float:
    return sum(0 if a == b else 0.5 if _alike(a, b) else 2 for a, b in zip(known, code, strict=True))


def _alike(a: str, b: str) -> bool:
    return any(a in group and b in group for group in _ALIKE)
