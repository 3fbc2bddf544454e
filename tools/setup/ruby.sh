#!/bin/sh
# Makes sure that Ruby is on the machine, for the tests of Ruby functions: as root with apt-get. Fails when it is not to be had.
set -u
command -v ruby >/dev/null 2>&1 && exit 0
[ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || exit 1
echo 'Installing Ruby for the tests ...' >&2
apt-get update -qq >&2 || exit 1
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ruby >/dev/null || exit 1
