"""Logs hold no link: whoever reads a log must not be able to open what a link opens."""

from __future__ import annotations

import logging
import re

_LINK = re.compile(r"(/r/)(?!o/)[^\s/?\"'&]+")


def masked(text: str) -> str:
    """Return text with the secret of every referral link taken out."""
    return _LINK.sub(r"\1…", text)


class MaskLinks(logging.Filter):
    """Takes the secrets of links out of a record, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, masked."""
        message = record.getMessage()
        if "/r/" in message:
            record.msg, record.args = masked(message), ()
        if record.exc_text:
            record.exc_text = masked(record.exc_text)
        return True
