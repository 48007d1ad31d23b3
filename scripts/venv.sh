#!/bin/sh
# Make .venv from the lock file. Needs Python 3.11+; uv comes from PyPI into the environment itself.
set -eu
# The distribution's own Python first, where it can make environments: compiled with a profile, it runs half as fast
# again as most that were built by hand.
if [ -n "${PYTHON:-}" ]; then python=$PYTHON
elif /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=/usr/bin/python3
else python=python3; fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "ต้องใช้ Python 3.11 ขึ้นไป (พบ $("$python" --version 2>&1)) · Python 3.11 or newer is needed" >&2; exit 1; }
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
            "$python" -m venv .venv
        else
            echo "ติดตั้งก่อน: sudo apt-get install python3-venv · install python3-venv first" >&2; exit 1
        fi
    fi
fi
uv=.venv/bin/uv
[ -x "$uv" ] || uv=$(command -v uv) || { .venv/bin/python -m pip install -q --disable-pip-version-check uv==0.13.8; uv=.venv/bin/uv; }
extra=""
command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ] || extra="locks/node.txt"
VIRTUAL_ENV=$PWD/.venv; export VIRTUAL_ENV
for lock in locks/dev.txt $extra; do "$uv" pip install -q --require-hashes -r "$lock"; done
"$uv" pip install -q --no-deps --no-build-isolation -e .
touch .venv/ready
