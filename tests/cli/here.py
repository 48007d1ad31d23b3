"""The command line without a process of its own: where only what it says is asked, its loading is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidtam import cli


def run_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *args: str, data: Path, code: int = 0
) -> tuple[str, str]:
    """Run a command that needs no database; return what was printed and what was told."""
    monkeypatch.setenv("TIDTAM_DATA", str(data))
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)  # the handlers of this process are pytest's
    ended: object
    try:
        ended = cli.main(list(args))
    except SystemExit as left:
        ended = left.code
    out = capsys.readouterr()
    assert ended == code, out.err
    return out.out, out.err
