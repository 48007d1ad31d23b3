"""What stands behind a command's name, and what is said in Thai when it is wrong."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import NoReturn


def day(text: str) -> date:
    """Return the day written as 2024-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"วันที่ต้องเขียนแบบ 2024-01-31 ไม่ใช่ {text}") from error


def port(text: str) -> int:
    """Return a TCP port."""
    if not (text.isdigit() and text.isascii() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f"พอร์ตต้องเป็นเลข 1 ถึง 65535 ไม่ใช่ {text}")
    return int(text)


class ThaiParser(argparse.ArgumentParser):
    """Says in Thai what is wrong with the arguments."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and what to mend; leave with 2."""
        for pattern, said in _WRONG:
            if found := re.search(pattern, message):
                message = said.format(*found.groups())
                break
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


# What argparse says, and what we say instead.
_WRONG = (
    (r"^the following arguments are required: (.*)", "ยังขาด {0}"),
    (r"^argument คำสั่ง: invalid choice: (\S+)", "ไม่มีคำสั่ง {0} ดูคำสั่งทั้งหมดด้วย tidtam --help"),
    (r"^unrecognized arguments: (.*)", "ไม่รู้จัก {0}"),
    (r"^argument (\S+): expected one argument", "{0} ต้องมีค่าตามหลัง"),
    (r"^argument (\S+): invalid int value: (.*)", "{0} ต้องเป็นจำนวนเต็ม ไม่ใช่ {1}"),
    (r"^argument (\S+): (.*)", "{0}: {1}"),
)
