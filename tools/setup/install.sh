#!/bin/sh
# Installs the packages of package-lock.json into this clone, if that has not been done. Run by bin/lambent, npm test and
# .ci/run. Quiet unless a person watches; npm's own words are shown when it fails.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root" || exit 1
stamp=node_modules/.lambent-installed
lock=.installing

say() { [ ! -t 2 ] || printf '%s\n' "$*" >&2; }

# npm's own record of the tree tells whether it is the one that the lock file asks for; any Node.js can compare them.
installed() {
  [ -f node_modules/.package-lock.json ] || return 1
  [ ! "$stamp" -nt package-lock.json ] || return 0
  . bin/find-node.sh
  find_node "$root"
  [ -n "$node" ] && "$node" tools/setup/installed.mjs || return 1
  # A stamp that cannot be written only costs the next start some time.
  touch "$stamp" 2>/dev/null || :
}

# One at a time: two that clean the same folder would each break the other. The lock is a folder with the owner's id in it;
# one whose owner is gone, or that never got an id, is taken over.
wait_for_others() {
  anonymous=0
  until mkdir "$lock" 2>/dev/null; do
    if [ ! -d "$lock" ]; then
      echo "lambent: $root is not writable, and packages must be installed there first." >&2
      exit 1
    fi
    other=$(cat "$lock/pid" 2>/dev/null) || other=
    if [ -z "$other" ]; then anonymous=$((anonymous + 1)); fi
    if [ "$anonymous" -gt 3 ] || { [ -n "$other" ] && ! kill -0 "$other" 2>/dev/null; }; then
      rm -rf "$lock"
    else
      say 'Another process is installing; waiting for it.'
      sleep 1
    fi
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$root/$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

if installed; then exit 0; fi
if ! command -v npm >/dev/null 2>&1; then
  echo 'lambent: npm is needed to install what is missing, and was not found. Any version from 9 on will do.' >&2
  exit 1
fi
wait_for_others
if installed; then exit 0; fi

say 'Installing packages (once, and again when package-lock.json changes) ...'
log=$(mktemp "${TMPDIR:-/tmp}/lambent-install.XXXXXX") || exit 1
run_npm() {
  if [ -t 2 ]; then
    npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error --progress=true >"$log"
  else
    npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error --progress=false >"$log" 2>&1
  fi
}
if ! run_npm; then
  cat "$log" >&2
  rm -f "$log"
  echo 'lambent: npm could not install the packages (its words are above).' >&2
  exit 1
fi
rm -f "$log"

# npm 10 and older remove this link again (see bin/find-node.sh); editors and people like to find it.
. bin/find-node.sh
find_node "$root"
case $node in
  "$root"/node_modules/*) [ -e node_modules/.bin/node ] || ln -s "..${node#"$root"/node_modules}" node_modules/.bin/node ;;
esac
touch "$stamp"
# For the first start's sake. It starts as well without, only more slowly.
[ ! -f tools/setup/fill-cache.ts ] || "$node" --disable-warning=ExperimentalWarning tools/setup/fill-cache.ts >/dev/null 2>&1 || :
say 'Installed.'
