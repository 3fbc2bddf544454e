#!/bin/sh
# npm run verify: all that CI does. Runs the tests even when a check failed, and fails when anything did.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
status=0
sh "$root/tools/setup/check.sh" || status=1
sh "$root/tools/setup/test.sh" "$@" || status=1
exit "$status"
