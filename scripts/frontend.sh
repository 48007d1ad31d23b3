#!/bin/sh
# Build the islands and fonts; with "test", run their linter and tests. Uses the machine's Node 22+ or the one from PyPI.
set -eu
if ! { command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ]; }; then
    PATH="$PWD/.venv/bin:$PATH"; export PATH
fi
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-audit --no-fund
fi
if [ "${1:-build}" = test ]; then
    npm run --silent check && npm test --silent
else
    npm run --silent build
    touch src/tidtam/ui/static/dist/ready
fi
