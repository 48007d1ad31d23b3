"""Office files (docx, xlsx, pptx) of which only what shows something is kept, without names, times and programs.

Kept: the parts that hold words, sheets and slides, their pictures painted anew. Gone: properties, comments and who
made them, macros (refused), embedded files, links to other files, identifiers of editing sessions, paths.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

from lxml import etree

from tidtam.kernel.problem import Problem
from tidtam.tips.cleaning.pictures import again, bomb, broken

MOST_PARTS = 1000
MOST_UNPACKED = 100 * 1024 * 1024
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TYPES = "[Content_Types].xml"
_PICTURES = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png"}
_MACROS = re.compile(r"vba|activex|macro", re.IGNORECASE)
# What shows something, by the folder of the format. Everything else stays behind.
_KEPT = re.compile(
    r"(word/(document|styles|numbering|fontTable|settings|footnotes|endnotes|header\d*|footer\d*|theme/theme\d*)\.xml"
    r"|xl/(workbook|styles|sharedStrings|theme/theme\d*|worksheets/sheet\d+|drawings/drawing\d+|charts/chart\d+"
    r"|tables/table\d+)\.xml"
    r"|ppt/(presentation|presProps|viewProps|tableStyles|theme/theme\d+|slides/slide\d+|slideLayouts/slideLayout\d+"
    r"|slideMasters/slideMaster\d+|charts/chart\d+)\.xml"
    r"|(word|xl|ppt)/media/[^/]+\.(jpe?g|png))\Z",
    re.IGNORECASE,
)
# Elements whose whole content is about the file, not in it.
_FAR = frozenset({
    "rsids", "rsid", "rsidRoot", "docVars", "docId", "mailMerge", "attachedTemplate", "absPath", "fileSharing",
    "revisionPtr", "extLst", "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef",
    "legacyDrawing", "legacyDrawingHF", "oleObjects", "controls", "customWorkbookViews", "docPartObj",
    "documentProtection", "writeProtection", "modifyVerifier", "custDataLst", "cmAuthorLst", "proofState",
    "externalReferences", "bookmarkStart", "bookmarkEnd", "notesMasterIdLst", "handoutMasterIdLst", "customShowLst",
    "dataBinding",
})  # fmt: skip
_EMPTIED = frozenset({"author", "initials", "userId", "providerId", "userName", "lastModifiedBy", "descr", "codeName"})
_DROPPED = re.compile(r"rsid\w*|date|dateUtc|dT|uid|paraId|textId|durableId|lastEdited|lowestEdited|rupBuild")
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FIELD = re.compile(
    r"\b(AUTHOR|LASTSAVEDBY|USER(NAME|INITIALS|ADDRESS)|FILENAME|(SAVE|CREATE|PRINT)DATE|DOCPROPERTY)\b"
)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _tree(raw: bytes) -> etree._Element:
    root = etree.fromstring(raw, _parser())
    if root.getroottree().docinfo.doctype:
        raise broken()
    return root


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def clean(content: bytes) -> bytes:
    """Return the file anew. Errors: Problem tips.file_macro, tips.file_bomb, tips.file_broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(archive)
            return _written(parts, _kept(parts))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, RuntimeError, NotImplementedError) as error:
        raise broken() from error
    except MemoryError as error:
        raise bomb() from error


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise bomb()
    if any(_MACROS.search(info.filename) for info in infos):
        raise Problem("tips.file_macro", "ไฟล์นี้มีโปรแกรม (มาโคร) อยู่ข้างใน บันทึกเป็น PDF แล้วส่งใหม่", field="files")
    found: dict[str, bytes] = {}
    for info in infos:
        if info.filename in found:
            raise broken()  # two parts of one name: readers differ in which of them they show
        if info.filename == _TYPES or info.filename.endswith(".rels") or _KEPT.match(info.filename):
            with archive.open(info) as part:
                found[info.filename] = part.read(MOST_UNPACKED + 1)
            if len(found[info.filename]) > info.file_size:
                raise bomb()
    return found


def _kept(parts: dict[str, bytes]) -> set[str]:
    if "macroEnabled" in parts[_TYPES].decode("utf-8", "replace"):
        raise Problem("tips.file_macro", "ไฟล์นี้มีโปรแกรม (มาโคร) อยู่ข้างใน บันทึกเป็น PDF แล้วส่งใหม่", field="files")
    return {name for name in parts if _KEPT.match(name)}


def _written(parts: dict[str, bytes], kept: set[str]) -> bytes:
    made: dict[str, bytes] = {_TYPES: _types(parts[_TYPES], kept)}
    lost: dict[str, set[str]] = {}
    for name, raw in parts.items():
        source = _source(name)
        if source is not None and (source == "" or source in kept):
            made[name], lost[source] = _relations(raw, source, kept)
    for name in kept:
        kind = _PICTURES.get(posixpath.splitext(name)[1].lower())
        made[name] = (
            again(parts[name], _really(parts[name], kind)) if kind else _scrubbed(parts[name], lost.get(name, set()))
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [_TYPES, *sorted(set(made) - {_TYPES})]:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), made[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _really(raw: bytes, named: str) -> str:
    """Return what a picture is: its name may lie, its content must stay what the document calls it."""
    return "png" if raw.startswith(b"\x89PNG") else "jpeg" if raw.startswith(b"\xff\xd8") else named


def _source(name: str) -> str | None:
    """Return the part whose relations a `.rels` part holds ('' for the whole file), None for any other part."""
    folder, base = posixpath.split(name)
    if not base.endswith(".rels") or posixpath.basename(folder) != "_rels":
        return None
    return posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))


def _types(raw: bytes, kept: set[str]) -> bytes:
    root = _tree(raw)
    for element in list(root):
        part = element.get("PartName", "").lstrip("/")
        if _name(element) == "Override" and part not in kept:
            root.remove(element)
    return _bytes(root)


def _relations(raw: bytes, source: str, kept: set[str]) -> tuple[bytes, set[str]]:
    """Return the relations that lead to something kept, and the ids of the others."""
    root, lost = _tree(raw), set()
    for element in list(root):
        target, outside = element.get("Target", ""), element.get("TargetMode") == "External"
        base = posixpath.dirname(source)
        inside = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))
        if outside or inside not in kept:
            lost.add(element.get("Id", ""))
            root.remove(element)
    return _bytes(root), lost


def _scrubbed(raw: bytes, lost: set[str]) -> bytes:
    root = _tree(raw)
    for element in list(root.iter()):
        name = _name(element)
        if element is not root and (name in _FAR or _leads_away(element, lost)):
            _take_out(element, keep_inside=name == "hyperlink")
            continue
        if name in ("instrText", "fldSimple") and _FIELD.search(
            " ".join([element.text or "", *element.attrib.values()])
        ):
            _take_out(element, keep_inside=False)
            continue
        for key in list(element.attrib):
            local = etree.QName(key).localname
            if local in _EMPTIED:
                element.set(key, "")
            elif _DROPPED.fullmatch(local):
                del element.attrib[key]
            elif local == "name" and name in ("cNvPr", "docPr"):
                element.set(key, "")  # a picture's name is that of its file
    return _bytes(root)


def _leads_away(element: etree._Element, lost: set[str]) -> bool:
    return any(key.startswith("{" + _REL + "}") and value in lost for key, value in element.attrib.items())


def _take_out(element: etree._Element, *, keep_inside: bool) -> None:
    """Remove an element; of a link keep the words."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    if keep_inside:
        for child in reversed(list(element)):
            parent.insert(at, child)
    parent.remove(element)


def _bytes(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
