#!/bin/sh
# Format, lint, types, contracts.
set -eu
.venv/bin/ruff format --check -q src tests
.venv/bin/ruff check -q src tests
.venv/bin/lint-imports --no-cache >/tmp/tidtam-imports.$$ 2>&1 || { cat /tmp/tidtam-imports.$$; rm -f /tmp/tidtam-imports.$$; exit 1; }
rm -f /tmp/tidtam-imports.$$
TIDTAM_DATA=${TIDTAM_DATA:-$PWD/.tidtam/lint} .venv/bin/mypy --no-error-summary
echo "lint, types, contracts: ok"
