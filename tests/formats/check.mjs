// check.mjs FOLDER PROFILES: validators of others look at a release, and each must notice a fault planted for it.
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";
import jsonld from "jsonld";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";
import rdf from "@rdfjs/data-model";
import rdfDataset from "@rdfjs/dataset";
import tableschema from "tableschema";

const [folder, profiles] = process.argv.slice(2);
const here = new URL(".", import.meta.url).pathname;
const read = (name) => readFileSync(`${folder}/${name}`, "utf8");
const json = (name) => JSON.parse(read(name));
let failed = 0;

function told(good, what, why = "") {
    if (!good) failed++;
    console.log(`${good ? "ok" : "FAIL"} - ${what}${good || !why ? "" : `: ${why}`}`);
}

// A check returns "" or what is wrong; it must accept the release, and refuse each planted fault.
async function check(what, validate, subject, faults) {
    const wrong = await validate(subject);
    told(!wrong, what, wrong);
    for (const [name, plant] of Object.entries(faults)) {
        const spoilt = plant(structuredClone(subject));
        told(await validate(spoilt), `${what}: notices ${name}`, "accepted");
    }
}

/* --- Data Package ------------------------------------------------------------ */

function dataPackage(schema) {
    const ajv = new Ajv({ strict: false, allErrors: true, formats: { textarea: true } });
    addFormats(ajv);
    const validate = ajv.compile(schema);
    return (descriptor) => (validate(descriptor) ? "" : ajv.errorsText(validate.errors).slice(0, 300));
}

// Bytes and hashes of the descriptor are those of the files.
function files(descriptor) {
    for (const resource of descriptor.resources) {
        const bytes = readFileSync(`${folder}/${resource.path}`);
        if (bytes.length !== resource.bytes) return `${resource.path}: bytes`;
        if (`sha256:${createHash("sha256").update(bytes).digest("hex")}` !== resource.hash) return `${resource.path}: hash`;
    }
    return "";
}

function parseCsv(text) {
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
    return rows;
}

// Rows of a table against its Table Schema, keys and foreign keys too.
async function table({ schema, rows, lists }) {
    const made = await tableschema.Schema.load(structuredClone(schema));
    if (!made.valid) return made.errors.join("; ");
    const [header, ...body] = rows;
    if (header.join() !== made.fieldNames.join()) return `header ${header.join()}`;
    const seen = new Set();
    for (const row of body) {
        try {
            made.castRow(row);
        } catch (error) {
            return `${row.join()}: ${(error.errors ?? [error]).map((e) => e.message).join("; ")}`;
        }
        const key = schema.primaryKey.map((name) => row[header.indexOf(name)]).join("\u0000");
        if (seen.has(key)) return `the key stands twice: ${row.join()}`;
        seen.add(key);
        for (const { fields, reference } of schema.foreignKeys ?? [])
            if (!lists[reference.resource].has(row[header.indexOf(fields[0])])) return `${fields[0]} not in its list: ${row.join()}`;
    }
    return "";
}

async function tables(descriptor) {
    const lists = {};
    for (const resource of descriptor.resources)
        if (resource.path.startsWith("codes/"))
            lists[resource.name] = new Set(parseCsv(read(resource.path)).slice(1).map((row) => row[0]));
    let planted = false;
    for (const resource of descriptor.resources) {
        if (resource.type !== "table") continue;
        const rows = parseCsv(read(resource.path));
        const column = (name) => rows[0].indexOf(name);
        const faults = planted || rows.length < 3 || column("code") < 0 || !resource.path.startsWith("data/") ? {} : {
            "text for a number": (s) => { s.rows[1][column("partner") + 1 + s.schema.fields.slice(4).findIndex((f) => f.type === "number")] = "much"; return s; },
            "an unknown status": (s) => { s.rows[1][s.schema.fields.findIndex((f) => f.name.endsWith("_status"))] = "?"; return s; },
            "an unknown code": (s) => { s.rows[1][column("code")] = "9999999999"; return s; },
            "a row twice": (s) => { s.rows[2] = s.rows[1]; return s; },
        };
        planted = planted || Object.keys(faults).length > 0;
        await check(`tableschema ${resource.path}`, table, { schema: resource.schema, rows, lists }, faults);
    }
    if (descriptor.resources.some((r) => r.path.startsWith("data/") && r.bytes > 1000)) told(planted, "faults were planted in a table");
}

/* --- CSV on the Web ------------------------------------------------------------ */

function csvw({ metadata, header }) {
    const [main, ...others] = metadata.tables;
    const names = main.tableSchema.columns.map((column) => column.name);
    if (names.join() !== header.join()) return `columns ${names.join()}`;
    for (const name of main.tableSchema.primaryKey) if (!names.includes(name)) return `key ${name}`;
    for (const { columnReference, reference } of main.tableSchema.foreignKeys) {
        const other = others.find((t) => t.url === reference.resource);
        if (!names.includes(columnReference) || !other) return `foreign key ${columnReference}`;
        if (!other.tableSchema.columns.some((c) => c.name === reference.columnReference)) return `foreign key to ${other.url}`;
    }
    for (const other of others) {
        const line = readFileSync(`${folder}/data/${other.url}`, "utf8").split("\n", 1)[0];
        if (other.tableSchema.columns.map((c) => c.name).join() !== line) return `columns of ${other.url}`;
    }
    return "";
}

/* --- DCAT-AP ------------------------------------------------------------------- */

function shapes() {
    const graph = rdfDataset.dataset(new Parser().parse(readFileSync(`${here}dcat-ap.ttl`, "utf8")));
    const validator = new SHACLValidator(graph);
    const offline = async (address) => { throw new Error(`nothing may be fetched: ${address}`); };
    return async (catalogue) => {
        const quads = await jsonld.toRDF(catalogue, { base: "https://stat.example/", documentLoader: offline, format: "application/n-quads" });
        const report = await validator.validate(rdfDataset.dataset(new Parser().parse(quads)));
        const classes = new Store(new Parser().parse(quads)).getQuads(null, null, rdf.namedNode("http://www.w3.org/ns/dcat#Distribution"));
        if (!classes.length) return "no distribution";
        return report.conforms ? "" : report.results.map((r) => `${r.path?.value} ${r.sourceConstraintComponent?.value}`).join("; ").slice(0, 300);
    };
}

/* --- schema.org ---------------------------------------------------------------- */

// What search engines ask of a Dataset, and that each property exists for its type.
function schemaOrg(page) {
    const known = {
        Dataset: "identifier name description version isAccessibleForFree creator spatialCoverage variableMeasured distribution license temporalCoverage url datePublished",
        Organization: "name", Place: "name", PropertyValue: "name description unitText", CreativeWork: "name",
        DataDownload: "name contentUrl encodingFormat contentSize sha256",
    };
    const block = page.match(/<script type="application\/ld\+json">(.*?)<\/script>/s);
    if (!block) return "no block of JSON-LD";
    let dataset;
    try { dataset = JSON.parse(block[1]); } catch (error) { return error.message; }
    if (dataset["@context"] !== "https://schema.org/" || dataset["@type"] !== "Dataset") return "not a Dataset";
    for (const name of ["name", "description", "creator", "distribution"]) if (!dataset[name]) return `no ${name}`;
    if (dataset.description.length < 50 || dataset.description.length > 5000) return "length of the description";
    if (dataset.temporalCoverage && !/^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/.test(dataset.temporalCoverage)) return "temporalCoverage";
    for (const download of dataset.distribution) {
        if (!download.contentUrl || !download.encodingFormat) return "a distribution without address or format";
        const bytes = readFileSync(`${folder}/${download.contentUrl}`);
        if (createHash("sha256").update(bytes).digest("hex") !== download.sha256) return `${download.contentUrl}: sha256`;
    }
    const walk = (node) => {
        if (Array.isArray(node)) return node.map(walk).find(Boolean) ?? "";
        if (node === null || typeof node !== "object") return "";
        const allowed = known[node["@type"]]?.split(" ");
        if (!allowed) return `type ${node["@type"]}`;
        for (const [name, value] of Object.entries(node))
            if (!name.startsWith("@")) { if (!allowed.includes(name)) return `${node["@type"]}.${name}`; const wrong = walk(value); if (wrong) return wrong; }
        return "";
    };
    return walk(dataset);
}

/* --- HTML ---------------------------------------------------------------------- */

async function html(text) {
    // Tables scroll in a region that carries their section's title; a heading is filled when a tile is chosen.
    const rules = { "long-title": "off", "no-inline-style": "off", "unique-landmark": "off", "prefer-native-element": "off", "empty-heading": "off" };
    const validator = new HtmlValidate({ extends: ["html-validate:standard", "html-validate:a11y"], rules });
    const report = await validator.validateString(text);
    return report.valid ? "" : report.results[0].messages.filter((m) => m.severity === 2).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`).join("; ").slice(0, 400);
}

/* --- all ------------------------------------------------------------------------ */

if (existsSync(`${folder}/datapackage.json`)) {
    const descriptor = json("datapackage.json");
    if (existsSync(`${profiles}/datapackage.json`))
        await check("ajv, Data Package 2.0", dataPackage(JSON.parse(readFileSync(`${profiles}/datapackage.json`, "utf8"))), descriptor, {
            "no resources": (d) => { delete d.resources; return d; },
            "a resource without a name": (d) => { delete d.resources[0].name; return d; },
            "a path that leads out": (d) => { d.resources[0].path = "/etc/passwd"; return d; },
            "a field without a name": (d) => { delete d.resources.find((r) => r.schema).schema.fields[0].name; return d; },
        });
    else console.log("skipped: the Data Package profile is in ../shared/data, which is absent");
    await check("files of the Data Package", files, descriptor, {
        "a wrong size": (d) => { d.resources[0].bytes++; return d; },
        "a wrong hash": (d) => { d.resources[0].hash = `sha256:${"0".repeat(64)}`; return d; },
    });
    await tables(descriptor);
    for (const resource of descriptor.resources.filter((r) => r.path.startsWith("data/")))
        await check(`CSVW ${resource.path}`, csvw, { metadata: json(`${resource.path}-metadata.json`), header: read(resource.path).split("\n", 1)[0].split(",") }, {
            "a column that is not there": (s) => { s.metadata.tables[0].tableSchema.columns.pop(); return s; },
            "a key to a list that is not there": (s) => { s.metadata.tables.splice(1, 1); return s; },
        });
}
if (existsSync(`${folder}/dcat.jsonld`))
    await check("rdf-validate-shacl, DCAT-AP", shapes(), json("dcat.jsonld"), {
        "no title": (c) => { delete c["dcat:dataset"]["dct:title"]; return c; },
        "a distribution without address": (c) => { delete c["dcat:dataset"]["dcat:distribution"][0]["dcat:accessURL"]; return c; },
        "a publisher that is no agent": (c) => { c["dct:publisher"] = "somebody"; return c; },
        "a checksum that is none": (c) => { c["dcat:dataset"]["dcat:distribution"][0]["spdx:checksum"]["spdx:checksumValue"]["@value"] = "beef"; return c; },
    });
if (existsSync(`${folder}/ckan.json`))
    await check("CKAN", (p) => (/^[a-z0-9_-]{2,100}$/.test(p.name) && p.title && p.resources.length && p.resources.every((r) => r.url && r.format && /^[0-9a-f]{64}$/.test(r.hash)) ? "" : "name, title or resources"), json("ckan.json"), {
        "a name with capitals": (p) => { p.name = "Trade"; return p; },
        "a resource without address": (p) => { delete p.resources[0].url; return p; },
    });
if (existsSync(`${folder}/index.html`)) {
    await check("schema.org", schemaOrg, read("index.html"), {
        "no block": (page) => page.replace("application/ld+json", "text/plain"),
        "an unknown property": (page) => page.replace('"variableMeasured"', '"variablesMeasured"'),
        "a wrong digest": (page) => page.replace(/("sha256":")[0-9a-f]/g, (all, start) => `${start}g`),
    });
    await check("html-validate", html, read("index.html"), {
        "an element that is not closed": (page) => page.replace("</main>", ""),
        "an image without text": (page) => page.replace("</main>", '<img src="a.png"></main>'),
        "an id twice": (page) => page.replace("</main>", '<p id="twice"></p><p id="twice"></p></main>'),
    });
}
process.exit(failed ? 1 : 0);
