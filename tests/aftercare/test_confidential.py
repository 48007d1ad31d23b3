"""What must not show: health answers, where a need came from, names outside pages; and that every look is written."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.architecture.test_routes import ours
from tests.factories import aftercare as make
from tests.factories import people
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation, User
from tidtam.aftercare import access
from tidtam.aftercare.actions import teams, transfers, visits
from tidtam.aftercare.models import Case, CaseNeed, Offer
from tidtam.aftercare.views import saying
from tidtam.assistance import actions as assistance
from tidtam.assistance.models import Movement, Need
from tidtam.audit import queries as audit
from tidtam.audit.models import Entry, OldRow, Read
from tidtam.kernel import wall
from tidtam.notices.models import Notice
from tidtam.people.matching.keys import of_person
from tidtam.people.models import Address, Caregiver, Person, PersonKey
from tidtam.places.models import Area

pytestmark = pytest.mark.django_db
NAME, LAST, NICK = "ภัทรพงษ์", "ทองสุกใส", "จิ๊บจ๊อย"
OWN_KEYS = {"id", "public_id", "person_id", "need_id", "id_sealed", "phone_sealed", "line_sealed", "position_sealed",
            "detail_sealed", "answer_sealed", "id_hash", "phone_hash"}  # fmt: skip


@pytest.fixture(autouse=True)
def demo_day(monkeypatch):
    """Make a demo, which asks no second factor, and stop its clock."""
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    monkeypatch.setattr(clock, "now", lambda: NOW)


def door(code: str, role: str) -> Client:
    """Sign somebody in under one grant."""
    client = Client(raise_request_exception=False)
    client.force_login(member(code, role)[0])
    return client


def everything() -> None:
    wall.enter("1.", sensitive=True)


def columns(row: Any) -> dict[str, Any]:
    """Return the columns of a row that are not its own numbers; sealed ones only as filled or not."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    told = {name: value for name, value in found.items() if name not in OWN_KEYS}
    return told | {f"has {name}": bool(found[name]) for name in OWN_KEYS & set(found) if name.endswith("sealed")}


def entries_since(before: set[Any]) -> list[dict[str, Any]]:
    """Return what the audit was told since, without its own numbers, instants and digests."""
    rows = Entry.objects.exclude(pk__in=before).filter(object_type__regex=r"^(people|assistance)\.")
    skipped = {"uuid", "object_id", "digest", "at"}
    return [{k: v for k, v in columns(row).items() if k not in skipped} for row in rows.order_by("verb")]


def known() -> set[Any]:
    return set(Entry.objects.values_list("pk", flat=True))


# A need out of a visit -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["team_member", "drug_recorder"])
def test_a_need_out_of_a_visit_is_like_any_other_of_the_district(role):
    by = make.recorder()
    case = make.case(by, serial=41)
    before, told = known(), set(Notice.objects.values_list("pk", flat=True))
    visitor = make.team_actor() if role == "team_member" else by
    make.visit(case, TODAY, visitor, needs=(("OCC", "จักรยานยนต์"),), arrives=NOW + timedelta(minutes=17, seconds=3))
    wall.enter(by.scope)
    out_of_visit = Need.objects.get()
    first = entries_since(before)
    assert not Notice.objects.exclude(pk__in=told).filter(audience__startswith="assistance").exists()
    before = known()
    asker = people.person(by, serial=42, purpose="help")
    ordinary = assistance.open_need(
        office=office("DOPA-3014"), person=asker, code="OCC", asked_on=TODAY, detail="จักรยานยนต์", by=by, at=NOW
    )
    assert first == entries_since(before) and len(first) == 2
    assert {(one["scope_path"], one["user_id"], one["grant_id"]) for one in first} == {(by.scope, None, None)}
    _same(out_of_visit, ordinary)
    copy, other = out_of_visit.person, Person.objects.get(pk=asker.pk)
    assert audit.reads_of(copy.pk) == audit.reads_of(other.pk) == []
    client = door("DOPA-3014", "drug_recorder")
    pages = [_bare(client.get(reverse("assistance:need", args=[n.public_id])), n) for n in (out_of_visit, ordinary)]
    assert pages[0] == pages[1]
    text = _bare(client.get(reverse("assistance:needs")), out_of_visit, ordinary)
    rows = re.findall(r"<(li|tr)\b((?:(?!</\1>).)*NUMBER(?:(?!</\1>).)*)</\1>", text, re.S)
    assert len(rows) == 2 and rows[0] == rows[1]
    wall.enter("1.")
    logs = [[(one.purpose, one.route) for one in audit.reads_of(pk)] for pk in (copy.pk, other.pk)]
    assert logs[0] == logs[1] != []


def _same(out_of_visit: Need, ordinary: Need) -> None:
    """Hold two needs, their ledgers and their people against each other, field by field."""
    needs = [Need.objects.get(pk=need.pk) for need in (out_of_visit, ordinary)]
    assert columns(needs[0]) == columns(needs[1])
    lines = [[columns(one) for one in Movement.objects.filter(need=need).order_by("seq")] for need in needs]
    assert lines[0] == lines[1]
    humans = [Person.objects.get(pk=need.person_id) for need in needs]
    assert columns(humans[0]) == columns(humans[1]) and humans[0].notice_version
    for model in (Address, Caregiver):
        rows = [[columns(row) for row in model.objects.filter(person=human)] for human in humans]
        assert rows[0] == rows[1]
    old = [OldRow.objects.filter(relation="assistance_need", key=str(need.pk)).count() for need in needs]
    assert old[0] == old[1]


def test_a_need_that_goes_along_with_a_transfer_is_like_one_the_district_hands_over():
    by, there = make.recorder(), make.recorder("DOPA-3015")
    wall.enter(by.scope)
    case = make.case(by, serial=41)
    make.visit(case, TODAY, make.team_actor(), needs=(("OCC", "จักรยานยนต์"),), arrives=NOW)
    wall.enter(by.scope)
    out_of_visit = Need.objects.get()
    asker = people.person(by, serial=42, purpose="help")
    ordinary = assistance.open_need(
        office=office("DOPA-3014"), person=asker, code="OCC", asked_on=TODAY, detail="จักรยานยนต์", by=by, at=NOW
    )
    wall.enter("1.")
    before = known()
    wall.enter(by.scope)
    assistance.hand_over(need=ordinary, office=office("DOPA-3015"), by=by, at=NOW)
    wall.enter("1.")
    second = entries_since(before)
    before = known()
    wall.enter(by.scope)
    transfers.offer(case=case, area=Area.objects.get(pk="301501"), by=by, at=NOW)
    wall.enter(there.scope)
    transfers.accept(offer=Offer.objects.get(), by=there, at=NOW)
    wall.enter("1.")
    first = [one for one in entries_since(before) if one["verb"].startswith("assistance.")]
    assert Need.objects.get(pk=out_of_visit.pk).office.code == "DOPA-3015"
    assert first == second and {one["scope_path"] for one in first} == {by.scope}
    _same(out_of_visit, ordinary)


def _bare(answer: Any, *needs: Need) -> str:
    assert answer.status_code == 200
    text = re.sub(r'"x-csrftoken": "\w+"|name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    for need in needs:
        text = text.replace(need.public_id, "NUMBER")
    return text


def test_one_human_in_two_purposes_shares_no_key():
    by = make.recorder()
    case = make.case(by, serial=43)
    make.visit(case, TODAY, by, needs=(("OCC", ""),), arrives=NOW)
    everything()
    followed, asking = Person.objects.get(pk=case.person_id), Need.objects.get().person
    assert (followed.purpose, asking.purpose) == ("aftercare", "help")
    for name in ("pk", "public_id", "id_hash", "phone_hash", "id_sealed", "phone_sealed", "line_sealed"):
        one, two = getattr(followed, name), getattr(asking, name)
        assert one and two and one != two, name
    keys = [set(PersonKey.objects.get(person=one).keys) for one in (followed, asking)]
    # Names are plain, so what is drawn from name and place alone is equal for anybody of that name.
    places = ["ตูม", "ปักธงชัย", "นครราชสีมา"]
    named = set(of_person(followed.first_name, followed.last_name, followed.nickname, places)[1])
    assert keys[0] - named and keys[1] - named and keys[0] & keys[1] <= named
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_name ~ '^(people|assistance)_'"
            " AND column_name ~ '(case|visit|aftercare)'"
        )
        assert cursor.fetchone()[0] == 0


def test_who_handles_needs_alone_finds_nobody_of_aftercare():
    by = make.recorder()
    case = make.case(by, serial=44)
    make.visit(case, TODAY, by, needs=(("OCC", ""),), arrives=NOW)
    everything()
    need = Need.objects.get()
    assistance.hand_over(need=need, office=office("LGO-301409"), by=by, at=NOW)
    clerk = door("LGO-301409", "lgo_clerk")
    answer = clerk.get(reverse("assistance:need", args=[need.public_id]))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert case.public_id not in text and "/care/" not in text
    assert "ติดตาม" not in text.split("<main")[1].split("</main")[0]
    assert clerk.get(reverse("aftercare:case", args=[case.public_id])).status_code == 403
    everything()
    assert CaseNeed.objects.get(case=case).owner


# Health answers ------------------------------------------------------------------------------------------------------
def screened(by: Any) -> tuple[Case, list[str]]:
    """Record a visit whose health answers are all given; return words that only those answers would put on a page."""
    case = make.case(by, serial=45, first_name=NAME)
    healer = make.team_actor(role="team_health")
    wall.enter(healer.scope, sensitive=True)
    make.visit(
        case, TODAY, healer, "F2", arrives=NOW, q2=(True, True), q9=(3, 3, 3, 3, 3, 3, 3, 3, 2), q8=(1,) + (0,) * 7,
        signs=("paranoid",), craving=7, medication="Y", family={"violence": False},
    )  # fmt: skip
    return case, ["หวาดระแวง", "อยากยา", "สัญญาณเตือน", "มีความคิดทำร้ายตนเอง", "ประเมิน 8Q"]


@pytest.mark.parametrize(
    ("code", "role", "reads"),
    [
        ("DOPA-3014", "drug_recorder", True), ("TEAM-301409", "team_health", True),
        ("TEAM-301409", "team_member", False), ("DOPA-3014", "drug_chief", False),
        ("DOPA-30", "drug_coordinator", False),
    ],
)  # fmt: skip
def test_health_answers_show_to_their_roles_alone(code, role, reads):
    case, words = screened(make.recorder())
    client = door(code, role)
    shown = ""
    for url in (
        reverse("aftercare:case", args=[case.public_id]), reverse("aftercare:visit", args=[case.public_id, 1]),
        reverse("aftercare:visit", args=[case.public_id, 1]) + "?saved=1", reverse("aftercare:review"),
        reverse("aftercare:today"), reverse("aftercare:everyone"), reverse("aftercare:board"),
        reverse("aftercare:month"), reverse("aftercare:quality"), reverse("aftercare:rounds"),
    ):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code in (200, 403, 404), url
        shown += answer.content.decode() if answer.status_code == 200 else ""
    found = [word for word in words if word in shown]
    if reads:
        assert {"หวาดระแวง", "อยากยา"} <= set(found)
        return
    # Who is to act on a sign is told which; what was answered is told to nobody without the right.
    may_act = role in ("drug_chief", "drug_coordinator")
    assert set(found) <= ({"มีความคิดทำร้ายตนเอง", "ประเมิน 8Q"} if may_act else set())


def test_health_answers_stand_in_no_other_table():
    case, _words = screened(make.recorder())
    everything()
    answers = {row.visit_no: row for row in access.within(make.recorder(enter=False), case.screenings.all())}
    assert answers and saying.health_rows(answers[1])
    rows = [*Entry.objects.values_list("fields", "reason"), *OldRow.objects.values_list("row"),
            *Notice.objects.values_list("title", "body", "url", "key")]  # fmt: skip
    assert not [row for row in rows if "paranoid" in str(row) or "หวาดระแวง" in str(row) or "q9_total" in str(row)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, ' ') FROM procrastinate_jobs")
        assert "paranoid" not in str(cursor.fetchone()[0])


# Looks and names -----------------------------------------------------------------------------------------------------
@pytest.fixture
def district() -> dict[str, Any]:
    """Make a person in every place a name can stand: due, alerted, asked, in transfer, handed over, merged."""
    by = make.recorder()
    named = {"first_name": NAME, "last_name": LAST, "nickname": NICK}
    case = make.case(by, serial=51)
    Person.objects.filter(pk=case.person_id).update(**named)
    make.visit(case, TODAY, by, "F2", arrives=NOW, needs=(("OCC", ""),), q2=(True, False), family={"violence": True})
    visits.send_back(visit=case.visit_rows.get(), comment="ดูวันที่", by=by, at=NOW)
    away = make.case(by, serial=52)
    Person.objects.filter(pk=away.person_id).update(**named)
    transfers.offer(case=away, area=Area.objects.get(pk="301501"), new_address="บ้านใหม่", by=by, at=NOW)
    gone = make.case(by, serial=53)
    Person.objects.filter(pk=gone.person_id).update(**named)
    transfers.offer(case=gone, area=Area.objects.get(pk="301502"), new_address="บ้านเก่า", by=by, at=NOW)
    receiver = make.recorder("DOPA-3015")
    row = Offer.objects.exclude(summary__area="").order_by("-pk").first()
    transfers.accept(offer=row, by=receiver, at=NOW)
    wall.enter(by.scope)
    twins = [people.person(by, serial=n, first_name=NAME, last_name=LAST) for n in (54, 55)]
    wall.enter("1.")
    need = Need.objects.get()
    Person.objects.filter(pk=need.person_id).update(**named)
    return {"case": case.public_id, "visit_no": 1, "person": twins[0].public_id, "need": need.public_id,
            "transfer": away.transfers.get().public_id}  # fmt: skip


def own_paths(made: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every page of these rooms that can be opened, each with a thing of the office's own."""
    found = []
    for route in ours():
        room, _dot, name = route.name.partition(":")
        if room not in ("people", "assistance", "aftercare", "console", "notices"):
            continue
        own = {"people": made["person"], "assistance": made["need"], "aftercare": made["case"]}.get(room, "")
        path = route.path
        if "public_id" in route.asks:
            path = path.replace("0" * 12, own, 1)
        path = path.replace("777777", "1")
        found.append((f"{room}:{name}", path))
    return found


@pytest.mark.parametrize(
    ("code", "role"),
    [("DOPA-3014", "drug_recorder"), ("TEAM-301409", "team_health"), ("DOPA-30", "drug_coordinator"),
     ("DOPA-3014", "drug_chief"), ("DOPA-3014", "health_reader"), ("DOPA-3014", "auditor")],
)  # fmt: skip
def test_every_page_with_a_name_is_written_down_and_names_stand_nowhere_else(district, code, role):
    client, silent, loud, named = door(code, role), [], [], 0
    for name, path in own_paths(district):
        wall.enter("1.")
        before = Read.objects.count()
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        text = answer.content.decode()
        wall.enter("1.")
        if any(word in text for word in (NAME, LAST, NICK)):
            named += 1
            if Read.objects.count() == before:
                silent.append(path)
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        links = re.findall(r'(?:href|action|src|hx-\w+)="(.*?)"', text)
        outside = (title[1] if title else "") + " ".join(one for one in links if not one.startswith(("tel:", "geo:")))
        if any(word in outside or quote(word) in outside for word in (NAME, LAST, NICK)):
            loud.append((name, path))
    assert not silent, "a name was shown and nobody wrote it down"
    assert not loud, "a name stands in a title or an address"
    if role not in ("auditor",):
        assert named > 3, "these pages show nobody: the test would prove nothing"


def test_names_reach_no_notice_no_audit_and_no_job(district):
    wall.enter("1.")
    rows = [*Notice.objects.values_list("title", "body", "url", "key"),
            *Entry.objects.values_list("verb", "fields", "reason", "object_id"),
            *Read.objects.values_list("purpose", "route")]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        rows += cursor.fetchall()
    assert rows and not [row for row in rows if any(word in str(row) for word in (NAME, LAST, NICK, "081", "บ้านใหม่"))]


def test_handed_over_names_are_written_down(district):
    client = door("DOPA-3014", "drug_recorder")
    answer = client.get(reverse("aftercare:handed"))
    assert NAME in answer.content.decode()
    wall.enter("1.")
    last = Read.objects.latest("id")
    assert last.route == "aftercare:handed" and len(last.people) == 1


def test_why_a_visit_was_corrected_stays_with_the_visit():
    by = make.recorder()
    case = make.case(by, serial=46)
    row = make.visit(case, TODAY, by, arrives=NOW)
    told = make.answers(TODAY, "F2")
    visits.correct(visit=row, answers=told, reason=f"แม่ของ{NAME}บอกว่าเสพอีก", by=by, at=NOW)
    row.refresh_from_db()
    assert NAME in row.correction
    assert not Entry.objects.filter(reason__contains=NAME).exists()


# Teams ---------------------------------------------------------------------------------------------------------------
def test_a_team_reads_three_rounds_and_no_other_team():
    by = make.recorder()
    case, other = make.case(by, completed_on=TODAY - timedelta(days=95)), make.case(by, "301401")
    done = TODAY - timedelta(days=95)
    for n in range(1, 6):
        make.visit(case, done + timedelta(days=15 * n), by, arrives=NOW)
    client = door("TEAM-301409", "team_member")
    answers = [client.get(reverse("aftercare:visit", args=[case.public_id, n])).status_code for n in range(1, 6)]
    assert answers == [404, 404, 200, 200, 200]
    assert client.get(reverse("aftercare:edit", args=[case.public_id, 1])).status_code == 404
    for name in ("case", "write", "messages"):
        assert client.get(reverse(f"aftercare:{name}", args=[other.public_id])).status_code == 404, name
    assert client.post(reverse("aftercare:write", args=[other.public_id]), {"found": "F1"}).status_code == 404


def test_a_member_who_left_opens_nothing_at_the_next_request():
    by = make.recorder()
    case = make.case(by)
    one = make.member(name="บุญมี ขยัน")
    wall.enter(by.scope)
    one, _password = teams.link_account(member=one, username="boonmee", by=by, at=NOW)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="boonmee"))
    url = reverse("aftercare:case", args=[case.public_id])
    assert client.get(url).status_code == 200
    wall.enter(by.scope)
    one = access.get_member(by, one.public_id)
    teams.end_member(member=one, valid_to=TODAY - timedelta(days=1), by=by, at=NOW)
    assert client.get(url).status_code in (302, 403, 404)
    assert client.post(reverse("aftercare:write", args=[case.public_id]), {"found": "F1"}).status_code in (302, 403)


def test_an_actor_of_a_lower_office_does_not_reach_up():
    by = make.recorder()
    make.case(by)
    below = make.team_actor("301401")
    assert not access.cases(below).exists()
    assert not access.cases(actor("DOPA-3609", "drug_recorder")).exists()
