#!/bin/sh
# npm test: installs what is missing and runs all tests, or those named: npm test -- src/store test/contract
# LAMBENT_TEST_SYSTEM_PACKAGES=no leaves the machine's packages alone: what needs them says that it could not run.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root" || exit 1
sh tools/setup/install.sh || exit 1

missing=
lacks() { missing="$missing
  $1"; }

if [ "${LAMBENT_TEST_SYSTEM_PACKAGES:-yes}" = yes ]; then
  if folder=$(sh tools/setup/aws-cli.sh); then
    PATH=$PATH:$folder
    export PATH
  else
    lacks 'The AWS CLI could not be installed: its end-to-end tests do not run.'
  fi
  sh tools/setup/postgres.sh >/dev/null || lacks 'PostgreSQL could not be installed: tests of that store do not run.'
  sh tools/setup/ruby.sh || lacks 'Ruby could not be installed: tests of Ruby functions do not run.'
  if browser=$(sh tools/setup/chromium.sh); then
    LAMBENT_TEST_CHROMIUM=$browser
    export LAMBENT_TEST_CHROMIUM
  else
    lacks 'Chromium could not be installed: tests of pages do not run.'
  fi
fi

# Loud at both ends: what stands above thousands of lines is not read.
[ -z "$missing" ] || printf 'WARNING: not everything can be tested here.%s\n\n' "$missing"
sh tools/setup/node.sh tools/run-tests.ts "$@"
status=$?
[ -z "$missing" ] || printf 'WARNING: not everything was tested.%s\n' "$missing" >&2
exit "$status"
