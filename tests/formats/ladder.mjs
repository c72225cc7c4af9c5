// ladder.mjs PAGE CSV: the page of a ladder in Debian's Chromium: chart drawn, no error, every number that of the CSV; without scripts too.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [path, table] = process.argv.slice(2);
let failed = 0;

function told(good, what, why = "") {
    if (!good) failed++;
    console.log(`${good ? "ok" : "FAIL"} - ${what}${good || !why ? "" : `: ${why}`}`);
}

// Fields of a line; names of designs hold commas and are quoted.
const fields = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1].replace(/^"|"$/g, "")).slice(0, -1);
const [header, ...rows] = readFileSync(table, "utf8").trim().split("\n").map(fields);
const columns = ["cells", "hidden_cells", "hidden_value_share", "hidden_share", "detail", "detail_exact", "detail_close", "insider_risk_exact",
    "insider_risk_within", "list_exact", "list_bounded", "list_gone", "sees_1", "sees_2", "sees_5", "sees_20", "sees_switch"];

// What the table of the page says, by design: name, then the digits behind each number.
const read = () => [...document.querySelectorAll("#designs tbody tr")].map((row) => {
    const cells = [...row.cells];
    return [cells[1].textContent, ...cells.slice(2).map((cell) => cell.dataset.value ?? "")];
});

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
    for (const scripts of [true, false]) {
        const context = await browser.newContext({ offline: true, javaScriptEnabled: true });
        const page = await context.newPage();
        const errors = [];
        if (!scripts) await page.route("**/*", async (route) => route.fulfill({ contentType: "text/html",
            body: readFileSync(path, "utf8").replace(/<script>[\s\S]*?<\/script>/g, "") }));
        page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
        page.on("pageerror", (error) => errors.push(error.message));
        page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) errors.push(request.url()); });
        await page.goto(`file://${path}`);
        const where = scripts ? "with scripts" : "without scripts";
        const drawn = scripts ? "#frontier svg.marks .mark-symbol path" : "#frontier svg circle";
        await page.waitForSelector(drawn, { state: "attached" });
        const points = await page.$$eval(drawn, (all) => all.length);
        told(points === rows.length, `a point for each design ${where}`, `${points} points, ${rows.length} designs`);
        told(!errors.length, `no error and no request ${where}`, errors.join("; "));
        const shown = await page.evaluate(read);
        const wrong = [];
        rows.forEach((row, i) => ["design", ...columns].forEach((name, k) => {
            const want = row[header.indexOf(name)];
            if ((shown[i]?.[k] ?? "missing") !== want) wrong.push(`${row[0]}, ${name}: '${shown[i]?.[k]}', not '${want}'`);
        }));
        told(shown.length === rows.length && !wrong.length, `every number is that of the CSV ${where}`, wrong.slice(0, 3).join("; "));
        await context.close();
    }
} finally {
    await browser.close();
}
process.exit(failed ? 1 : 0);
