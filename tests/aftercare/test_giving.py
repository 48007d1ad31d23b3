"""People given to teams: all by their tambon, or those chosen; never to or from another district."""

from __future__ import annotations

import pytest
from tests.aftercare.rosters import applied, area, checked, client_of, make_cohort, row, sheet, url
from tests.factories.actors import NOW, actor

from tidtam.aftercare.actions import teams
from tidtam.aftercare.models import Case, Round
from tidtam.kernel import wall

pytestmark = pytest.mark.django_db


def test_people_are_given_by_tambon_and_by_hand(db: None) -> None:
    cohort = make_cohort()
    by = actor("DOPA-3014", "drug_recorder")
    applied(checked(sheet([row(1), row(2), row(3, "งิ้ว"), row(4, "ดอน")]), cohort, by), by)
    teams.ensure_teams(district_codes=["3014"], tambons=[area("ตูม"), area("งิ้ว")], by=by, at=NOW)
    client = client_of("DOPA-3014")
    page = client.get(url("assign")).content.decode()
    assert "มอบ 3 คนตามตำบล" in page and "ยังไม่มีทีม" in page
    assert client.post(url("assign_by_tambon")).status_code == 302
    with wall.scope("1."):
        cases = list(Case.objects.order_by("id").select_related("office", "person"))
        assert [case.office.code for case in cases] == [
            f"TEAM-{area('ตูม')}", f"TEAM-{area('ตูม')}", f"TEAM-{area('งิ้ว')}", "DOPA-3014",
        ]  # fmt: skip
        assert all(case.person.scope_path == case.scope_path == case.office.path for case in cases)
        assert set(Round.objects.filter(case=cases[0]).values_list("scope_path", flat=True)) == {cases[0].scope_path}
    none = client.post(url("assign"), {"team": f"TEAM-{area('งิ้ว')}"})
    assert none.status_code == 422 and "เลือกอย่างน้อยหนึ่งคน" in none.content.decode()
    chosen = {"team": f"TEAM-{area('งิ้ว')}", "case": [cases[3].public_id]}
    assert client.post(url("assign"), chosen).status_code == 302
    moved = f"{url('assign')}?team=TEAM-{area('ตูม')}&district=DOPA-3014"
    assert client.get(moved).status_code == 200
    assert client.post(moved, {"team": f"TEAM-{area('งิ้ว')}", "case": [cases[0].public_id]}).status_code == 302
    with wall.scope("1."):
        assert Case.objects.filter(office__code=f"TEAM-{area('งิ้ว')}").count() == 3
    stranger = client_of("DOPA-3609")
    assert stranger.post(url("assign"), chosen).status_code == 422  # the team is none of theirs
    assert stranger.get(moved).status_code == 404
    assert client.post(url("assign"), {**chosen, "case": ["000000000000"]}).status_code == 404
