"""What was given to another to do: the sender's row, the receiver's row, and what they ask each other."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tidtam.assistance.choices import REFERRAL_LIVE, Code, ReferralKind, ReferralState, Side
from tidtam.assistance.models.need import Need
from tidtam.assistance.models.reference import Agency
from tidtam.assistance.models.request import Request
from tidtam.files.models import StoredFile
from tidtam.kernel.ids import public_id
from tidtam.offices.models import Office

_LIVE = Q(state__in=list(REFERRAL_LIVE))


class Referral(models.Model):
    """A need given to an agency (by link or letter) or to an office, as its sender sees it; one at most runs per need.

    The link's secret is not kept, only its digest; `generation` rises with each new link and kills the old one.
    """

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "office": "plain", "scope_path": "plain", "request": "plain",
        "need": "plain", "kind": "plain", "agency": "plain", "to_office": "plain", "state": "plain",
        "summary_sealed": "secret", "generation": "plain", "token_hash": "secret", "pin_hash": "secret",
        "pin_tries": "plain", "browser_hash": "secret", "bound_at": "plain", "once_hash": "secret",
        "expires_at": "plain", "answer_by": "plain", "sent_at": "plain", "sent_by": "plain", "read_at": "plain",
        "acknowledged_at": "plain", "answered_at": "plain", "answered_by": "personal", "answer_sealed": "secret",
        "given": "personal", "amount_baht": "plain", "fund": "plain", "done_on": "plain", "proof": "personal",
        "climbed_from": "plain", "step": "plain", "reminded_on": "plain", "decided_at": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    request = models.ForeignKey(Request, null=True, on_delete=models.PROTECT, related_name="referrals")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(max_length=10, choices=ReferralKind.choices)
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.SENT)
    summary_sealed = models.BinaryField(default=b"")
    generation = models.PositiveSmallIntegerField(default=1)
    token_hash = models.BinaryField(null=True, unique=True)
    pin_hash = models.CharField(max_length=200, blank=True)
    pin_tries = models.PositiveSmallIntegerField(default=0)
    browser_hash = models.BinaryField(null=True)
    bound_at = models.DateTimeField(null=True)
    once_hash = models.BinaryField(null=True)  # of the number the next submission must carry
    expires_at = models.DateTimeField(null=True)
    answer_by = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.BigIntegerField(null=True)
    read_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)  # as the one who answered signed
    answer_sealed = models.BinaryField(default=b"")
    given = models.CharField(max_length=200, blank=True)
    amount_baht = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    fund = models.CharField(max_length=120, blank=True)
    done_on = models.DateField(null=True)
    proof = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    climbed_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="climbed")
    step = models.PositiveSmallIntegerField(default=1)  # how many superiors were asked, this one too
    reminded_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)  # somebody decided after "cannot" or "not ours"
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need"], condition=_LIVE, name="assistance_referral_live_once"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, to_office__isnull=True)
                | Q(agency__isnull=True, to_office__isnull=False),
                name="assistance_referral_to_one",
            ),
            models.CheckConstraint(
                condition=Q(amount_baht__isnull=True) | Q(amount_baht__gte=0), name="assistance_referral_amount"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "answer_by"], name="assistance_referral_list"),
            models.Index(fields=["answer_by"], name="assistance_referral_due", condition=_LIVE),
        ]

    def __str__(self) -> str:
        return self.public_id


class Inbound(models.Model):
    """The same referral as the office asked sees it: a summary, in its own scope; the need stays with the sender."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "referral": "plain", "office": "plain", "scope_path": "plain",
        "from_name": "plain", "from_number": "plain", "kind": "plain", "code": "personal", "summary_sealed": "secret",
        "state": "plain", "answer_by": "plain", "received_at": "plain", "read_at": "plain", "answered_at": "plain",
        "answer_sealed": "secret", "answered_by": "plain", "version": "plain",
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="inbound")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope_path = models.TextField(db_collation="C")
    from_name = models.TextField()
    from_number = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=10, choices=ReferralKind.choices)
    code = models.CharField(max_length=3, choices=Code.choices)
    summary_sealed = models.BinaryField(default=b"")
    state = models.CharField(max_length=12, choices=ReferralState.choices, default=ReferralState.SENT)
    answer_by = models.DateField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer_sealed = models.BinaryField(default=b"")
    answered_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["scope_path", "state", "answer_by"], name="assistance_inbound_list")
        ]

    def __str__(self) -> str:
        return self.public_id


class ReferralMessage(models.Model):
    """A question or an answer about a referral: a row for the sender's scope, and one for a receiving office's."""

    classification: ClassVar[dict[str, str]] = {
        "id": "plain", "public_id": "plain", "referral": "plain", "inbound": "plain", "scope_path": "plain",
        "side": "plain", "words_sealed": "secret", "at": "plain", "by": "plain",
    }  # fmt: skip

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="messages")
    inbound = models.ForeignKey(Inbound, null=True, on_delete=models.PROTECT, related_name="messages")
    scope_path = models.TextField(db_collation="C")
    side = models.CharField(max_length=8, choices=Side.choices)
    words_sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(referral__isnull=False, inbound__isnull=True)
                | Q(referral__isnull=True, inbound__isnull=False),
                name="assistance_message_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.public_id
