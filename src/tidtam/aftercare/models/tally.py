"""What is counted of aftercare per province and district, kept by triggers (migration `tally`); never a person."""

from __future__ import annotations

from django.db import models

from tidtam.aftercare.models.programme import Programme

PROVINCE, DISTRICT = 1, 2


class Tally(models.Model):
    """How many rows of one kind one province (tier 1) or district (tier 2) has, by programme.

    `measure` says of what: round.<state> and visit.<result> by half-month (`slot` = `facts.half_of`), nth.<state or
    result> by number of the round (`slot`), and with slot 0 enrolled, status.<status>, substance.<code>,
    need.<bucket>.<code>, person.asked, person.waiting. Written by the database alone.
    """

    classification = {
        "id": "plain", "tier": "plain", "node": "plain", "programme": "plain", "measure": "plain", "slot": "plain",
        "n": "plain",
    }  # fmt: skip

    tier = models.SmallIntegerField()
    node = models.TextField(db_collation="C")
    programme = models.ForeignKey(Programme, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    measure = models.TextField(db_collation="C")
    slot = models.IntegerField()
    n = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "measure", "node", "slot", "programme"], name="aftercare_tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.measure} {self.slot}: {self.n}"


class Mark(models.Model):
    """That something counted of a province has changed: a number drawn anew at every change, per connection.

    The sum over a province is another one after every commit, so that what was reckoned can be kept until then.
    Written by the database alone (migration `marks`).
    """

    classification = {"node": "plain", "backend": "plain", "n": "plain"}

    pk = models.CompositePrimaryKey("node", "backend")
    node = models.TextField(db_collation="C")
    backend = models.IntegerField()
    n = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.node} {self.n}"
