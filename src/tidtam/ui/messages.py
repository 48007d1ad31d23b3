"""Compiles our translations without the gettext programs, which a bare office machine does not have.

`python -m tidtam.ui.messages` writes `django.mo` beside every `django.po` of `tidtam/locale`.
"""

from __future__ import annotations

import ast
import re
import struct
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")$')


def read_catalogue(text: str) -> dict[str, str]:
    """Read the messages of a .po file, context and plurals joined as gettext stores them.

    Shape: message by source; fuzzy and empty ones are left out.
    Errors: ValueError with the line's number when a line is neither message, comment nor blank.
    """
    messages: dict[str, str] = {}
    entry: dict[str, str] = {}
    fuzzy, key = False, ""

    def close() -> None:
        if "msgid" in entry and not fuzzy:
            source = entry["msgid"] + (f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else "")
            context = f"{entry['msgctxt']}\4" if "msgctxt" in entry else ""
            forms = [entry[name] for name in sorted(entry) if name.startswith("msgstr")]
            if any(forms):
                messages[context + source] = "\0".join(forms)
        entry.clear()

    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        found = _KEYWORD.match(line)
        if found:
            starts_new = found[1] == "msgctxt" or (found[1] == "msgid" and "msgid" in entry)
            if starts_new and entry:
                close()
                fuzzy = False
            key = found[1]
            entry[key] = ast.literal_eval(found[3])
        elif line.startswith('"') and key:
            entry[key] += ast.literal_eval(line)
        elif not line or line.startswith("#"):
            close()
            fuzzy = line.startswith("#,") and "fuzzy" in line if line else False
            key = ""
        else:
            raise ValueError(f"line {number}: {line}")
    close()
    return messages


def compiled(messages: dict[str, str]) -> bytes:
    """Return the .mo file of the messages.

    Source: the GNU gettext manual, "The Format of GNU MO Files".
    """
    pairs = sorted((source.encode(), target.encode()) for source, target in messages.items())
    start = 28 + 16 * len(pairs)
    index, blob = [], b""
    for column in (0, 1):
        for pair in pairs:
            index.append(struct.pack("<II", len(pair[column]), start + len(blob)))
            blob += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(index) + blob


def compile_all(folder: Path = LOCALE) -> int:
    """Compile every catalogue below `folder`; return how many."""
    catalogues = sorted(folder.glob("*/LC_MESSAGES/django.po"))
    for path in catalogues:
        path.with_suffix(".mo").write_bytes(compiled(read_catalogue(path.read_text(encoding="utf-8"))))
    return len(catalogues)


if __name__ == "__main__":
    compile_all()
