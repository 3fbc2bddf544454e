#!/bin/sh
# Makes sure that Chromium is on the machine, for the tests of pages: as root with apt-get. Prints the program's path; fails when it is
# not to be had. LAMBENT_TEST_CHROMIUM names another one.
set -u
find_browser() {
  for name in ${LAMBENT_TEST_CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return 0
  done
  return 1
}
find_browser && exit 0
[ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || exit 1
echo 'Installing Chromium for the tests ...' >&2
apt-get update -qq >&2 || exit 1
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null || exit 1
find_browser
