#!/bin/sh
# tests/duckdb.sh - what `tenfour sql --dialect duckdb` makes DuckDB sum is read back to the same bytes.
set -eu
command -v npm >/dev/null && command -v node >/dev/null || { echo "skipped: node and npm are not installed"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$srcdir/bench/peers/package.json" "$srcdir/bench/peers/package-lock.json" "$dir/"
(cd "$dir" && npm install --no-save --silent --no-audit --no-fund >npm.log 2>&1) || { cat "$dir/npm.log"; echo "skipped: the DuckDB package could not be installed"; exit 77; }
"$TENFOUR" synth --rows "${T4_DUCKDB_ROWS:-50000}" --seed 5 -o "$dir/records.csv" >/dev/null 2>&1
template=$srcdir/bench/declarations.yaml
"$TENFOUR" sql "$template" --dialect duckdb --table records -o "$dir/statement.sql"
cat >"$dir/run.mjs" <<'JS'
import { DuckDBInstance } from "@duckdb/node-api";
import { readFileSync } from "node:fs";
const folder = process.argv[2];
const db = await (await DuckDBInstance.create(":memory:")).connect();
await db.run(`CREATE TABLE records AS SELECT * FROM read_csv('${folder}/records.csv', header = true, all_varchar = true)`);
await db.run(`COPY (${readFileSync(`${folder}/statement.sql`, "utf8")}) TO '${folder}/contributions.csv' (HEADER)`);
JS
node "$dir/run.mjs" "$dir"
run() { "$TENFOUR" "$1" -q "$template" "$2" -o "$3" --set checks.unit_value=off; }
run cells "$dir/records.csv" "$dir/cells-file"
run cells "$dir/contributions.csv" "$dir/cells-duckdb"
diff -r "$dir/cells-file" "$dir/cells-duckdb"
run release "$dir/records.csv" "$dir/release-file"
run release "$dir/contributions.csv" "$dir/release-duckdb"
diff -r "$dir/release-file/data" "$dir/release-duckdb/data"
echo "DuckDB's contributions give the same cells and the same release"
