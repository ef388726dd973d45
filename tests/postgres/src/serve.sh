# A PostgreSQL in directory $1 by the programs in $2, until standard input ends: with whoever started this, however that
# ended. A line "kill" ends it as a crash would, "again" starts it again; "freeze" lets all its processes stand still, "thaw"
# go on. PostgreSQL refuses to run as root.
set -eu
dir="$1"
bin="$2"
as=""
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$dir"
    as="setpriv --reuid=postgres --regid=postgres --init-groups"
fi
cd "$dir"
$as "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --no-sync --encoding=UTF8 --locale=C \
    >"$dir/initdb.log" 2>&1

start() {
    $as "$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=300 \
        >>"$dir/postgres.log" 2>&1 </dev/null &
    server=$!
}

children() {
    cat "/proc/$server/task/$server/children"
}

start
while read -r word; do
    case "$word" in
    kill)
        kill -KILL "$server"
        wait "$server" 2>/dev/null || true
        ;;
    again)
        start
        ;;
    freeze)
        # The first process before its children: it makes none then.
        kill -STOP "$server"
        # shellcheck disable=SC2046 # one argument per process
        kill -STOP $(children)
        ;;
    thaw)
        # shellcheck disable=SC2046
        kill -CONT $(children) "$server"
        ;;
    esac
done
# shellcheck disable=SC2046
kill -CONT $(children) "$server" 2>/dev/null || true
kill -INT "$server" 2>/dev/null || true
wait "$server" 2>/dev/null || true
rm -rf "$dir"
