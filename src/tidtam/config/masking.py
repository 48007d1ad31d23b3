"""Logs hold no link: whoever reads a log must not be able to open what a link opens."""

from __future__ import annotations

import logging
import re
import traceback

_LINK = re.compile(r"(/r/|/v/take/|/feed/)(?!o/)[^\s/?\"'&]+")


def masked(text: str) -> str:
    """Return text with the secret of every link taken out: of a referral, of a report's letter, of a calendar."""
    return _LINK.sub(r"\1…", text)


class MaskLinks(logging.Filter):
    """Takes the secrets of links out of a record, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, masked."""
        message = record.getMessage()
        hidden = masked(message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        return True


class Bare(logging.Formatter):
    """Says of a fault its kind and where in our code it happened; no message, no value, no address, no time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        if not record.exc_info or record.exc_info[0] is None:
            return f"{record.levelname} {record.name}"
        frames = [
            f"{frame.filename.rpartition('/tidtam/')[2]}:{frame.lineno}"
            for frame in traceback.extract_tb(record.exc_info[2])
            if "/tidtam/" in frame.filename
        ]
        return f"{record.levelname} {record.exc_info[0].__name__} {' '.join(frames[-4:])}"
