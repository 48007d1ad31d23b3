"""Two people at one need in the same second: one is served, the other is told."""

from __future__ import annotations

import threading

from tests.factories.actors import NOW, TODAY, actor, office

from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict


def test_two_people_settle_one_need_at_once(committed_db):
    from django.db import connection, transaction
    from tests.assistance.desk import need, person

    from tidtam.assistance import actions
    from tidtam.assistance.models import Movement, Need

    with transaction.atomic():
        clerks = [actor("DOPA-3014", "drug_recorder") for _ in range(2)]
        needs = [need(clerks[0], of=person(office("DOPA-3014"), f"คน{n}")) for n in range(8)]
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def work(clerk) -> None:
        try:
            for one in needs:
                together.wait(20)
                try:
                    with wall.scope(clerk.scope):
                        seen = Need.objects.get(pk=one.pk)
                        actions.settle(need=seen, given="ถุงยังชีพ", on=TODAY, version=1, by=clerk, at=NOW)
                    outcomes.append("settled")
                except Conflict:
                    outcomes.append("conflict")
        except BaseException as fault:
            outcomes.append(repr(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 8 + ["settled"] * 8
    with wall.scope(clerks[0].scope):
        assert set(Need.objects.values_list("bucket", "version")) == {("met", 2)}
        assert Movement.objects.count() == 8 * 3
