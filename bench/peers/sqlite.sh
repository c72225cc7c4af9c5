#!/bin/sh
# SPDX-License-Identifier: MIT
# Job J0 in sqlite3, as a baseline that every machine has.  usage: sqlite.sh J0 INPUT OUTPUT_FOLDER
set -eu
[ "$1" = J0 ] || { echo "sqlite: only J0 is practical"; exit 77; }
mkdir -p "$3/data"
sqlite3 :memory: <<SQL
.mode csv
.import $2 d
.headers on
.output $3/data/hs4.csv
SELECT period, flow, code, partner, printf('%d.%02d', cents / 100, cents % 100) AS value,
       printf('%d.%03d', grams / 1000, grams % 1000) AS net_mass, records
FROM (SELECT period, flow, substr(hs10, 1, 4) AS code, partner, sum(CAST(round(value_usd * 100) AS INTEGER)) AS cents,
             sum(CAST(round(net_kg * 1000) AS INTEGER)) AS grams, count(*) AS records
      FROM d GROUP BY 1, 2, 3, 4)
ORDER BY 1, 2, 3, 4;
SQL
