"""Throws of a seeded generator, made of one number each: the library's own take several and a third of a build."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


def between(dice: Random, least: int, most: int) -> int:
    """Return a whole number of a span, both ends inside."""
    return least + int(dice.random() * (most - least + 1))


def one_of(dice: Random, items: Sequence[Item]) -> Item:
    """Return one of a sequence."""
    return items[int(dice.random() * len(items))]
