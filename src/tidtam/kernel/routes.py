"""What a route declares: the permission it needs, or why it is public. An undeclared route fails the build."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.urls import Resolver404, resolve

from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    """Declare that the view needs `permission`; the scope middleware enforces it before the view runs."""

    def mark(view: View) -> View:
        view.needs = permission  # type: ignore[attr-defined]  # a view is a function; the mark is read by the middleware
        return view

    return mark


def public(why: str) -> Callable[[View], View]:
    """Declare that the view is open to anyone, and why."""

    def mark(view: View) -> View:
        view.public = why  # type: ignore[attr-defined]  # as above
        return view

    return mark


def signed_in(why: str) -> Callable[[View], View]:
    """Declare that the view needs a signed-in person but no grant (own account, choice of grant), and why."""

    def mark(view: View) -> View:
        view.signed_in = why  # type: ignore[attr-defined]  # as above
        return view

    return mark


def opens(address: str, actor: Actor | None) -> bool:
    """Say whether a page of the house opens to an actor, by the permission its view declares; no page opens to nobody.

    What an address names may still be refused: a route alone says nothing of one office's own page.
    """
    try:
        view = resolve(address.partition("?")[0].partition("#")[0]).func
    except Resolver404:
        return False
    needed = getattr(view, "needs", None)
    return needed is None or (actor is not None and actor.may(needed))
