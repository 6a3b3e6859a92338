#!/bin/sh
# The vendor's own client against the server: run.sh ANNOTTY DIRECTORY. The client is put into the directory; where that
# can't be done the test says so and is skipped.
set -eu
annotty=$1
modules=$2
here=$(cd "$(dirname -- "$0")" && pwd)

skip() {
    printf '1..0 # SKIP the vendor'\''s client: %s\n' "$*"
    exit 0
}

for tool in node npm; do
    command -v "$tool" >/dev/null 2>&1 || skip "$tool is not here"
done

sum=$(cat "$here/package.json" "$here/package-lock.json" | cksum)
if [ ! -f "$modules/installed" ] || [ "$(cat "$modules/installed")" != "$sum" ]; then
    rm -rf "$modules"
    mkdir -p "$modules"
    cp "$here/package.json" "$here/package-lock.json" "$modules"
    (cd "$modules" && npm ci --omit=optional --ignore-scripts --no-audit --no-fund --fetch-retries=1 \
        --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=1000 --fetch-timeout=30000) \
        >"$modules/npm.log" 2>&1 || skip "npm can't fetch it (see $modules/npm.log)"
    printf '%s\n' "$sum" >"$modules/installed"
fi
exec node "$here/client.mjs" "$annotty" "$modules"
