"""Documents of an office: kept once, behind the wall, as they were sent."""

from __future__ import annotations

import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.db.utils import ProgrammingError

from tidtam.audit.models import Entry
from tidtam.files import access, actions, queries, storage
from tidtam.files.downloads import content_disposition, file_response, page_response
from tidtam.files.extract import Extraction, Word, from_pasted
from tidtam.files.extract import PageText as Page
from tidtam.files.models import PageText, StoredFile
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LETTER = "ที่ นม ๐๐๒๓/ว ๑๔๕ ภายในวันที่ ๒๕ ของทุกเดือน".encode()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test its own store and keys."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    options = {"location": str(tmp_path / "files"), "base_url": None}
    backend = "django.core.files.storage.FileSystemStorage"
    monkeypatch.setattr(settings, "STORAGES", settings.STORAGES | {"default": {"BACKEND": backend, "OPTIONS": options}})
    _forget_storage()
    yield
    _forget_storage()


def _forget_storage() -> None:
    from django.core.files import storage as django_storage
    from django.utils.functional import empty

    for name in ("backends", "_storages"):
        django_storage.storages.__dict__.pop(name, None)
    django_storage.storages._backends, django_storage.storages._storages = None, {}
    django_storage.default_storage._wrapped = empty


def offices() -> tuple[Office, Office]:
    with wall.scope(ROOT):
        lgos = list(Office.objects.filter(level="lgo").order_by("id")[:2])
    return lgos[0], lgos[1]


def clerk(office: Office) -> Actor:
    return Actor(user_id=None, grant_id=None, office_id=office.pk, scope=office.path, role="clerk", name="เสมียน")


def store(office: Office, content: bytes = LETTER, *, name: str = "หนังสือ.txt", personal: bool = False) -> StoredFile:
    with wall.scope(office.path):
        by = clerk(office)
        return actions.store(office=office, content=content, name=name, by=by, at=NOW, personal=personal)


def test_the_same_content_is_kept_once_per_office_and_said(tmp_path: Path) -> None:
    one, other = offices()
    first, again, elsewhere = store(one), store(one, name="อีกชื่อ.txt"), store(other)
    assert (first.already_held, again.already_held, elsewhere.already_held) == (False, True, False)
    assert again.pk == first.pk and elsewhere.pk != first.pk
    assert first.sha256 == hashlib.sha256(LETTER).hexdigest()
    path = tmp_path / "files" / first.sha256[:2] / first.sha256
    assert path.read_bytes() == LETTER == elsewhere.open_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with wall.scope(one.path):
        assert queries.find_same(one, first.sha256) == first
        assert queries.find_same(other, first.sha256) is None
        assert Entry.objects.filter(verb="files.stored", object_id=str(first.pk)).count() == 1


def test_nobody_else_on_the_machine_may_look_into_the_store(tmp_path: Path) -> None:
    storage._write_durably(tmp_path / "files/ab/abc", b"x")
    for path in ("files", "files/ab", "files/ab/abc"):
        assert stat.S_IMODE((tmp_path / path).stat().st_mode) & 0o077 == 0, path


def test_behind_the_wall_another_office_sees_neither_document_nor_pages() -> None:
    one, other = offices()
    file = store(one)
    with wall.scope(one.path):
        actions.keep_pages(file=file, extraction=from_pasted(LETTER.decode()))
        assert access.get_visible(clerk(one), file.public_id) == file
        assert access.get_page(clerk(one), file.public_id, 1).text == LETTER.decode()
    for scope in (other.path, ""):
        with wall.scope(scope):
            # No filter of ours here: the database alone hides the rows.
            assert (StoredFile.objects.count(), PageText.objects.count()) == (0, 0)
            with pytest.raises(Missing):
                access.get_visible(clerk(other), file.public_id)
    with wall.scope(one.path), pytest.raises(Missing):
        access.get_page(clerk(one), file.public_id, 2)


def test_nobody_writes_a_document_into_another_office() -> None:
    one, other = offices()
    with pytest.raises(ProgrammingError, match="row-level security"), wall.scope(other.path), transaction.atomic():
        actions.store(office=one, content=LETTER, name="a.txt", by=clerk(other), at=NOW)


def test_handing_over_gives_the_other_office_its_own_rows() -> None:
    one, other = offices()
    file = store(one)
    with wall.scope(one.path):
        actions.keep_pages(file=file, extraction=from_pasted(LETTER.decode()))
        copy = actions.hand_to(file=file, office=other, by=clerk(one), at=NOW)
        again = actions.hand_to(file=file, office=other, by=clerk(one), at=NOW)
        assert not copy.already_held and again.already_held
        assert list(access.visible_to(clerk(one))) == [file]
    with wall.scope(other.path):
        seen = access.get_visible(clerk(other), copy.public_id)
        assert seen.open_bytes() == LETTER
        assert [page.text for page in queries.pages_of(seen)] == [LETTER.decode()]


def test_pages_keep_words_and_pictures() -> None:
    one, _ = offices()
    file = store(one)
    words = (Word(0, 3, 0.1, 0.2, 0.3, 0.4), Word(4, 6, 0.0, 0.0, 1.0, 1.0))
    pages = (Page(1, "กขค งจ", words, b"RIFF....WEBP", "ocr", 0, 0.9), Page(2, "x", start=8))
    with wall.scope(one.path):
        actions.keep_pages(file=file, extraction=Extraction("pdf", "กขค งจ\n\nx", pages))
        kept = actions.keep_pages(file=file, extraction=Extraction("pdf", "กขค งจ\n\nx", pages))
        first, second = queries.pages_of(file)
        assert [w[:2] for w in first.words] == [(0, 3), (4, 6)]
        assert first.words[0][2:] == pytest.approx(words[0][2:], abs=1e-4)
        assert (first.image_bytes(), first.confidence, second.start, second.image) == (b"RIFF....WEBP", 0.9, 8, "")
        assert len(kept) == 2
        answer = page_response(first)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/webp", "nosniff")


def test_personal_content_is_unreadable_on_disk_and_keys_are_closed(tmp_path: Path) -> None:
    one, _ = offices()
    file = store(one, personal=True)
    assert file.open_bytes() == LETTER
    for path in (tmp_path / "files").rglob("*"):
        assert not path.is_file() or LETTER[:20] not in path.read_bytes()
    key = tmp_path / "keys" / "files-1"
    assert stat.S_IMODE(key.stat().st_mode) == 0o400
    second = tmp_path / "keys" / "files-2"
    second.write_text("ab" * 32)
    newer = store(one, LETTER + b"!", personal=True)
    assert file.open_bytes() == LETTER and newer.open_bytes() == LETTER + b"!"
    second.unlink()
    with pytest.raises(Problem) as caught:
        newer.open_bytes()
    assert (caught.value.code, caught.value.details["key"]) == ("files.key_missing", "files-2")
    with pytest.raises(ValueError, match="personal"):
        actions.keep_pages(file=file, extraction=from_pasted("ก"))


@pytest.mark.parametrize("personal", [False, True])
def test_a_flipped_bit_is_noticed(tmp_path: Path, personal: bool) -> None:
    one, _ = offices()
    file = store(one, personal=personal)
    path = tmp_path / "files" / storage.address(file.sha256, sealed=personal)
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    with pytest.raises(Problem) as caught:
        file.open_bytes()
    assert caught.value.code == "files.damaged"
    path.unlink()
    with pytest.raises(Problem) as caught:
        file.open_bytes()
    assert caught.value.code == "files.missing"


def test_only_what_nobody_refers_to_and_nobody_used_lately_is_swept(tmp_path: Path) -> None:
    one, _ = offices()
    kept = store(one)
    with wall.scope(one.path):
        pages = (Page(1, "ก", image=b"RIFF-page"),)
        actions.keep_pages(file=kept, extraction=Extraction("pdf", "ก", pages))
    for content in (b"orphan", b"young orphan"):
        storage.keep(content)
    broken_off = tmp_path / "files" / kept.sha256[:2] / ".0123456789abcdef"
    broken_off.write_bytes(b"half")
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file() and path.read_bytes() != b"young orphan":
            os.utime(path, (long_ago, long_ago))
    assert actions.sweep(at=datetime.now(UTC)) == 2
    left = {path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()}
    assert left == {LETTER, b"RIFF-page", b"young orphan"}


@pytest.mark.parametrize(("content", "code"), [(b"", "files.empty"), (b"\x7fELF" + bytes(99), "files.unsupported")])
def test_what_cannot_be_a_document_is_not_kept(content: bytes, code: str) -> None:
    one, _ = offices()
    with pytest.raises(Problem) as caught:
        store(one, content)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("หนังสือ นม 0023.pdf", "หนังสือ นม 0023.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\ลับ.docx", "ลับ.docx"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_ x.pdf"),
        ("fdp\u202egnp.exe", "fdpgnp.exe"),
        ("...", "ไฟล์"),
        ("", "ไฟล์"),
        ("ก" * 300 + ".pdf", "ก" * 188 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, clean: str) -> None:
    assert actions.clean_name(name) == clean


def test_the_original_is_only_ever_a_download() -> None:
    one, _ = offices()
    file = store(one, b"<script>alert(1)</script> " + LETTER, name="page.html")
    answer = file_response(file)
    assert answer.content == file.open_bytes()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_download_names_are_ascii_outside_and_thai_inside() -> None:
    header = content_disposition("หนังสือ ๑.pdf")
    assert header.isascii() and "\n" not in header
    assert header.startswith("attachment; filename=\"document.pdf\"; filename*=UTF-8''%E0%B8%AB")
