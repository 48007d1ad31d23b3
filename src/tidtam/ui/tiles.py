"""Where each province stands on the tile map, and the letters its documents carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidtam.ui.shapes import heat_level

WIDTH, HEIGHT = 44, 34  # of one tile, in the units of the drawing

# Official province code: letters of its documents, name, column, row (north is up, neighbours stay near each other).
PLACES: dict[str, tuple[str, str, int, int]] = {
    "10": ("กท", "กรุงเทพมหานคร", 3, 8),
    "11": ("สป", "สมุทรปราการ", 4, 8),
    "12": ("นบ", "นนทบุรี", 3, 7),
    "13": ("ปท", "ปทุมธานี", 4, 7),
    "14": ("อย", "พระนครศรีอยุธยา", 3, 6),
    "15": ("อท", "อ่างทอง", 2, 6),
    "16": ("ลบ", "ลพบุรี", 4, 5),
    "17": ("สห", "สิงห์บุรี", 3, 5),
    "18": ("ชน", "ชัยนาท", 2, 5),
    "19": ("สบ", "สระบุรี", 4, 6),
    "20": ("ชบ", "ชลบุรี", 4, 9),
    "21": ("รย", "ระยอง", 5, 9),
    "22": ("จบ", "จันทบุรี", 6, 8),
    "23": ("ตร", "ตราด", 6, 9),
    "24": ("ฉช", "ฉะเชิงเทรา", 5, 8),
    "25": ("ปจ", "ปราจีนบุรี", 5, 7),
    "26": ("นย", "นครนายก", 5, 6),
    "27": ("สก", "สระแก้ว", 6, 7),
    "30": ("นม", "นครราชสีมา", 5, 5),
    "31": ("บร", "บุรีรัมย์", 6, 6),
    "32": ("สร", "สุรินทร์", 7, 6),
    "33": ("ศก", "ศรีสะเกษ", 8, 6),
    "34": ("อบ", "อุบลราชธานี", 9, 6),
    "35": ("ยส", "ยโสธร", 8, 5),
    "36": ("ชย", "ชัยภูมิ", 5, 4),
    "37": ("อจ", "อำนาจเจริญ", 9, 5),
    "38": ("บก", "บึงกาฬ", 7, 2),
    "39": ("นภ", "หนองบัวลำภู", 5, 3),
    "40": ("ขก", "ขอนแก่น", 6, 4),
    "41": ("อด", "อุดรธานี", 6, 3),
    "42": ("ลย", "เลย", 4, 3),
    "43": ("นค", "หนองคาย", 6, 2),
    "44": ("มค", "มหาสารคาม", 6, 5),
    "45": ("รอ", "ร้อยเอ็ด", 7, 5),
    "46": ("กส", "กาฬสินธุ์", 7, 4),
    "47": ("สน", "สกลนคร", 7, 3),
    "48": ("นพ", "นครพนม", 8, 3),
    "49": ("มห", "มุกดาหาร", 8, 4),
    "50": ("ชม", "เชียงใหม่", 1, 1),
    "51": ("ลพ", "ลำพูน", 1, 2),
    "52": ("ลป", "ลำปาง", 2, 2),
    "53": ("อต", "อุตรดิตถ์", 4, 2),
    "54": ("พร", "แพร่", 3, 2),
    "55": ("นน", "น่าน", 4, 1),
    "56": ("พย", "พะเยา", 3, 1),
    "57": ("ชร", "เชียงราย", 2, 0),
    "58": ("มส", "แม่ฮ่องสอน", 0, 2),
    "60": ("นว", "นครสวรรค์", 2, 4),
    "61": ("อน", "อุทัยธานี", 1, 5),
    "62": ("กพ", "กำแพงเพชร", 1, 4),
    "63": ("ตก", "ตาก", 1, 3),
    "64": ("สท", "สุโขทัย", 2, 3),
    "65": ("พล", "พิษณุโลก", 3, 3),
    "66": ("พจ", "พิจิตร", 3, 4),
    "67": ("พช", "เพชรบูรณ์", 4, 4),
    "70": ("รบ", "ราชบุรี", 1, 8),
    "71": ("กจ", "กาญจนบุรี", 1, 7),
    "72": ("สพ", "สุพรรณบุรี", 1, 6),
    "73": ("นฐ", "นครปฐม", 2, 7),
    "74": ("สค", "สมุทรสาคร", 3, 9),
    "75": ("สส", "สมุทรสงคราม", 2, 8),
    "76": ("พบ", "เพชรบุรี", 2, 9),
    "77": ("ปข", "ประจวบคีรีขันธ์", 2, 10),
    "80": ("นศ", "นครศรีธรรมราช", 2, 13),
    "81": ("กบ", "กระบี่", 1, 13),
    "82": ("พง", "พังงา", 0, 13),
    "83": ("ภก", "ภูเก็ต", 1, 14),
    "84": ("สฎ", "สุราษฎร์ธานี", 1, 12),
    "85": ("รน", "ระนอง", 1, 11),
    "86": ("ชพ", "ชุมพร", 2, 11),
    "90": ("สข", "สงขลา", 3, 15),
    "91": ("สต", "สตูล", 2, 15),
    "92": ("ตง", "ตรัง", 2, 14),
    "93": ("พท", "พัทลุง", 3, 14),
    "94": ("ปน", "ปัตตานี", 4, 15),
    "95": ("ยล", "ยะลา", 4, 16),
    "96": ("นธ", "นราธิวาส", 5, 16),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A province on the tile map: a target to press, its letters, its figure in words."""

    code: str
    letters: str
    name: str
    x: int
    y: int
    level: int | None  # None is a province without a figure
    value: int | None
    url: str

    @property
    def middle(self) -> int:
        """Return where the letters stand, across."""
        return self.x + WIDTH // 2

    @property
    def base(self) -> int:
        """Return where the letters stand, down."""
        return self.y + 22


def tiles(
    values: Mapping[str, int], *, urls: Mapping[str, str] | None = None, top: int | None = None
) -> Sequence[Tile]:
    """Draw a figure per province code ("30" is นครราชสีมา); a province without a figure stays empty.

    Shape: 77 tiles in reading order. `top` is the figure of the darkest step, by default the largest one.
    """
    links = urls or {}
    scale = top or max(values.values(), default=0)
    drawn = []
    for code, (letters, name, column, row) in sorted(PLACES.items(), key=lambda item: (item[1][3], item[1][2])):
        value = values.get(code)
        level = None if value is None else heat_level(value, scale)
        drawn.append(
            Tile(code, letters, name, column * WIDTH, row * HEIGHT, level, value, links.get(code, "")),
        )
    return drawn
