// browser.mjs PAGE: axe-core in Debian's Chromium finds no barrier on a page, and finds the one that is planted.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const page_path = process.argv[2];
let failed = 0;

function told(good, what, why = "") {
    if (!good) failed++;
    console.log(`${good ? "ok" : "FAIL"} - ${what}${good || !why ? "" : `: ${why}`}`);
}

export async function open(browser, path, options = {}) {
    const context = await browser.newContext({ offline: true, ...options });
    const page = await context.newPage();
    const outside = [];
    page.on("request", (request) => { if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) outside.push(request.url()); });
    page.on("pageerror", (error) => outside.push(`error: ${error.message}`));
    await page.goto(`file://${path}`);
    return { page, context, outside };
}

// A tile shows as much of its name as fits, and has the whole of it as its label.
const rules = { "label-content-name-mismatch": { enabled: false } };

async function barriers(page) {
    await page.evaluate(axe);
    const result = await page.evaluate((rules) => globalThis.axe.run(document, { rules }), rules);
    return result.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 100)}`);
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
try {
    for (const [name, options] of [["a desktop", {}], ["a phone", { viewport: { width: 375, height: 700 }, isMobile: true, hasTouch: true }]]) {
        const { page, context, outside } = await open(browser, page_path, options);
        const found = await barriers(page);
        told(!found.length, `axe-core on ${name}`, found.join("; "));
        told(!outside.length, `no request leaves the page on ${name}`, outside.join("; "));
        await context.close();
    }
    const { page, context } = await open(browser, page_path);
    await page.evaluate(() => { document.querySelector("main").insertAdjacentHTML("beforeend", '<img src="data:,"><p style="color:#aaa;background:#fff">pale</p>'); });
    const found = await barriers(page);
    told(found.some((f) => f.startsWith("image-alt")) && found.some((f) => f.startsWith("color-contrast")), "axe-core notices a picture without text and pale text", found.join("; "));
    await context.close();
} finally {
    await browser.close();
}
process.exit(failed ? 1 : 0);
