"""Every page a person can click to says its own words in English; only names, letters and rules stay Thai."""

from __future__ import annotations

import re
from collections import deque
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from tests.factories.actors import NOW, actor, member, office
from tests.factories.letters import LETTER_LONG, monthly, received
from tests.letters.pages import controls

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.kernel import wall
from tidtam.letters.actions.relay import relay
from tidtam.offices.queries import directly_below

pytestmark = pytest.mark.django_db
THAI = re.compile("[\u0e01-\u0e5b][\u0e01-\u0e5b .]*")
JOINED = re.compile(r'<span class="nowrap">([^<>]*)</span>')
SPOKEN = ("aria-label", "placeholder", "title", "alt")
# What a page shows of people's own words: a letter's text, its words quoted, what stands in a control, and marks.
OWN = {"textarea", "q", "mark", "script", "style"}
OWN_CLASSES = {"paper", "quote", "said", "v", "dates"}
EMPTY = {"input", "br", "img", "meta", "link", "hr", "path", "circle", "rect", "wbr", "use", "col", "line"}
# Examples of what to type, shown in a control or under it; Thai is what the control takes.
EXAMPLES = (
    "15 พ.ย. 2566", "1 ต.ค. 2566", "25 ธ.ค. 2566", "นม 0023.26", "นม 79901", "นางสาวกานดา ศรีประทุม", "อบต.ตูม",
    "ทุกวันที่ ๑๕ และ ๓๐ ของเดือน", "(บางส่วน)", "รหัสหน่วยงาน", "ชื่อหน่วยงาน", "ตำบลที่รับผิดชอบ",
    "วัดบ้านตูม", "รพ.สต.ตูม",
)  # fmt: skip
MOST = 70  # pages of one person


class Reader(HTMLParser):
    """Gathers the words and the links of a page, leaving out what is data by its place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        at = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(at.get("href", ""))
        mine = tag in OWN or at.get("lang") == "th" or bool(OWN_CLASSES & set(at.get("class", "").split()))
        hidden = mine or any(own for _tag, own in self.open)
        if not hidden:
            self.words += [at[name] for name in SPOKEN if name in at]
        if tag not in EMPTY:
            self.open.append((tag, mine))

    def handle_endtag(self, tag):
        while self.open and self.open[-1][0] != tag:
            self.open.pop()
        if self.open:
            self.open.pop()

    def handle_data(self, data):
        if not any(own for _tag, own in self.open):
            self.words.append(data)


def names() -> list[str]:
    """Return what the database calls people, places, offices, partners, rules, letters and duties; longest first."""
    from tidtam.accounts.models import User
    from tidtam.assistance.models import Agency, ReferenceRule
    from tidtam.letters.models import Intake, Letter, Step
    from tidtam.notices.models import Notice
    from tidtam.obligations.models import Holiday, Obligation
    from tidtam.offices.models import Office
    from tidtam.places.models import Area

    wall.enter("1.")
    found = {*EXAMPLES, *User.objects.values_list("name", flat=True), *Holiday.objects.values_list("name", flat=True)}
    for row in Office.objects.values_list("name_th", "short_name", "head_title", "letter_prefix", "address"):
        found.update(row)
    for level, name in Area.objects.filter(level__in=("province", "district")).values_list("level", "name_th"):
        before = ("จังหวัด", "จ.") if level == "province" else ("อำเภอ", "อ.")
        found.update((name, *(f"{one}{name}" for one in before)))
    found.update(f"ตำบล{name}" for name in Area.objects.filter(pk__startswith="3014").values_list("name_th", flat=True))
    found.update(Agency.objects.values_list("name", flat=True))
    found.update(ReferenceRule.objects.values_list("title", flat=True))
    for intake in Intake.objects.all():
        found.add(intake.name)
        for read in (intake.reading or {}).get("letters", []):
            found.update(str(value) for value in read.values() if isinstance(value, str))
            found.update(one.get("to") or "" for one in read.get("deadlines") or [])
    for letter in Letter.objects.all():
        found.update((letter.number, letter.subject, letter.issuer, letter.addressee, letter.signer_name))
        found.update((letter.signer_position, *letter.text.splitlines()))
    found.update(Step.objects.values_list("words", flat=True))
    for row in Notice.objects.values_list("title", "body"):
        found.update(row)
    for one in Obligation.objects.all():
        found.update((one.title, one.quote, one.to, one.system))
    return sorted({" ".join(one.split()) for one in found if one and len(one) > 1}, key=len, reverse=True)


def left_in_thai(words: list[str], known: list[str]) -> set[str]:
    """Return the Thai that is no name."""
    left = set()
    for text in words:
        plain = " ".join(text.replace("\u2060", "").split())
        if not THAI.search(plain):
            continue
        rest = plain
        for name in known:
            if name in rest:
                rest = rest.replace(name, "")
                if not THAI.search(rest):
                    break
        left.update(one.strip() for one in THAI.findall(rest) if len(one.strip(" .")) > 2)
    return left


def crawl(client: Client, start: str = "/") -> dict[str, list[str]]:
    """Follow the links of the pages, one page of each shape at most twice."""
    found: dict[str, list[str]] = {}
    shapes: dict[str, int] = {}
    todo = deque([start])
    while todo and len(found) < MOST:
        address = todo.popleft()
        answer = client.get(address)
        if answer.status_code != 200 or not answer.get("Content-Type", "").startswith("text/html"):
            continue
        reader = Reader()
        reader.feed(JOINED.sub(r"\1", answer.content.decode()).replace("<wbr>", ""))
        found[address] = reader.words
        for link in reader.links:
            to = urlsplit(urljoin(address, link))
            path = to.path + (f"?{to.query}" if to.query else "")
            shape = re.sub(r"[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*", "#", path)
            if link.startswith("#") or to.netloc or path.startswith("/ui/") or shapes.get(shape, 0) > 1:
                continue
            shapes[shape] = shapes.get(shape, 0) + 1
            todo.append(path)
    return found


@pytest.fixture
def house(monkeypatch) -> str:
    """A district whose letter came down to its LGOs; one of them has taken in another letter and a picture of it."""
    Installation.objects.create(is_demo=True, as_of=date(2026, 5, 21))
    clock.forget()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25), monthly(28, level="district"))
    below = list(directly_below(office("DLA-3014")))
    relay(entry=entry, offices=below, words="แจ้ง", by=district, at=NOW)
    return str(next(one.code for one in below if one.level == "lgo"))


def signed_in(code: str, role: str) -> Client:
    user, _grant = member(code, role)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["django_language"] = "en"
    return client


@pytest.mark.parametrize(
    ("role", "code"),
    [("lgo_clerk", ""), ("lgo_head", ""), ("district_recorder", "DLA-3014"), ("administrator", "DLA-3014")],
)
def test_the_pages_speak_english(house, role, code):
    client = signed_in(code or house, role)
    if role == "lgo_clerk":
        confirm = client.post("/letters/take-in/", {"text": LETTER_LONG})["Location"]
        page = client.get(confirm).content.decode()
        entry = client.post(confirm, controls(page) | {"do": "confirm"})["Location"]
        client.post("/letters/take-in/", {"text": LETTER_LONG.replace("901", "902")})
        assert client.get(entry).status_code == 200
    pages = crawl(client)
    assert len(pages) > 8, list(pages)
    known = names()
    left = {address: rest for address, words in pages.items() if (rest := left_in_thai(words, known))}
    assert left == {}


def test_a_refusal_speaks_english(house):
    client = signed_in(house, "lgo_clerk")
    answer = client.post("/letters/take-in/", {"text": ""})
    assert "Drop a file or paste the text of the letter first" in answer.content.decode()
    answer = signed_in(house, "lgo_head").get("/account/people/")
    assert answer.status_code == 403
    assert left_in_thai([answer.content.decode().split("<main")[1]], names()) == set()
