"""The command line: one thing per command; each calls an action or a query."""

from __future__ import annotations

import argparse
import os
import sys


def prepare(*, tree: bool = False) -> None:
    """Migrate as the owner and, with `tree`, load areas and offices as the app. Needs a running database."""
    os.environ["TIDTAM_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)
    if tree:
        from tidtam.demo import nation

        nation.load_tree()


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="tidtam", description="ติดตาม")
    parser.parse_args(argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
