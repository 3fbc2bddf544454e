#!/bin/sh
# Runs the project's Node.js: sh tools/setup/node.sh tools/boundaries.ts. Plain `node` in a script of package.json would
# be the machine's own where npm is older than 11 (see bin/find-node.sh).
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
. "$root/bin/find-node.sh"
find_node "$root"
if [ -z "$node" ]; then
  echo "No Node.js 24 was found. Run: sh tools/setup/install.sh" >&2
  exit 1
fi
# Processes that this one starts by the name `node` get the same.
PATH=${node%/*}:$root/node_modules/.bin:$PATH
export PATH
exec "$node" --disable-warning=ExperimentalWarning "$@"
