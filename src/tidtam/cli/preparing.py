"""Bring a database up to the program: migrate, then load areas and offices. Loads Django only when it works."""

from __future__ import annotations

import hashlib
import os
from importlib import metadata
from pathlib import Path

from tidtam.config.postgres import data_dir

MARK = "prepared"


def _wanted() -> str:
    """Return what a database must have been prepared for: every migration's name and the libraries that bring some."""
    package = Path(__file__).resolve().parent.parent
    names = sorted(str(path.relative_to(package)) for path in package.glob("*/migrations/*.py"))
    names += [f"{name} {metadata.version(name)}" for name in ("django", "django-allauth", "procrastinate", "geothai")]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def is_current() -> bool:
    """Say whether the embedded database of the data folder was prepared by this version of the program."""
    try:
        return (data_dir() / MARK).read_text() == _wanted()
    except FileNotFoundError:
        return False


def prepare(*, demo_lgos: bool = True) -> dict[str, int]:
    """Migrate as the owner, load areas and offices as the app. Needs a running database.

    Shape: {"areas": n, "offices": n} newly made.
    """
    os.environ["TIDTAM_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)
    from tidtam.demo import nation

    made = nation.load_tree(demo_lgos=demo_lgos)
    (data_dir() / MARK).write_text(_wanted())
    return made
