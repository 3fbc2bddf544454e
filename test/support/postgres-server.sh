#!/bin/sh
# Runs a PostgreSQL server for tests until its owner is gone, then removes every trace.
# Usage: postgres-server.sh <folder of the programs> <directory> <process id of the owner>
# Runs as the unprivileged user who owns the directory. Makes the file `ready` when the server answers, `failed` when it does
# not start.
set -u
programs=$1 directory=$2 owner=$3
cd "$directory" || exit 1
end() {
  "$programs/pg_ctl" -D data -m immediate stop >/dev/null 2>&1
  rm -rf "$directory"
}
# Not `kill -0`: the owner may be another user's process.
owner_lives() {
  if [ -d /proc/self ]; then [ -d "/proc/$owner" ]; else ps -p "$owner" >/dev/null 2>&1; fi
}
trap end EXIT
trap 'exit 1' INT TERM HUP

# The cluster is thrown away, so its making need not be flushed; what the server does later is.
"$programs/initdb" -D data -U lambent --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions \
  >initdb.log 2>&1 &&
  "$programs/pg_ctl" -D data -w -t 60 -l server.log start >start.log 2>&1 \
    -o "-c listen_addresses='' -c unix_socket_directories='$directory' -c shared_buffers=32MB -c max_connections=100 \
-c fsync=off -c full_page_writes=off -c synchronous_commit=on -c log_min_messages=warning"
if [ $? -eq 0 ]; then
  : >ready
  while owner_lives; do sleep 0.3; done
else
  cat initdb.log start.log server.log >failed.tmp 2>/dev/null
  mv failed.tmp failed
  # Time for those who wait to read it.
  sleep 5
fi
