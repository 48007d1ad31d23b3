"""Who acts: one person under one grant (office and role) at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import NotAllowed


@dataclass(frozen=True, slots=True)
class Actor:
    """One person under one grant. `scope` is the office's path and ends in a full stop; '' sees nothing."""

    user_id: int | None
    grant_id: int | None
    office_id: int | None
    scope: str
    role: str
    name: str = ""
    permissions: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Say whether the grant holds `permission`."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Errors: NotAllowed without `permission`."""
        if permission not in self.permissions:
            raise NotAllowed("accounts.not_allowed", "บทบาทของคุณยังไม่มีสิทธิ์ทำเรื่องนี้", permission=str(permission))

    def as_office(self, office_id: int, path: str) -> Actor:
        """Return the office itself as the one who acts, where an entry must not tell who of which office wrote it."""
        return replace(self, user_id=None, grant_id=None, office_id=office_id, scope=path, name="")


ROOT = "1."


def system(name: str) -> Actor:
    """Return the actor of work nobody clicked for (a task, a command); it holds every permission."""
    return Actor(
        user_id=None, grant_id=None, office_id=None, scope=ROOT, role="system", name=name,
        permissions=frozenset(Permission),
    )  # fmt: skip
