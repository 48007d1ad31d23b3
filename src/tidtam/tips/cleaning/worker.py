"""The process in which files of strangers are opened: bytes in, bytes out, nothing written, little allowed.

`python -m tidtam.tips.cleaning.worker KIND`; it knows no Django and no database.
"""

from __future__ import annotations

import json
import resource
import sys

from tidtam.kernel.problem import Problem

_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 20


def confine() -> None:
    """Take away what cleaning a file does not need: to write files, most memory, most time."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def cleaned(content: bytes, kind: str) -> bytes:
    """Return the file without hidden data. Errors: Problem of its kind."""
    if kind == "pdf":
        from tidtam.tips.cleaning import pdf

        return pdf.clean(content)
    if kind in ("docx", "xlsx", "pptx"):
        from tidtam.tips.cleaning import office

        return office.clean(content)
    from tidtam.tips.cleaning import pictures

    return pictures.clean(content, kind)


def main(kind: str) -> int:
    """Clean standard input onto standard output; 3 with a Problem as JSON when it is refused."""
    content = sys.stdin.buffer.read()
    confine()
    try:
        out = cleaned(content, kind)
    except Problem as problem:
        sys.stdout.buffer.write(json.dumps({"code": problem.code, "message": problem.message}).encode())
        return 3
    sys.stdout.buffer.write(out)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
