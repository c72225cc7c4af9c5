// ladder.mjs PAGE CSV BY.csv: the page of a ladder in Debian's Chromium, with scripts and without: chart drawn and labelled, no error,
// every number that of the CSV, for each heading too; nothing cut off on a phone or on paper.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [path, table, by] = process.argv.slice(2);
let failed = 0;

function told(good, what, why = "") {
    if (!good) failed++;
    console.log(`${good ? "ok" : "FAIL"} - ${what}${good || !why ? "" : `: ${why}`}`);
}

// Lines as objects; names of designs hold commas and are quoted.
const fields = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((m) => m[1].replace(/^"|"$/g, "")).slice(0, -1);
function read(file) {
    const [header, ...lines] = readFileSync(file, "utf8").trim().split("\n").map(fields);
    return lines.map((line) => Object.fromEntries(header.map((name, i) => [name, line[i] ?? ""])));
}
const rows = read(table), parts = read(by);
const group = Object.keys(parts[0])[0];
const names = rows.filter((row) => !row.failed).map((row) => row.design).sort();

// What the tables of the page say: [table, what the row is of, column, digits behind the number].
const shown = () => [...document.querySelectorAll("table[id], table[data-group]")].flatMap((table) => {
    const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
    return [...table.tBodies[0].rows].flatMap((row) => columns.map((column, i) => column &&
        [table.dataset.group ?? table.id, row.cells[1].textContent, column, row.cells[i].dataset.value ?? ""])).filter(Boolean);
});
const wanted = ([where, name, column]) => (where === "groups" ? parts.find((part) => part[group] === name)
    : ["designs", "shown", "public", "seen"].includes(where) ? rows.find((row) => row.design === name)
        : parts.find((part) => part[group] === where && part.design === name))?.[column];
// Texts of the chart that lie over each other, or outside of it.
const collisions = (svg) => {
    const frame = document.querySelector(svg).getBoundingClientRect();
    const boxes = [...document.querySelectorAll(`${svg} text`)].filter((text) => text.textContent && !/^white$|^#fff/.test(text.getAttribute("stroke") ?? "") ||
        text.getAttribute("paint-order")).map((text) => [text.textContent, text.getBoundingClientRect()]);
    const out = boxes.filter(([, b]) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 || b.bottom > frame.bottom + 1);
    const over = boxes.flatMap(([text, a], i) => boxes.slice(i + 1).filter(([, b]) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3).map(([other]) => [text, other]));
    return [...out.map(([text]) => [text, "outside"]), ...over];
};
const wider = () => [...document.querySelectorAll("body, body *")].filter((element) => element.getClientRects().length &&
    !element.closest("svg, .scroll > *") && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((element) => element.tagName);
const onPaper = (width) => [...document.querySelectorAll("table, svg, p, li")].filter((element) => element.getClientRects().length &&
    element.getBoundingClientRect().right > width + 1).map((element) => element.id || element.tagName);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
    for (const scripts of [true, false]) {
        const context = await browser.newContext({ offline: true, javaScriptEnabled: true, viewport: { width: 1280, height: 900 } });
        const page = await context.newPage();
        const errors = [];
        if (!scripts) await page.route("**/*", async (route) => route.fulfill({ contentType: "text/html",
            body: readFileSync(path, "utf8").replace(/<script>[\s\S]*?<\/script>/g, "") }));
        page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
        page.on("pageerror", (error) => errors.push(error.message));
        page.on("request", (request) => { if (!/^(file|data):/.test(request.url())) errors.push(request.url()); });
        await page.goto(`file://${path}`);
        const where = scripts ? "with scripts" : "without scripts";
        const drawn = scripts ? "#frontier svg.marks .mark-symbol path" : "#frontier svg .spot";
        await page.waitForSelector(drawn, { state: "attached" });
        const points = await page.$$eval(drawn, (all) => all.map((point) => point.getAttribute("aria-label") ?? point.querySelector("title").textContent));
        told(points.sort().join("|") === names.join("|"), `a point for each design, with its name ${where}`, points.join("|"));
        const numbers = await page.$$eval("#frontier text", (all) => new Set(all.map((text) => /^\d+(?=:|$)/.exec(text.textContent)?.[0])).size);
        told(numbers >= names.length, `a label for each point ${where}`, `${numbers} labels`);
        const over = await page.evaluate(collisions, "#frontier svg");
        told(!over.length, `no label lies over another ${where}`, over.slice(0, 3).join("; "));
        told(!errors.length, `no error and no request ${where}`, errors.join("; "));
        const cells = await page.evaluate(shown);
        const wrong = cells.filter((cell) => cell[3] !== wanted(cell)).map((cell) => `${cell.slice(0, 3).join(", ")}: '${cell[3]}', not '${wanted(cell)}'`);
        const places = new Set(cells.map((cell) => cell[0]));
        told(["designs", "shown", "public", "seen", "groups", parts[0][group]].every((name) => places.has(name)) && !wrong.length,
            `every number is that of the CSV ${where} (${cells.length})`, wrong.slice(0, 3).join("; "));
        await page.setViewportSize({ width: 390, height: 800 });
        const phone = await page.evaluate(collisions, "#frontier-phone svg");
        told(await page.isVisible("#frontier-phone svg") && !await page.isVisible("#frontier svg") && !phone.length,
            `a phone has a chart of its own ${where}`, phone.slice(0, 3).join("; "));
        const broad = await page.evaluate(wider);
        told(!broad.length, `nothing is wider than a phone ${where}`, broad.slice(0, 3).join("; "));
        // A4 across without its margins, in CSS pixels.
        await page.emulateMedia({ media: "print" });
        await page.setViewportSize({ width: 1032, height: 703 });
        const cut = await page.evaluate(onPaper, 1032);
        told(!cut.length && await page.isVisible("#frontier svg") && !await page.isVisible("#frontier-phone svg"), `nothing is cut off on paper ${where}`,
            cut.slice(0, 3).join("; "));
        await context.close();
    }
} finally {
    await browser.close();
}
process.exit(failed ? 1 : 0);
