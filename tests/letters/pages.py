"""Pages as a browser without script sees them: the controls of a form with what stands in them."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.factories.actors import NOW, actor, office
from tests.factories.letters import LETTER_LONG as LETTER
from tests.factories.letters import monthly, received

from tidtam.kernel import wall
from tidtam.letters.actions.relay import relay
from tidtam.letters.models import RegisterEntry
from tidtam.offices.queries import directly_below


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id, self.inside = form_id, not form_id
        self.found: dict[str, list[str]] = {}
        self.area = self.select = ""
        self.text: list[str] = []
        self.first = True

    def _put(self, name: str, value: str) -> None:
        self.found.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form_id:
            self.inside = at.get("id") == self.form_id
        if not self.inside:
            return
        name = at.get("name", "")
        if tag == "input" and name:
            if at.get("type") in ("checkbox", "radio") and "checked" not in at:
                return
            if at.get("type") not in ("file", "submit"):
                self._put(name, at.get("value", "on" if at.get("type") == "checkbox" else ""))
        elif tag == "textarea":
            self.area, self.text = name, []
        elif tag == "select":
            self.select, self.first = name, True
        elif tag == "option" and self.select and (self.first or "selected" in at):
            if "selected" in at:
                self.found.pop(self.select, None)
            if self.first or "selected" in at:
                self.found[self.select] = [at.get("value", "")]
            self.first = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self._put(self.area, "".join(self.text).removeprefix("\n"))
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form" and self.form_id:
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text.append(data)


def controls(page: str, form_id: str = "confirm") -> dict[str, list[str] | str]:
    """Return what a browser would send of a form."""
    reader = _Form(form_id)
    reader.feed(page)
    return dict(reader.found)


def taken(client, text=LETTER):
    answer = client.post("/letters/take-in/", {"text": text})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"]


def filled(client, url, **other):
    return controls(client.get(url).content.decode()) | {"do": "confirm"} | other


def chain(lgo):
    district = actor("DLA-3014", "district_recorder")
    entry = received(district, "DLA-3014", monthly(25))
    below = list(directly_below(office("DLA-3014")))
    out = relay(entry=entry, offices=below, words="แจ้งเพื่อดำเนินการ", by=district, at=NOW)
    wall.enter(office(lgo).path)
    return entry, out, RegisterEntry.objects.get(office=office(lgo), letter=out.letter)
