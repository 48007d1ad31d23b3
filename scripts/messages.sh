#!/bin/sh
# Collect and compile translations (English; the message ids are Thai). Collecting needs Debian's gettext.
set -eu
(cd src/tidtam && DJANGO_SETTINGS_MODULE=tidtam.config.settings ../../.venv/bin/python ../../scripts/messages.py)
.venv/bin/pybabel -q compile -D django -d src/tidtam/locale
