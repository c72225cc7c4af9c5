// SPDX-License-Identifier: MIT
// The bench jobs in DuckDB, as its users would write them: one pass to firm sums, then each level.
// usage: node duckdb.mjs JOB INPUT OUTPUT_FOLDER THREADS      (JOB: J0, J1 or J2)
import { DuckDBInstance } from "@duckdb/node-api";
import { mkdirSync } from "node:fs";

const [job, input, folder, threads = "2"] = process.argv.slice(2);
const instance = await DuckDBInstance.create(":memory:");
const db = await instance.connect();
const run = (sql) => db.run(sql);
mkdirSync(`${folder}/data`, { recursive: true });
await run(`SET threads = ${Number(threads)}`);
await run("SET preserve_insertion_order = false");

const source = `read_csv('${input}', header = true, columns = {
  period: 'VARCHAR', flow: 'VARCHAR', hs10: 'VARCHAR', partner: 'VARCHAR', declarant_id: 'VARCHAR',
  net_kg: 'DECIMAL(18,3)', qty: 'DECIMAL(18,3)', qty_unit: 'VARCHAR', value_usd: 'DECIMAL(18,2)'})`;

const write = (level, select) =>
  run(`COPY (${select} ORDER BY period, flow, code, partner) TO '${folder}/data/hs${level}.csv' (HEADER)`);

const cells = (inner) => `
  SELECT period, flow, code, partner, sum(v) AS value, sum(m) AS net_mass,
         CASE WHEN min(u1) IS DISTINCT FROM max(u2) THEN NULL ELSE sum(q) END AS quantity,
         CASE WHEN min(u1) IS DISTINCT FROM max(u2) THEN 'mixed' ELSE coalesce(min(u1), '') END AS unit,
         sum(n) AS records, count(*) AS contributors, max(v) AS top1,
         coalesce(max(v, 2)[2], 0) AS top2
  FROM (${inner}) GROUP BY ALL`;

const firms = (from, code, period = "period", partner = "partner") => `
  SELECT ${period} AS period, flow, ${code} AS code, ${partner} AS partner, declarant_id,
         sum(v) AS v, sum(m) AS m, sum(q) AS q, min(u1) AS u1, max(u2) AS u2, sum(n) AS n
  FROM ${from} GROUP BY ALL`;

if (job === "J0") {
  await write(4, `SELECT period, flow, left(hs10, 4) AS code, partner, sum(value_usd) AS value,
    sum(net_kg) AS net_mass,
    CASE WHEN min(nullif(qty_unit, '')) IS DISTINCT FROM max(nullif(qty_unit, '')) THEN NULL ELSE sum(qty) END AS quantity,
    CASE WHEN min(nullif(qty_unit, '')) IS DISTINCT FROM max(nullif(qty_unit, '')) THEN 'mixed'
         ELSE coalesce(min(nullif(qty_unit, '')), '') END AS unit, count(*) AS records
    FROM ${source} GROUP BY ALL`);
} else {
  await run(`CREATE TEMP TABLE pairs AS SELECT period, flow, hs10, partner, declarant_id,
    sum(value_usd) AS v, sum(net_kg) AS m, sum(qty) AS q, min(nullif(qty_unit, '')) AS u1,
    max(nullif(qty_unit, '')) AS u2, count(*) AS n FROM ${source} GROUP BY ALL`);
  const code = (level) => (level ? `left(hs10, ${level})` : "'TOTAL'");
  if (job === "J1") {
    for (const level of [10, 8, 6, 4, 2]) await write(level, cells(firms("pairs", code(level))));
  } else {
    const year = "left(period, 4)";
    const quarter = `${year} || '-Q' || cast(ceil(cast(right(period, 2) AS INTEGER) / 3.0) AS INTEGER)`;
    for (const level of [10, 8, 6, 4, 2, 0]) {
      const parts = [];
      for (const period of ["period", quarter, year])
        for (const partner of ["partner", "'W00'"])
          parts.push(cells(firms("pairs", code(level), period, partner)));
      await write(level, `SELECT * FROM (${parts.map((p) => `(${p})`).join(" UNION ALL ")})`);
    }
  }
}
db.closeSync?.();
