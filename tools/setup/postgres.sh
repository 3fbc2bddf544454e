#!/bin/sh
# Finds or installs PostgreSQL's server programs, which the tests run as an unprivileged user on a socket of their own.
# Prints the folder that holds `initdb` and `postgres`; prints nothing and exits 1 when they cannot be had. Starts nothing,
# and leaves no cluster of the package's own behind.
set -u
find_server() {
  for folder in ${LAMBENT_TEST_POSTGRES_BIN:-} $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5,5nr) \
    $(printf '%s\n' "$PATH" | tr ':' ' ') /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin /usr/pgsql-*/bin; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      printf '%s\n' "$folder"
      return 0
    fi
  done
  return 1
}
find_server && exit 0
[ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 || exit 1

echo 'Installing PostgreSQL for the tests (once) ...' >&2
# Without this the package makes a cluster and starts it.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
apt-get update -qq >&2 || exit 1
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null || exit 1
find_server
