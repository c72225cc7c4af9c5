// browser_explorer.mjs PAGE RELEASE: people use the page of a release in Debian's Chromium; every number they see is that of the tables.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { chromium } from "playwright-core";

const [path, folder] = process.argv.slice(2);
const work = mkdtempSync(`${tmpdir()}/explorer-`);
let failed = 0;

function told(good, what, why = "") {
    if (!good) failed++;
    console.log(`${good ? "ok" : "FAIL"} - ${what}${good || !why ? "" : `: ${why}`}`);
}

/* --- the tables ----------------------------------------------------------------- */

function parse(text) {
    const rows = [];
    let row = [], field = "", quoted = false;
    for (let i = 0; i < text.length; i++) {
        const c = text[i];
        if (quoted && c === '"' && text[i + 1] === '"') { field += c; i++; }
        else if (c === '"') quoted = !quoted;
        else if (!quoted && c === ",") { row.push(field); field = ""; }
        else if (!quoted && c === "\n") { row.push(field); rows.push(row); row = []; field = ""; }
        else field += c;
    }
    const [head, ...body] = rows;
    return body.map((values) => Object.fromEntries(head.map((name, i) => [name, values[i]])));
}

const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8"));
const levels = manifest.release.levels.filter((l) => l > 0).sort((a, b) => a - b);
const measures = manifest.release.measures.map((m) => m.name);
const tables = Object.fromEntries(manifest.release.levels.map((l) => [l, parse(readFileSync(`${folder}/data/hs${l}.csv`, "utf8"))]));
const labels = new Map(parse(readFileSync(`${folder}/codes/commodity.csv`, "utf8")).map((r) => [r.code, r]));

/* Rows of a view at a level, by code. */
function rows(level, view) {
    return new Map(tables[level].filter((r) => r.period === view.period && r.flow === view.flow && r.partner === view.partner)
        .map((r) => [r.code, r]));
}
/* What a cut must show below a code: rows of the level, and coarser ones that nothing divides further. */
function cut(level, view, root = "") {
    const result = new Map();
    const inside = levels.filter((l) => l <= level);
    inside.forEach((l, i) => {
        const finer = inside[i + 1] ? [...rows(inside[i + 1], view).keys()] : [];
        for (const [code, row] of rows(l, view))
            if (code.startsWith(root) && code !== root && (l === level || !finer.some((f) => f.startsWith(code)))) result.set(code, row);
    });
    return result;
}

/* --- the page --------------------------------------------------------------------- */

async function view(page) {
    const [flow, period, partner] = decodeURIComponent((await page.evaluate(() => location.hash)).slice(1)).split("/");
    return { flow, period, partner };
}
async function showTable(page) {
    await page.click("#as-table");
    while (await page.isVisible("#more")) await page.click("#more");
}
/* The table on the screen: code -> texts of its amounts, null where there is none. */
async function onScreen(page) {
    await showTable(page);
    return new Map(await page.$$eval("#cells tbody tr", (list, count) => list.map((tr) =>
        [tr.querySelector("th").textContent, [...tr.querySelectorAll("td.number")].slice(0, count).map((td) => td.dataset.value ?? null)]), measures.length));
}
function difference(shown, wanted) {
    if (shown.size !== wanted.size) return `${shown.size} codes in place of ${wanted.size}`;
    for (const [code, row] of wanted)
        for (const [i, m] of measures.entries())
            if ((shown.get(code)?.[i] ?? "") !== row[m]) return `${code} ${m}: ${shown.get(code)?.[i]} in place of ${row[m]}`;
    return "";
}
async function setCut(page, level) {
    await page.evaluate((i) => { const c = document.getElementById("cut"); c.value = String(i); c.dispatchEvent(new Event("input")); }, levels.indexOf(level));
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

async function open(path, options = {}) {
    const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
    const page = await context.newPage();
    const outside = [];
    page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) outside.push(r.url()); });
    page.on("pageerror", (e) => outside.push(`error: ${e.message}`));
    await page.goto(`file://${path}`);
    return { page, context, outside };
}

async function slider(page) {
    for (const level of levels) {
        await setCut(page, level);
        const wrong = difference(await onScreen(page), cut(level, await view(page)));
        told(!wrong, `the slider at ${level} digits shows what the tables have`, wrong);
        const hidden = [...cut(level, await view(page)).values()].filter((r) => r[`${measures[0]}_status`] === "Q").length;
        const marked = await page.$$eval("#cells tbody tr", (list) => list.filter((tr) => tr.querySelector("td.number").matches(".hidden-cell")).length);
        told(hidden === marked, `${hidden} hidden codes at ${level} digits are marked`, String(marked));
    }
}

async function filters(page) {
    await setCut(page, levels[0]);
    for (const id of ["flow", "period", "partner"]) {
        const count = await page.$$eval(`#${id} option`, (o) => o.length);
        for (const index of new Set([count - 1, Math.floor(count / 2), 0])) {
            await page.selectOption(`#${id}`, { index });
            const now = await view(page), wrong = difference(await onScreen(page), cut(levels[0], now));
            told(!wrong, `filter ${id}: ${now.flow} ${now.period} ${now.partner}`, wrong);
        }
    }
}

async function searching(page) {
    const now = await view(page), level = levels[levels.length - 1];
    const [code, row] = [...rows(level, now)].find(([, r]) => r[measures[0]]) ?? [...rows(level, now)][0];
    await page.fill("#search", code);
    await page.press("#search", "Enter");
    told((await page.textContent("#trail [aria-current]")).startsWith(code), `search by code finds ${code}`);
    const chosen = await page.$$eval("#chosen dd", (list) => list.map((d) => d.dataset.value ?? ""));
    told(measures.every((m, i) => chosen[i] === row[m]), "what is chosen has the numbers of the table", chosen.join());
    const series = tables[level].filter((r) => r.code === code && r.flow === now.flow && r.partner === now.partner);
    const shown = new Map(await page.$$eval("#series-table tbody tr", (list) => list.map((tr) => [tr.querySelector("th").textContent, tr.querySelector("td").dataset.value ?? ""])));
    told(shown.size > 0 && [...shown].every(([p, v]) => series.find((r) => r.period === p)?.[measures[0]] === v), "its series has the numbers of the table");
    const word = [...labels.values()].find((r) => r.code.length >= 4 && /^[A-Za-z]{5,}/.test(r.label_en));
    if (!word) return;
    await page.fill("#search", word.label_en.split(/[ ,]/)[0].toLowerCase());
    const found = await page.$$eval("#found strong", (list) => list.map((s) => s.textContent.trim()));
    told(found.includes(word.code), `search by the word '${word.label_en.split(/[ ,]/)[0]}' finds ${word.code}`, found.join());
    await page.fill("#search", "zzzzqq");
    told((await page.textContent("#found-note")).length > 0, "a search without result says so");
    await page.fill("#search", "");
}

async function languages(page) {
    const before = await onScreen(page);
    for (const language of ["ru", "ky", "en"]) {
        await page.check(`#language-${language}`, { force: true });
        const now = await page.evaluate(() => ({ lang: document.documentElement.lang,
            shown: [...document.querySelectorAll("h2 span[lang]")].filter((s) => s.offsetParent).map((s) => s.lang) }));
        told(now.lang === language && now.shown.length > 3 && now.shown.every((l) => l === language), `the page speaks ${language} alone`, JSON.stringify(now));
        told(JSON.stringify([...before]) === JSON.stringify([...await onScreen(page)]), `codes and numbers are the same in ${language}`);
    }
}

async function saving(page) {
    await showTable(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#save")]);
    const path = `${work}/saved.csv`;
    await download.saveAs(path);
    const saved = parse(readFileSync(path, "utf8")), shown = await onScreen(page);
    told(saved.length === shown.size && saved.every((r) => (shown.get(r.code)[0] ?? "") === r[measures[0]]), "the saved table is the one on the screen");
}

/* Nothing but keys: to the slider, the picture, into a block and out again. */
async function keyboard(path) {
    const { page, context } = await open(path);
    const reach = async (selector, most = 60) => {
        for (let i = 0; i < most; i++) {
            await page.keyboard.press("Tab");
            if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return true;
        }
        return false;
    };
    await page.keyboard.press("Tab");
    told(await page.evaluate(() => document.activeElement.matches(".skip")), "the first Tab offers to skip to the content");
    told(await reach("#cut"), "Tab reaches the slider");
    await page.keyboard.press("Home");
    const coarse = await page.textContent("#summary"), value = await page.getAttribute("#cut", "aria-valuetext");
    await page.keyboard.press("ArrowRight");
    told(coarse !== await page.textContent("#summary") && value !== await page.getAttribute("#cut", "aria-valuetext"), "an arrow moves it, and it says where it is");
    await page.keyboard.press("Home");
    told(await reach("#picture .tile"), "Tab reaches the picture");
    const first = await page.evaluate(() => document.activeElement.dataset.code);
    await page.keyboard.press("ArrowRight");
    told(first !== await page.evaluate(() => document.activeElement.dataset.code), "an arrow goes to the next block");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    told((await page.textContent("#trail [aria-current]")).startsWith(first), "Enter opens a block");
    await page.keyboard.press("Escape");
    told(!(await page.textContent("#trail [aria-current]")).startsWith(first), "Escape goes back");
    await context.close();
}

async function phone(path) {
    const { page, context, outside } = await open(path, { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    for (const language of ["en", "ru", "ky"]) {
        await page.check(`#language-${language}`, { force: true });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        told(wide <= 0, `nothing is wider than a phone in ${language}`, `${wide} pixels`);
    }
    const tile = page.locator("#picture .tile").first();
    const code = await tile.getAttribute("data-code");
    await tile.tap();
    told((await page.textContent("#trail [aria-current]")).startsWith(code), "a tap opens a block");
    told(!outside.length, "no request leaves the page on a phone", outside.join());
    await context.close();
}

async function withoutScripts(path) {
    const { page, context } = await open(path, { javaScriptEnabled: false });
    const rowsOf = tables[levels[0]];
    const shown = await page.locator("details table data").evaluateAll((list) => list.map((d) => d.getAttribute("value")));
    told(shown.length > 0 && shown.every((v) => rowsOf.some((r) => r[measures[0]] === v)), "without scripts the coarsest table is there, with the numbers of the table");
    await page.check("#language-ru", { force: true });
    told(await page.locator("h2 span[lang=ru]").first().isVisible() && !(await page.locator("h2 span[lang=en]").first().isVisible()), "without scripts the language can still be chosen");
    await context.close();
}

/* One digit of the page is changed: the comparison must see it. */
async function planted(path) {
    const text = readFileSync(path, "utf8"), start = text.indexOf('"rows":"');
    /* The last row: of a single code, in the last period. */
    const at = start + [...text.slice(start, text.indexOf('"', start + 8)).matchAll(/,\d+\.\d+,/g)].pop().index + 1;
    const spoilt = `${work}/spoilt.html`;
    writeFileSync(spoilt, text.slice(0, at) + (text[at] === "9" ? "8" : "9") + text.slice(at + 1));
    const { page, context } = await open(spoilt);
    let wrong = "";
    const indices = (id) => page.$$eval(`#${id} option`, (o) => o.map((_, i) => o.length - 1 - i));
    for (const period of await indices("period"))
        for (const flow of await indices("flow"))
            for (const partner of (await indices("partner")).reverse()) {
                if (wrong) break;
                await page.selectOption("#flow", { index: flow });
                await page.selectOption("#period", { index: period });
                await page.selectOption("#partner", { index: partner });
                for (const level of levels) {
                    await setCut(page, level);
                    wrong ||= difference(await onScreen(page), cut(level, await view(page)));
                }
            }
    told(wrong, "a changed digit is noticed");
    await context.close();
}

try {
    const { page, context, outside } = await open(path);
    await slider(page);
    await filters(page);
    await searching(page);
    await page.goto(`file://${path}`);
    await languages(page);
    await saving(page);
    told(!outside.length, "no request leaves the page", outside.join());
    await context.close();
    await keyboard(path);
    await phone(path);
    await withoutScripts(path);
    await planted(path);
} finally {
    await browser.close();
    rmSync(work, { recursive: true });
}
process.exit(failed ? 1 : 0);
