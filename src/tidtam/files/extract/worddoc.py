"""The text of a DOCX: only the parts that hold text are unpacked, each within limits, and parsed without entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ships no types

from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import MEBIBYTE, Limits

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BODY = "word/document.xml"
_HEADER = re.compile(r"word/header\d*\.xml\Z")
_UNSAFE_NAME = re.compile(r"(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:|\x00")
_MAX_PART = 20 * MEBIBYTE
_SMALL = 1 * MEBIBYTE  # Tiny parts may compress better than 100 to 1 without harm.
_ENCRYPTED = 0x1


def read_docx(content: bytes, limits: Limits) -> str:
    """Return the text of headers and body in document order; table cells of a row are parted by a tab.

    Errors: Problem files.bomb, files.corrupt, files.encrypted, files.unsupported.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check(members, limits)
            names = [member.filename for member in members]
            if _BODY not in names:
                raise problem("files.unsupported", found="ZIP ที่ไม่ใช่ DOCX เช่น XLSX หรือไฟล์บีบอัด")
            parts = [*sorted(name for name in names if _HEADER.match(name)), _BODY]
            texts = [_text(fromstring(_unpack(archive, name), forbid_dtd=True)) for name in parts]
    except (zipfile.BadZipFile, zlib.error, ParseError, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise problem("files.corrupt") from error
    except DefusedXmlException as error:
        raise problem("files.bomb") from error
    except (MemoryError, RecursionError) as error:
        raise problem("files.bomb") from error
    return "\n\n".join(dict.fromkeys(text for text in texts if text.strip()))


def _check(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse an archive by its directory, before anything is unpacked."""
    if len(members) > limits.max_members or len({member.filename for member in members}) != len(members):
        raise problem("files.bomb")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise problem("files.encrypted")
    if any(_UNSAFE_NAME.search(member.filename) for member in members):
        raise problem("files.corrupt")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > limits.max_unpacked or (unpacked > _SMALL and unpacked > limits.max_ratio * max(packed, 1)):
        raise problem("files.bomb")
    for member in members:
        if member.file_size > _SMALL and member.file_size > limits.max_ratio * max(member.compress_size, 1):
            raise problem("files.bomb")
    # Members that share bytes unpack to more than the directory admits.
    ordered = sorted(members, key=lambda member: member.header_offset)
    for before, after in pairwise(ordered):
        if before.header_offset + before.compress_size > after.header_offset:
            raise problem("files.bomb")


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(_MAX_PART + 1)
    if len(data) > _MAX_PART:
        raise problem("files.bomb")
    return data


def _text(root: Element) -> str:
    return re.sub(r"\n{3,}", "\n\n", "".join(_walk(root))).strip("\n")


_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted text, field codes and the second copy of a text box are no words of the letter.
_SKIPPED = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr"}


def _walk(node: Element) -> Iterator[str]:
    if node.tag in _SKIPPED:
        return
    if node.tag == f"{_W}t":
        yield node.text or ""
        return
    if node.tag in _BREAKS:
        yield _BREAKS[node.tag]
        return
    if node.tag == f"{_W}tr":
        cells = ("".join(_walk(cell)).strip().replace("\n", " ") for cell in node.findall(f"{_W}tc"))
        yield "\t".join(cells) + "\n"
        return
    if node.tag == f"{_W}txbxContent":
        yield "\n"
    for child in node:
        yield from _walk(child)
    if node.tag == f"{_W}p":
        yield "\n"
