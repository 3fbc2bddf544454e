#!/bin/sh
# Finds or installs the AWS CLI that the end-to-end tests drive, and prints the folder that holds `aws`; prints nothing and
# exits 1 when it cannot be had. The one on the PATH; else one that this script installed before; else from PyPI into a
# virtual environment of our own; else Debian's.
set -u
if found=$(command -v aws) && "$found" --version >/dev/null 2>&1; then
  dirname -- "$found"
  exit 0
fi
venv=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/lambent/aws-cli
if [ -x "$venv/bin/aws" ] && "$venv/bin/aws" --version >/dev/null 2>&1; then
  echo "$venv/bin"
  exit 0
fi

apt() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
  if [ -z "${updated:-}" ]; then
    apt-get update -qq >&2 || return 1
    updated=yes
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

echo 'Installing the AWS CLI for the tests (once) ...' >&2
from_pypi() {
  rm -rf "$venv" && python3 -m venv "$venv" >/dev/null 2>&1 && "$venv/bin/pip" install --quiet awscli >&2
}
# Debian's python3 comes without the module that makes environments.
if from_pypi || { apt python3 python3-venv && from_pypi; }; then
  echo "$venv/bin"
  exit 0
fi
rm -rf "$venv"
if apt awscli && found=$(command -v aws); then
  dirname -- "$found"
  exit 0
fi
exit 1
