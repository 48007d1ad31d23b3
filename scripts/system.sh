#!/bin/sh
# Make sure of Debian's packages: "serve" for OCR and letters, "test" for browser tests too. Root installs what is
# missing; anybody else is told exactly what to install.
set -eu
wanted="tesseract-ocr:tesseract tesseract-ocr-tha:/usr/share/tesseract-ocr/5/tessdata/tha.traineddata fonts-tlwg-laksaman-ttf:/usr/share/fonts/truetype/tlwg/Laksaman.ttf"
[ "${1:-serve}" = test ] && wanted="$wanted chromium:chromium poppler-utils:pdftotext postgresql:/usr/lib/postgresql fonts-thai-tlwg:/usr/share/fonts/truetype/tlwg/Loma.ttf"
missing=""
for one in $wanted; do
    package=${one%%:*}; proof=${one#*:}
    case "$proof" in
        /*) [ -e "$proof" ] || missing="$missing $package" ;;
        *) command -v "$proof" >/dev/null || missing="$missing $package" ;;
    esac
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "ติดตั้ง:$missing"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "ยังขาด:$missing" >&2
    echo "ติดตั้งด้วย: sudo apt-get install --no-install-recommends$missing" >&2
    [ "${1:-serve}" = serve ] || exit 1   # serving works without them: scans then wait until they are there
fi
