"""What a check found: beside which field, how grave, and a Thai sentence that can be translated at the edge."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as _field
from typing import Any


def mark(text: str) -> str:
    """Return a Thai sentence unchanged, marked for translation; these rules also run where no Django is set up."""
    return text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend (`hard`) or to look at (a warning). `text` is the msgid, `params` fill it."""

    field: str
    code: str
    text: str
    params: dict[str, Any] = _field(default_factory=dict)
    hard: bool = True

    @property
    def message(self) -> str:
        """Return the sentence in Thai."""
        return self.said(str)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence through a translator such as gettext; words among the parameters too."""
        params = {k: translate(v) if isinstance(v, str) and v else v for k, v in self.params.items()}
        text = translate(self.text)
        return text % params if params else text


def hard(found: list[Finding]) -> list[Finding]:
    """Return those that stop a record from being saved."""
    return [one for one in found if one.hard]
