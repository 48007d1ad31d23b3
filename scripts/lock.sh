#!/bin/sh
# Write locks/: every version with its hashes, for every platform; "run" to serve, "dev" to build and test, "node".
set -eu
uv=uv; [ -x .venv/bin/uv ] && uv=.venv/bin/uv
mkdir -p locks
"$uv" lock -q --upgrade
"$uv" export -q --frozen --no-default-groups --no-emit-project --no-header -o locks/run.txt
"$uv" export -q --frozen --group dev --no-emit-project --no-header -o locks/dev.txt
"$uv" export -q --frozen --only-group node --no-emit-project --no-header -o locks/node.txt
