"""The national tree on PostgreSQL. The suite's database holds it with the invented local governments."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tidtam.audit.models import Entry
from tidtam.demo import lgos
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.offices import actions, queries, registry
from tidtam.offices.models import Office

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BY = system("test")
OCTOBER = date(2026, 10, 1)


def at(code: str) -> Office:
    return queries.by_code(code)


def test_the_tree_is_whole() -> None:
    found = queries.counts()
    assert (found["dopa/province"], found["dopa/district"], found["dla/province"], found["dla/district"]) == (
        76, 878, 76, 878,
    )  # fmt: skip
    assert (found["dla/lgo"], found["bangkok/district"]) == (7_851, 50)
    assert sum(n for key, n in found.items() if key.endswith("/lgo")) == 7_852


def test_paths_end_in_a_full_stop_and_begin_with_the_parents() -> None:
    offices = {o.pk: o for o in Office.objects.all()}
    for office in offices.values():
        assert office.path.endswith(".")
        parent = offices.get(office.parent_id) if office.parent_id else None
        if parent is not None:
            assert office.path.startswith(parent.path)
            assert parent.line in {office.line, "root"}
        if office.path != "1.":
            assert office.path.endswith(f".{office.pk}.")


def test_lines_never_share_a_branch() -> None:
    heads = {"dopa": "1.d.", "dla": "1.l.", "bangkok": "1.b.", "agency": "1.a.", "root": "1."}
    for line, path in Office.objects.values_list("line", "path"):
        assert path.startswith(heads[line])
    assert not queries.below("1.d.").exclude(line="dopa").exists()
    office = at("DOPA-3014")
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.filter(pk=office.pk).update(path=f"1.l.{office.pk}.")


def test_each_kind_stands_where_it_belongs() -> None:
    assert queries.superior(at("LGO-301409")) == at("DLA-3014")
    assert queries.superior(at("LGO-3600")) == queries.superior(at("LGO-3601M1")) == at("DLA-36")
    assert queries.superior(at("BKK-1002")) == at("LGO-1000")
    assert [o.code for o in queries.ancestors(at("LGO-360904"))] == ["MOI", "DLA", "DLA-36", "DLA-3609"]
    assert queries.superior(at("MOI")) is None
    assert queries.common_superior(at("LGO-360904"), at("LGO-301409")) == at("DLA")
    assert queries.common_superior(at("DOPA-3014"), at("DLA-3014")) == at("MOI")
    with pytest.raises(Missing):
        queries.by_code("NONE")


def test_finding_by_number_name_and_area() -> None:
    assert [o.code for o in queries.by_letter_prefix("ชร.๐๐๒๓.๒๐/ว ๑๒๗๖")] == ["DLA-5709"]
    assert [o.code for o in queries.by_letter_prefix("นม 0023.26/ว 1614")] == ["DLA-3014"]
    assert [o.code for o in queries.named("สำนักงานเทศบาลเมือง ชัยภูมิ")] == ["LGO-3601M1"]
    assert [o.code for o in queries.named("อบต. บ้านไร่", within=at("DLA-36").path)] == ["LGO-360904"]
    assert queries.named("") == []
    codes = [o.code for o in queries.offices_of_area("301409", line="dla")]
    assert codes[0] == "LGO-301409"
    assert set(codes) == {"LGO-301409", "DLA-3014", "LGO-3000", "DLA-30"}
    assert len(queries.below(at("DLA-3014"))) == queries.lgos_of_district("3014").count() == 17


def test_listing_and_rows(django_assert_num_queries: object) -> None:
    rows = queries.as_rows(queries.listing(line="dopa", level="district", province="นครราชสีมา", text="ปักธงชัย"))
    assert rows == [
        {
            "code": "DOPA-3014", "name": "ศูนย์ปฏิบัติการป้องกันและปราบปรามยาเสพติดอำเภอปักธงชัย",
            "short_name": "ศป.ปส.อ.ปักธงชัย", "line": "dopa", "level": "district", "province": "นครราชสีมา",
            "district": "ปักธงชัย", "lgo_type": "", "parent": "DOPA-30",
        }
    ]  # fmt: skip
    with django_assert_num_queries(1):  # type: ignore[operator]  # the fixture is untyped
        assert len(queries.as_rows(queries.listing(province="30", level="lgo"))) > 200


def test_loading_again_writes_nothing() -> None:
    assert lgos.load(by=BY, at=AT) == (0, 0)


def test_an_office_that_changes_kind_keeps_its_id() -> None:
    office = at("LGO-301409")
    before = office.pk, office.path
    actions.rename_or_retype(
        office=office, name_th="เทศบาลตำบลตูม", short_name="ทต.ตูม", lgo_type="SUBM", valid_from=OCTOBER, by=BY, at=AT
    )
    office = at("LGO-301409")
    assert (office.pk, office.path) == before
    assert (office.lgo_type, office.version) == ("SUBM", 2)
    earlier, later = queries.as_of(office, date(2026, 9, 30)), queries.as_of(office, OCTOBER)
    assert earlier is not None and earlier.name_th == "องค์การบริหารส่วนตำบลตูม"
    assert later is not None and later.lgo_type == "SUBM"
    assert office in queries.named("อบต.ตูม") and office in queries.named("ทต.ตูม")
    with pytest.raises(Problem, match="version_too_early"):
        actions.rename_or_retype(office=office, name_th="ก", valid_from=date(2026, 1, 1), by=BY, at=AT)


def test_two_versions_never_overlap() -> None:
    office = at("LGO-301409")
    with pytest.raises(IntegrityError), transaction.atomic():
        office.versions.create(name_th="ก", lgo_type="TAO", valid_from=date(2025, 1, 1))


def test_create_and_close() -> None:
    team = actions.create(
        code="TEAM-301409", name_th="ชุดปฏิบัติการประจำตำบลตูม", level="team", line="dopa", parent=at("DOPA-3014"),
        valid_from=date(2026, 1, 1), areas=[("301409", "whole")], by=BY, at=AT,
    )  # fmt: skip
    assert team.path == f"{at('DOPA-3014').path}{team.pk}."
    with pytest.raises(Problem, match="code_taken"):
        actions.create(
            code="DLA", name_th="ก", level="agency", line="agency", valid_from=OCTOBER, by=BY, at=AT
        )  # fmt: skip
    with pytest.raises(Problem, match="has_children"):
        actions.close(office=at("DOPA-3014"), valid_to=OCTOBER, reason="ทดสอบ", by=BY, at=AT)
    actions.close(office=team, valid_to=OCTOBER, reason="ยุบรวม", by=BY, at=AT)
    team.refresh_from_db()
    assert queries.as_of(team, OCTOBER) is None
    assert team not in queries.below(at("DOPA-3014"))
    with pytest.raises(Conflict):
        actions.edit(office=team, phone="1", by=BY, at=AT)


def test_partner_and_health_lines_can_grow() -> None:
    agency = actions.create(
        code="AG-30-MSD", name_th="สำนักงานพัฒนาสังคมและความมั่นคงของมนุษย์จังหวัดนครราชสีมา", level="agency",
        line="agency", parent=at("MOI"), valid_from=OCTOBER, by=BY, at=AT,
    )  # fmt: skip
    assert agency.path == f"1.a.{agency.pk}."
    with pytest.raises(Problem, match="lines_differ"):
        actions.create(
            code="X", name_th="ก", level="agency", line="health", parent=agency, valid_from=OCTOBER, by=BY, at=AT
        )


def test_a_move_rewrites_the_branch_and_declared_tables() -> None:
    district, province = at("DLA-3014"), at("DLA-36")
    old, below = district.path, [o.pk for o in queries.below(district)]
    with connection.cursor() as cursor:
        cursor.execute('CREATE TEMP TABLE moved_rows (scope_path text COLLATE "C")')
        cursor.execute("INSERT INTO moved_rows SELECT path FROM offices_office WHERE path LIKE '1.l.%'")
    registry.register_scoped("moved_rows")
    try:
        wall.enter(district.path)
        actions.move(office=district, parent=province, reason="ปรับเขตจังหวัด", by=BY, at=AT)
    finally:
        registry._DECLARED.pop(registry.ScopedColumn("moved_rows", "scope_path"))
    moved = at("DLA-3014")
    assert moved.path == f"{province.path}{moved.pk}."
    assert [o.pk for o in queries.below(moved)] == below
    assert not Office.objects.filter(path__startswith=old).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM moved_rows m JOIN offices_office o ON o.path = m.scope_path")
        assert cursor.fetchone()[0] == Office.objects.filter(path__startswith="1.l.").count()
        cursor.execute("SELECT current_setting('tidtam.scope', true)")
        assert cursor.fetchone()[0] == old
    wall.enter("1.")
    entry = Entry.objects.get(verb="offices.office.moved")
    assert (entry.object_id, entry.reason, entry.object_version) == (str(moved.pk), "ปรับเขตจังหวัด", 2)
    assert entry.count == 2 * (1 + len(below))


def test_a_move_is_refused() -> None:
    for office, parent, code in (
        ("DLA-30", "DLA-3014", "move_below_itself"),
        ("DLA-30", "DOPA", "lines_differ"),
        ("MOI", "DLA", "move_below_itself"),
    ):
        with pytest.raises(Problem, match=code):
            actions.move(office=at(office), parent=at(parent), reason="ทดสอบ", by=BY, at=AT)
    with pytest.raises(Problem, match="reason_missing"):
        actions.move(office=at("DLA-3014"), parent=at("DLA-36"), reason=" ", by=BY, at=AT)


def test_writes_need_the_right() -> None:
    clerk = Actor(user_id=1, grant_id=1, office_id=1, scope="1.", role="clerk")
    with pytest.raises(NotAllowed):
        actions.edit(office=at("DLA-3014"), phone="1", by=clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.load_tree(by=clerk, at=AT)
