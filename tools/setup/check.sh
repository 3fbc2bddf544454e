#!/bin/sh
# npm run check: everything that CI asks of the sources beside the tests. Says a line for each check, and what a failed one
# printed; goes on after a failure, so that one run tells all.
set -u
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P)
cd "$root" || exit 1
sh tools/setup/install.sh || exit 1

status=0
check() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    printf 'ok      %s\n' "$name"
  else
    printf 'FAILED  %s: %s\n%s\n' "$name" "$*" "$output"
    status=1
  fi
}
node='sh tools/setup/node.sh'
check 'types' $node node_modules/typescript-7/bin/tsc -p tsconfig.json
check 'types of the pure rooms' $node node_modules/typescript-7/bin/tsc -p tsconfig.pure.json
check 'format and lint' $node node_modules/@biomejs/biome/bin/biome ci --error-on-warnings --colors=off .
check 'boundaries' $node tools/boundaries.ts
check 'generated models' $node tools/generate-models.ts --check
check 'generated resource types' $node tools/generate-resource-specs.ts --check
check 'coverage page' $node tools/coverage-page.ts --check
check 'page of resource types' $node tools/resource-types-page.ts --check
exit "$status"
