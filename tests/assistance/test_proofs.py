"""A proof of help: a photo or a PDF, written anew; and that whoever receives a need is told without being told what."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from tests.assistance.desk import enter, need
from tests.factories.actors import NOW, TODAY, office

from tidtam.assistance import actions
from tidtam.assistance.models import Need
from tidtam.kernel import wall
from tidtam.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
SECRET = b"Somchai Jaidee"


def photo() -> bytes:
    """Return a photo that says where and by whom it was taken."""
    exif = Image.Exif()
    exif[0x013B] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def paper(pages: int) -> bytes:
    """Return a PDF that says who wrote it."""
    sheets = [Image.new("RGB", (300, 400), colour) for colour in ("white", "grey", "teal")[:pages]]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], author=SECRET.decode())
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "starts", "ending"),
    [(photo(), b"RIFF", "webp"), (paper(1), b"RIFF", "webp"), (paper(3), b"%PDF", "pdf")],
)
def test_a_proof_is_kept_without_what_stands_behind_it(content, starts, ending):
    assert SECRET in content or SECRET.decode().encode("utf-16-be") in content
    client, clerk = enter("DOPA-3014", "drug_recorder")
    wall.enter(clerk.scope)
    one = need(clerk)
    told = {"given": "สังกะสี 20 แผ่น", "on": TODAY.isoformat(), "proof": SimpleUploadedFile("receipt.bin", content)}
    here = reverse("assistance:need", args=[one.public_id])
    assert (
        'type="file"' in client.get(here).content.decode()
        and "multipart/form-data" in client.get(here).content.decode()
    )
    done = client.post(reverse("assistance:move", args=[one.public_id, "settle"]), told)
    assert done.status_code == 302, done.content.decode()[:2000]
    proof = reverse("assistance:proof", args=[one.public_id])
    assert proof in client.get(here).content.decode()
    answer = client.get(proof)
    kept = answer.content
    assert kept.startswith(starts) and SECRET not in kept and SECRET.decode().encode("utf-16-be") not in kept
    assert b"receipt" not in kept and ending in answer["Content-Disposition"]
    wall.enter(clerk.scope)
    stored = Need.objects.get().proof
    assert stored.personal and stored.scope_path == clerk.scope
    other, _ = enter("DOPA-3609", "drug_recorder")
    assert other.get(proof).status_code == 404


def test_what_is_no_proof_is_refused_beside_its_field_and_nothing_moves():
    client, clerk = enter("DOPA-3014", "drug_recorder")
    wall.enter(clerk.scope)
    one = need(clerk)
    told = {"given": "สังกะสี", "on": TODAY.isoformat(), "proof": SimpleUploadedFile("x.pdf", b"%PDF-1.4 broken")}
    answer = client.post(reverse("assistance:move", args=[one.public_id, "settle"]), told)
    assert answer.status_code in (400, 422) and "settle_proof" in answer.content.decode()
    wall.enter(clerk.scope)
    assert Need.objects.get().bucket == "unmet" and Need.objects.get().proof is None
    assert client.get(reverse("assistance:proof", args=[one.public_id])).status_code == 404


def test_the_office_that_receives_a_need_learns_that_something_waits_and_no_more():
    _client, clerk = enter("DOPA-3014", "drug_recorder")
    wall.enter(clerk.scope)
    one = need(clerk, "MEN")
    actions.hand_over(need=one, office=office("DOPA-3015"), by=clerk, at=NOW)
    wall.enter("1.")
    told = Notice.objects.get()
    assert (told.office.code, told.audience, told.url) == ("DOPA-3015", "assistance.manage", "/needs/")
    for word in ("สุขภาพ", "จิต", "บุญเรือง", "ปักธงชัย", "อำเภอ", one.public_id):
        assert word not in told.title + told.body + told.key
