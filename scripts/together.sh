#!/bin/sh
# Run commands at the same time; print what each said, one after the other; fail when one of them failed.
set -u
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
number=0
for command; do
    number=$((number + 1))
    sh -c "$command" >"$said/$number" 2>&1 &
    echo $! >"$said/$number.process"
done
failed=0
for next in $(seq 1 "$number"); do
    wait "$(cat "$said/$next.process")" || failed=1
    cat "$said/$next"
done
exit $failed
