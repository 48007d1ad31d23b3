#!/bin/sh
# The tests that talk to PostgreSQL, once more on the newest system PostgreSQL (15 to 18), when there is one.
set -eu
newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -1 || true)
[ -n "$newest" ] || { echo "ไม่พบ PostgreSQL ของระบบ: ข้ามรอบที่สอง"; exit 0; }
echo "again on $("$newest/postgres" --version)"
TIDTAM_PG_BIN=$newest .venv/bin/python -m pytest tests -n 2 --dist loadfile -m "not browser and not slow" \
    --ignore=tests/letters/reader --ignore=tests/thai --ignore=tests/obligations/rules --ignore=tests/demo \
    --ignore=tests/ui --ignore=tests/files/extract --ignore=tests/config
