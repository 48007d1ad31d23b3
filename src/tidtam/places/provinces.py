"""The 77 provinces: official code, the two letters of official numbers, the abbreviation, names. Data, no I/O."""

from __future__ import annotations

from typing import NamedTuple


class Province(NamedTuple):
    """One province. `letters` stand at the head of its letters' numbers (นม 0023); `abbreviation` is Latin."""

    code: str
    letters: str
    abbreviation: str
    name_th: str
    name_en: str


BANGKOK = "10"

PROVINCES: tuple[Province, ...] = (
    Province("10", "กท", "BKK", "กรุงเทพมหานคร", "Bangkok"),
    Province("11", "สป", "SPK", "สมุทรปราการ", "Samut Prakan"),
    Province("12", "นบ", "NBI", "นนทบุรี", "Nonthaburi"),
    Province("13", "ปท", "PTE", "ปทุมธานี", "Pathum Thani"),
    Province("14", "อย", "AYA", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya"),
    Province("15", "อท", "ATG", "อ่างทอง", "Ang Thong"),
    Province("16", "ลบ", "LRI", "ลพบุรี", "Lop Buri"),
    Province("17", "สห", "SBR", "สิงห์บุรี", "Sing Buri"),
    Province("18", "ชน", "CNT", "ชัยนาท", "Chai Nat"),
    Province("19", "สบ", "SRI", "สระบุรี", "Saraburi"),
    Province("20", "ชบ", "CBI", "ชลบุรี", "Chon Buri"),
    Province("21", "รย", "RYG", "ระยอง", "Rayong"),
    Province("22", "จบ", "CTI", "จันทบุรี", "Chanthaburi"),
    Province("23", "ตร", "TRT", "ตราด", "Trat"),
    Province("24", "ฉช", "CCO", "ฉะเชิงเทรา", "Chachoengsao"),
    Province("25", "ปจ", "PRI", "ปราจีนบุรี", "Prachin Buri"),
    Province("26", "นย", "NYK", "นครนายก", "Nakhon Nayok"),
    Province("27", "สก", "SKW", "สระแก้ว", "Sa Kaeo"),
    Province("30", "นม", "NMA", "นครราชสีมา", "Nakhon Ratchasima"),
    Province("31", "บร", "BRM", "บุรีรัมย์", "Buri Ram"),
    Province("32", "สร", "SRN", "สุรินทร์", "Surin"),
    Province("33", "ศก", "SSK", "ศรีสะเกษ", "Si Sa Ket"),
    Province("34", "อบ", "UBN", "อุบลราชธานี", "Ubon Ratchathani"),
    Province("35", "ยส", "YST", "ยโสธร", "Yasothon"),
    Province("36", "ชย", "CPM", "ชัยภูมิ", "Chaiyaphum"),
    Province("37", "อจ", "ACR", "อำนาจเจริญ", "Amnat Charoen"),
    Province("38", "บก", "BKN", "บึงกาฬ", "Bueng Kan"),
    Province("39", "นภ", "NBP", "หนองบัวลำภู", "Nong Bua Lam Phu"),
    Province("40", "ขก", "KKN", "ขอนแก่น", "Khon Kaen"),
    Province("41", "อด", "UDN", "อุดรธานี", "Udon Thani"),
    Province("42", "ลย", "LEI", "เลย", "Loei"),
    Province("43", "นค", "NKI", "หนองคาย", "Nong Khai"),
    Province("44", "มค", "MKM", "มหาสารคาม", "Maha Sarakham"),
    Province("45", "รอ", "RET", "ร้อยเอ็ด", "Roi Et"),
    Province("46", "กส", "KSN", "กาฬสินธุ์", "Kalasin"),
    Province("47", "สน", "SNK", "สกลนคร", "Sakon Nakhon"),
    Province("48", "นพ", "NPM", "นครพนม", "Nakhon Phanom"),
    Province("49", "มห", "MDH", "มุกดาหาร", "Mukdahan"),
    Province("50", "ชม", "CMI", "เชียงใหม่", "Chiang Mai"),
    Province("51", "ลพ", "LPN", "ลำพูน", "Lamphun"),
    Province("52", "ลป", "LPG", "ลำปาง", "Lampang"),
    Province("53", "อต", "UTT", "อุตรดิตถ์", "Uttaradit"),
    Province("54", "พร", "PRE", "แพร่", "Phrae"),
    Province("55", "นน", "NAN", "น่าน", "Nan"),
    Province("56", "พย", "PYO", "พะเยา", "Phayao"),
    Province("57", "ชร", "CRI", "เชียงราย", "Chiang Rai"),
    Province("58", "มส", "MSN", "แม่ฮ่องสอน", "Mae Hong Son"),
    Province("60", "นว", "NSN", "นครสวรรค์", "Nakhon Sawan"),
    Province("61", "อน", "UTI", "อุทัยธานี", "Uthai Thani"),
    Province("62", "กพ", "KPT", "กำแพงเพชร", "Kamphaeng Phet"),
    Province("63", "ตก", "TAK", "ตาก", "Tak"),
    Province("64", "สท", "STI", "สุโขทัย", "Sukhothai"),
    Province("65", "พล", "PLK", "พิษณุโลก", "Phitsanulok"),
    Province("66", "พจ", "PCT", "พิจิตร", "Phichit"),
    Province("67", "พช", "PNB", "เพชรบูรณ์", "Phetchabun"),
    Province("70", "รบ", "RBR", "ราชบุรี", "Ratchaburi"),
    Province("71", "กจ", "KRI", "กาญจนบุรี", "Kanchanaburi"),
    Province("72", "สพ", "SPB", "สุพรรณบุรี", "Suphan Buri"),
    Province("73", "นฐ", "NPT", "นครปฐม", "Nakhon Pathom"),
    Province("74", "สค", "SKN", "สมุทรสาคร", "Samut Sakhon"),
    Province("75", "สส", "SKM", "สมุทรสงคราม", "Samut Songkhram"),
    Province("76", "พบ", "PBI", "เพชรบุรี", "Phetchaburi"),
    Province("77", "ปข", "PKN", "ประจวบคีรีขันธ์", "Prachuap Khiri Khan"),
    Province("80", "นศ", "NST", "นครศรีธรรมราช", "Nakhon Si Thammarat"),
    Province("81", "กบ", "KBI", "กระบี่", "Krabi"),
    Province("82", "พง", "PNA", "พังงา", "Phang-nga"),
    Province("83", "ภก", "PKT", "ภูเก็ต", "Phuket"),
    Province("84", "สฎ", "SNI", "สุราษฎร์ธานี", "Surat Thani"),
    Province("85", "รน", "RNG", "ระนอง", "Ranong"),
    Province("86", "ชพ", "CPN", "ชุมพร", "Chumphon"),
    Province("90", "สข", "SKA", "สงขลา", "Songkhla"),
    Province("91", "สต", "STN", "สตูล", "Satun"),
    Province("92", "ตง", "TRG", "ตรัง", "Trang"),
    Province("93", "พท", "PLG", "พัทลุง", "Phatthalung"),
    Province("94", "ปน", "PTN", "ปัตตานี", "Pattani"),
    Province("95", "ยล", "YLA", "ยะลา", "Yala"),
    Province("96", "นธ", "NWT", "นราธิวาส", "Narathiwat"),
)

BY_CODE: dict[str, Province] = {p.code: p for p in PROVINCES}
BY_LETTERS: dict[str, Province] = {p.letters: p for p in PROVINCES}
