#!/bin/sh
# Collect and compile translations (English; the message ids are Thai).
set -eu
.venv/bin/pybabel compile -q -D django -d src/tidtam/locale
