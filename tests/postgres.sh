#!/bin/sh
# tests/postgres.sh - records in PostgreSQL, one server and three shards, give the bytes that the file gives.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
[ -n "$bin" ] && [ -x "$bin/initdb" ] || { echo "skipped: no PostgreSQL server is installed (package postgresql)"; exit 77; }
rows=${T4_POSTGRES_ROWS:-50000}
dir=$(mktemp -d)
chmod 755 "$dir"
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || { echo "skipped: initdb refuses root and there is no user postgres"; exit 77; }
    as() { runuser -u postgres -- "$@"; }
fi
# One front server and three shards, each an instance of its own, on Unix sockets only.
mkdir "$dir/db"
[ "$(id -u)" != 0 ] || chown postgres "$dir/db"
servers='5432 5433 5434 5435'
stop() { for port in $servers; do as "$bin/pg_ctl" -D "$dir/db/$port" -m immediate stop >/dev/null 2>&1 || true; done; }
trap 'stop; rm -rf "$dir"' EXIT
cd "$dir/db"
as "$bin/initdb" -D "$dir/db/5432" -A trust -U bench --no-sync >/dev/null
for port in $servers; do
    [ "$port" = 5432 ] || as cp -R "$dir/db/5432" "$dir/db/$port"
done
for port in $servers; do
    as "$bin/pg_ctl" -D "$dir/db/$port" -w -l "$dir/db/log$port" \
        -o "-c listen_addresses= -k $dir/db -p $port -c fsync=off -c shared_buffers=128MB" start >/dev/null
done
cd "$dir"
sql() { "$bin/psql" -q -v ON_ERROR_STOP=1 -h "$dir/db" -U bench "$@"; }

"$TENFOUR" synth --rows "$rows" --seed 4 -o "$dir/records.csv" >/dev/null 2>&1
template=$srcdir/bench/declarations.yaml
columns='period text, flow text, hs10 text, partner text, declarant_id text, net_kg numeric, qty numeric, qty_unit text, value_usd numeric'

sql -d postgres -c "CREATE TABLE records ($columns)" \
    -c "\\copy records from '$dir/records.csv' with (format csv, header)"

"$TENFOUR" cells -q "$template" "$dir/records.csv" -o "$dir/file" --contributions --set checks.unit_value=off
from() { "$TENFOUR" cells -q "$template" --from "$1" -o "$2" --contributions --set checks.unit_value=off; }
from "postgresql://bench@/postgres?host=$dir/db&table=public.records" "$dir/one"
diff -r "$dir/file" "$dir/one"
echo "one server: the same cells and contributions"

release() { "$TENFOUR" release -q "$template" "$@" --set checks.unit_value=off; }
release "$dir/records.csv" -o "$dir/release-file"
release --from "postgresql://bench@/postgres?host=$dir/db&table=records" -o "$dir/release-one"
diff -r "$dir/release-file/data" "$dir/release-one/data"
diff -r "$dir/release-file/codes" "$dir/release-one/codes"
echo "one server: the same release"

# The table spread over three instances behind postgres_fdw, partitioned by trader.
for shard in 0 1 2; do
    sql -p $((5433 + shard)) -d postgres -c "CREATE TABLE records ($columns)"
done
sql -d postgres <<SQL
CREATE EXTENSION postgres_fdw;
CREATE TABLE spread ($columns) PARTITION BY HASH (declarant_id);
SQL
for shard in 0 1 2; do
    sql -d postgres <<SQL
CREATE SERVER s$shard FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$dir/db', port '$((5433 + shard))', dbname 'postgres');
CREATE USER MAPPING FOR bench SERVER s$shard OPTIONS (user 'bench');
CREATE FOREIGN TABLE spread$shard PARTITION OF spread FOR VALUES WITH (MODULUS 3, REMAINDER $shard)
    SERVER s$shard OPTIONS (table_name 'records');
SQL
done
sql -d postgres -c "INSERT INTO spread SELECT * FROM records"
for shard in 0 1 2; do
    [ "$(sql -At -p $((5433 + shard)) -d postgres -c 'SELECT count(*) > 0 FROM records')" = t ] || { echo "shard $shard is empty"; exit 1; }
done
from "postgresql://bench@/postgres?host=$dir/db&table=spread" "$dir/three"
diff -r "$dir/file" "$dir/three"
echo "three shards: the same cells and contributions"
for shard in 0 1 2; do sql -d postgres -c "ANALYZE spread$shard"; done
statement=$("$TENFOUR" sql "$template" --from "postgresql://bench@/postgres?host=$dir/db&table=spread")
sql -At -d postgres -c "SET enable_partitionwise_aggregate = on" -c "EXPLAIN VERBOSE $statement" >"$dir/plan"
grep -c 'Remote SQL: SELECT.*sum(.*GROUP BY' "$dir/plan" | grep -qx 3 || { cat "$dir/plan"; exit 1; }
echo "three shards: each sums its own part"

# Bad addresses: a clear error, the right exit code, nothing of the address repeated.
code() { set +e; "$@" >"$dir/said" 2>&1; got=$?; set -e; }
code from "postgresql://bench:secret@/postgres?host=$dir/db&table=records" "$dir/no"
[ $got = 2 ] && ! grep -q secret "$dir/said" || { echo "a password in the URL: exit $got"; cat "$dir/said"; exit 1; }
code from "postgresql://bench@/postgres?host=$dir/db" "$dir/no"
[ $got = 2 ] || { echo "no table: exit $got"; exit 1; }
code from "postgresql://bench@/postgres?host=$dir/db&table=absent" "$dir/no"
[ $got = 2 ] || { echo "absent table: exit $got"; exit 1; }
code from "postgresql://bench@/postgres?host=$dir/nowhere&table=records" "$dir/no"
[ $got = 1 ] || { echo "no server: exit $got"; exit 1; }
sql -d postgres -c 'CREATE TABLE "odd ""name" AS SELECT * FROM records LIMIT 10'
from "postgresql://bench@/postgres?host=$dir/db&table=odd%20%22name" "$dir/odd" || { echo "odd name"; exit 1; }
[ ! -e "$dir/no" ] || { echo "something was written"; exit 1; }
echo "bad addresses are refused"
