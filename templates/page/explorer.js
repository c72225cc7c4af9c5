/* SPDX-License-Identifier: MIT */
/* The explorer of a release page: a treemap of published cells, cut at any level; nothing leaves the page. */
(function () {
'use strict';
var holder = document.getElementById('explorer-data');
var box = document.getElementById('explorer');
if (!holder || !box) return;
var data = JSON.parse(holder.textContent);
var words = JSON.parse(document.getElementById('explorer-words').textContent);
var SVG = 'http://www.w3.org/2000/svg';
var WORLD = 'W00', TOTAL = 'TOTAL', PAGE = 50;
var $ = function (id) { return document.getElementById(id); };

/* --- language ------------------------------------------------------------ */
var language = 'en';
function at() { return language === 'ru' ? 1 : language === 'ky' ? 2 : 0; }
function say(key) {
    var text = (words[key] || [key])[at()] || words[key][0];
    for (var i = 1; i < arguments.length; i++) text = text.split('{' + i + '}').join(arguments[i]);
    return text;
}
/* A label of [en, ru, ky]: the nearest language that has one. */
function label(texts, from) {
    var t = texts.slice(from);
    return at() === 2 ? t[2] || t[1] || t[0] || '' : at() === 1 ? t[1] || t[0] || '' : t[0] || t[1] || '';
}

/* --- numbers: exact texts as published, never rounded --------------------- */
function grouped(text) {
    if (!text) return '';
    var minus = text[0] === '-' ? '\u2212' : '', body = text.replace('-', '').split('.');
    var whole = body[0].replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : '\u00a0');
    return minus + whole + (body.length > 1 ? (language === 'en' ? '.' : ',') + body[1] : '');
}
function count(n) { return grouped(String(n)); }
/* For the picture only: three digits and a word. */
function brief(number) {
    var steps = [[1e12, 'trillion'], [1e9, 'billion'], [1e6, 'million'], [1e3, 'thousand']];
    for (var i = 0; i < steps.length; i++)
        if (Math.abs(number) >= steps[i][0]) {
            var n = number / steps[i][0];
            return n.toFixed(n < 10 ? 2 : n < 100 ? 1 : 0).replace('.', language === 'en' ? '.' : ',') +
                '\u00a0' + say(steps[i][1]);
        }
    return grouped(String(Math.round(number)));
}
function percent(share) {
    return (share * 100).toFixed(share < 0.1 ? 1 : 0).replace('.', language === 'en' ? '.' : ',') + '\u00a0%';
}

/* --- the rows ------------------------------------------------------------- */
/* slices: 'period|flow|partner|dimensions' -> Map code index -> row. */
var slices = new Map(), codeAt = new Map(), measures = data.measures.length;
data.codes.forEach(function (c, i) { codeAt.set(c[0], i); });
function read() {
    var period = 0, flow = 0, code = 0, dims = data.dimensions.length;
    data.rows.split(';').forEach(function (line) {
        if (!line) return;
        if (line[0] === '@') {
            var head = line.slice(1).split(',');
            period = +head[0]; flow = +head[1]; code = 0;
            return;
        }
        var f = line.split(','), k = 0;
        if (f[k] !== '') code += parseInt(f[k], 36);
        var partner = f[++k] === '' ? 0 : parseInt(f[k], 36), key = period + '|' + flow + '|' + partner;
        for (var d = 0; d < dims; d++) key += '|' + parseInt(f[++k], 36);
        var row = { states: data.states[f[++k] === '' ? 0 : parseInt(f[k], 36)], amounts: f.slice(k + 1, k + 1 + measures) };
        row.unit = f[k + 1 + measures] ? parseInt(f[k + 1 + measures], 36) : 0;
        var slice = slices.get(key);
        if (!slice) slices.set(key, slice = new Map());
        slice.set(code, row);
    });
}
read();

function levelOf(code) { return code === TOTAL ? 0 : code.length; }
var levels = data.levels.slice().sort(function (a, b) { return a - b; });   /* coarse to fine */
var coded = levels.filter(function (l) { return l > 0; });

/* The nearest coarser code that is published in any slice; by text, as codes are. */
var parents = data.codes.map(function (c) {
    if (c[0] === TOTAL) return -1;
    for (var n = c[0].length - 1; n > 0; n--)
        if (codeAt.has(c[0].slice(0, n))) return codeAt.get(c[0].slice(0, n));
    return codeAt.has(TOTAL) ? codeAt.get(TOTAL) : -1;
});
var children = data.codes.map(function () { return []; }), roots = [];
parents.forEach(function (p, i) { (p < 0 ? (data.codes[i][0] === TOTAL ? [] : roots) : children[p]).push(i); });
var top = codeAt.has(TOTAL) ? codeAt.get(TOTAL) : -1;

/* --- state ----------------------------------------------------------------- */
var view = { period: 0, flow: 0, partner: 0, dims: data.dimensions.map(function () { return 0; }),
    measure: 0, cut: 0, root: top, table: false, order: 'value', shown: PAGE };

function sliceKey(period, partner) {
    return [period, view.flow, partner].concat(view.dims).join('|');
}
function slice() { return slices.get(sliceKey(view.period, view.partner)) || new Map(); }
function kids(code) { return code < 0 ? roots : children[code]; }
function isHidden(row) { return row && row.states[view.measure * 2] === 'Q'; }
function isOpen(row) { return row && row.amounts[view.measure] !== ''; }
function amount(row) { return Number(row.amounts[view.measure]); }
function codeText(i) { return i < 0 ? TOTAL : data.codes[i][0]; }
function codeLabel(i) { return i < 0 ? say('all_goods') : label(data.codes[i], 1); }
/* How a heading names a code. */
function codeTitle(i) { return codeText(i) === TOTAL ? say('all_goods') : codeText(i); }
function unitOf(row) {
    var m = data.measures[view.measure];
    return m.unit || (row && data.units[row.unit] ? data.units[row.unit] : '');
}

/* Cells below `root` at the cut: rows of that level, and coarser ones that no row divides further. */
function cut(root, rows) {
    var found = [];
    (function walk(code) {
        kids(code).forEach(function (k) {
            if (levelOf(codeText(k)) > coded[view.cut]) return;
            var before = found.length;
            walk(k);
            if (found.length === before && rows.has(k)) found.push(k);
        });
    })(root);
    return found;
}

/* --- areas: from published numbers alone ---------------------------------- */
/*
 * An open cell has the area of its amount.  What a published total leaves
 * after its open members is shared evenly among the hidden ones: where the
 * hidden amounts really lie is nobody's business, and not in this page.
 */
function areas(root, rows, cells) {
    var inside = new Set(cells), result = new Map();
    function needed(code) {
        return inside.has(code) || kids(code).some(function (k) { return rows.has(k) && needed(k); });
    }
    function open(code) {
        if (isOpen(rows.get(code))) return Math.max(0, amount(rows.get(code)));
        return inside.has(code) ? 0 : kids(code).reduce(function (sum, k) { return sum + (rows.has(k) ? open(k) : 0); }, 0);
    }
    (function share(code, area) {
        if (inside.has(code)) { result.set(code, area); return; }
        var members = kids(code).filter(function (k) { return rows.has(k) && needed(k); });
        var known = members.filter(function (k) { return isOpen(rows.get(k)); });
        var hidden = members.filter(function (k) { return !isOpen(rows.get(k)); });
        var sum = known.reduce(function (s, k) { return s + open(k); }, 0);
        var least = hidden.reduce(function (s, k) { return s + open(k); }, 0);
        var rest = Math.max(area - sum - least, 0);
        var scale = sum + least + rest > 0 ? area / (sum + least + rest) : 0;
        known.forEach(function (k) { share(k, open(k) * scale); });
        hidden.forEach(function (k) { share(k, (open(k) + rest / hidden.length) * scale); });
    })(root, open(root) || 1);
    return result;
}

/* --- treemap (squarified: Bruls, Huizing, van Wijk 2000) ------------------ */
function squarify(items, x, y, w, h, put) {
    var sum = items.reduce(function (s, i) { return s + i.area; }, 0), i = 0;
    if (!(sum > 0) || w <= 0 || h <= 0) return;
    var scale = w * h / sum;
    while (i < items.length) {
        var side = Math.min(w, h), row = [], total = 0, worst = Infinity;
        for (; i < items.length; i++) {
            var a = items[i].area * scale, t = total + a;
            var most = row.length ? row[0].area * scale : a;
            var now = Math.max(side * side * most / (t * t), t * t / (side * side * a));
            if (row.length && now > worst) break;
            row.push(items[i]); total = t; worst = now;
        }
        var thick = total / side, along = 0;
        row.forEach(function (item) {
            var length = item.area * scale / thick;
            if (w >= h) put(item, x, y + along, thick, length); else put(item, x + along, y, length, thick);
            along += length;
        });
        if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
    }
}

function element(name, attributes, parent) {
    var e = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (k) { e.setAttribute(k, attributes[k]); });
    if (parent) parent.appendChild(e);
    return e;
}
function make(name, text, parent, className) {
    var e = document.createElement(name);
    if (text !== undefined && text !== null) e.textContent = text;
    if (className) e.className = className;
    if (parent) parent.appendChild(e);
    return e;
}
function clear(e) { while (e.firstChild) e.removeChild(e.firstChild); }

/* Ancestor of a code just below the root: its block in the picture. */
function blockOf(code) {
    while (parents[code] !== view.root && parents[code] >= 0) code = parents[code];
    return code;
}
function hue(code) {
    var chapter = parseInt(codeText(code).slice(0, 2), 10);
    return isNaN(chapter) ? 0 : (chapter * 5) % 12;
}
function describe(code, row) {
    if (isHidden(row)) return say('hidden_reason');
    if (!isOpen(row)) return say(row && row.states[view.measure * 2] === 'M' ? 'mixed_units' : 'no_number');
    return grouped(row.amounts[view.measure]) + ' ' + unitOf(row);
}

/* Codes and numbers stand whole or not at all; only labels may be cut. */
function fitText(group, text, x, y, width, className) {
    var letters = Math.floor(width / (className === 'code' ? 7.4 : 6.7));
    if (letters < 2 || (className !== 'label' && text.length > letters)) return;
    var t = element('text', { x: x, y: y, 'class': className }, group);
    t.textContent = text.length > letters ? text.slice(0, Math.max(1, letters - 1)) + '\u2026' : text;
}

function tile(svg, code, row, x, y, w, h) {
    var hidden = !isOpen(row), name = codeText(code) + ' ' + codeLabel(code) + ', ' + describe(code, row);
    var opens = kids(code).some(function (k) { return slice().has(k); });
    var g = element('g', { 'class': 'tile' + (hidden ? ' is-hidden' : ' hue-' + hue(code)), role: 'button',
        tabindex: '-1', 'aria-label': name + (opens ? '. ' + say('opens') : ''), 'data-code': codeText(code) }, svg);
    element('rect', { x: x, y: y, width: Math.max(w - 1, 0.5), height: Math.max(h - 1, 0.5) }, g);
    if (hidden) element('rect', { x: x, y: y, width: Math.max(w - 1, 0.5), height: Math.max(h - 1, 0.5), 'class': 'hatch' }, g);
    element('title', {}, g).textContent = name;
    if (w > 26 && h > 16) {
        fitText(g, codeText(code), x + 5, y + 15, w - 8, 'code');
        if (h > 34) fitText(g, hidden ? say('hidden') : brief(amount(row)), x + 5, y + 30, w - 8, 'number');
        if (h > 50 && w > 60) fitText(g, codeLabel(code), x + 5, y + 45, w - 8, 'label');
    }
    g.addEventListener('click', function () { choose(code, opens); });
}

function drawPicture(rows, cells) {
    var svg = $('picture'), width = Math.max(280, $('picture-box').clientWidth);
    var height = Math.round(Math.max(300, Math.min(620, width * (width < 600 ? 1.25 : 0.56))));
    var keep = svg.querySelector('defs'), share = areas(view.root, rows, cells), blocks = new Map(), sum = 0;
    clear(svg);
    svg.appendChild(keep);
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.setAttribute('aria-label', say('picture', codeTitle(view.root), count(cells.length)));
    cells.forEach(function (c) { sum += share.get(c) || 0; });
    cells.forEach(function (c) {
        var b = blockOf(c), area = share.get(c) || 0;
        if (isHidden(rows.get(c))) area = Math.max(area, sum / 4000);
        if (!(area > 0)) return;
        if (!blocks.has(b)) blocks.set(b, { code: b, area: 0, cells: [] });
        blocks.get(b).area += area;
        blocks.get(b).cells.push({ code: c, area: area });
    });
    function larger(a, b) { return b.area - a.area || a.code - b.code; }
    var small = 0;
    squarify(Array.from(blocks.values()).sort(larger), 0, 0, width, height, function (block, x, y, w, h) {
        squarify(block.cells.sort(larger), x + 1, y + 1, w - 2, h - 2, function (cell, cx, cy, cw, ch) {
            if (cw * ch < 6) { small++; return; }
            tile(svg, cell.code, rows.get(cell.code), cx, cy, cw, ch);
        });
        if (block.cells.length > 1) element('rect', { x: x, y: y, width: w, height: h, 'class': 'block' }, svg);
    });
    var first = svg.querySelector('.tile');
    if (first) first.setAttribute('tabindex', '0');
    $('small-note').textContent = small ? say('small', count(small)) : '';
    if (!cells.length) fitText(svg, say('nothing'), 16, 32, width, 'label');
}

/* --- table ------------------------------------------------------------------ */
function header(table, texts) {
    var tr = make('tr', null, make('thead', null, table));
    texts.forEach(function (t) {
        var th = make('th', t[0], tr, t[1] ? 'number' : '');
        th.scope = 'col';
    });
    return make('tbody', null, table);
}
function measureTitle(m) { return label(m.title, 0) + (m.unit ? ' (' + m.unit + ')' : ''); }

function sortCells(rows, cells) {
    var exact = function (c) {
        var r = rows.get(c);
        return isOpen(r) ? BigInt(r.amounts[view.measure].replace('.', '')) : null;
    };
    var keys = new Map(cells.map(function (c) { return [c, exact(c)]; }));
    return cells.slice().sort(function (a, b) {
        if (view.order === 'code') return a - b;
        var x = keys.get(a), y = keys.get(b);
        if (x === null || y === null) return (x === null) - (y === null) || a - b;
        return x < y ? 1 : x > y ? -1 : a - b;
    });
}

function amountCell(tr, row, m) {
    var td = make('td', null, tr, 'number'), state = row.states[m * 2];
    if (row.amounts[m] !== '') {
        td.textContent = grouped(row.amounts[m]);
        td.setAttribute('data-value', row.amounts[m]);
        if (state !== 'A') make('abbr', ' ' + shorthand(state), td, 'state').title = statusLabel(state);
    } else {
        td.className += state === 'Q' ? ' hidden-cell' : ' empty-cell';
        make('span', state === 'Q' ? say('hidden') : shorthand(state), td).title = statusLabel(state);
    }
}
function shorthand(state) { return data.status[state] ? data.status[state][0] : ''; }
function statusLabel(state) { return data.status[state] ? label(data.status[state], 1) : state; }

function drawTable(rows, cells) {
    var table = $('cells'), ordered = sortCells(rows, cells), body;
    clear(table);
    make('caption', say('caption', count(cells.length), coded[view.cut], periodText(view.period), partnerLabel(view.partner)), table);
    body = header(table, [[say('code')], [say('goods')]].concat(data.measures.map(function (m) { return [measureTitle(m), true]; }),
        data.quantity >= 0 ? [[say('unit')]] : []));
    ordered.slice(0, view.shown).forEach(function (c) {
        var row = rows.get(c), tr = make('tr', null, body), th = make('th', null, tr);
        th.scope = 'row';
        if (kids(c).some(function (k) { return rows.has(k); })) {
            var b = make('button', codeText(c), th, 'link');
            b.type = 'button';
            b.setAttribute('aria-label', codeText(c) + ' ' + say('opens'));
            b.addEventListener('click', function () { choose(c, true); });
        } else {
            make('span', codeText(c), th, 'plain-code');
        }
        make('td', codeLabel(c), tr, 'goods');
        data.measures.forEach(function (m, i) { amountCell(tr, row, i); });
        if (data.quantity >= 0) make('td', data.units[row.unit] || '', tr);
    });
    $('more').hidden = ordered.length <= view.shown;
    $('more').textContent = say('more', count(Math.min(PAGE, ordered.length - view.shown)), count(ordered.length - view.shown));
}

/* The table as it is shown, as CSV with the published texts. */
function save() {
    var rows = slice(), cells = sortCells(rows, cut(view.root, rows)), lines = [];
    function field(t) { return /[",\n]/.test(t) ? '"' + t.replace(/"/g, '""') + '"' : t; }
    lines.push(['period', 'flow', 'code', 'partner'].concat(data.measures.map(function (m) { return m.name + ',' + m.name + '_status'; }).join(',')).join(','));
    cells.forEach(function (c) {
        var r = rows.get(c);
        lines.push([data.periods[view.period], data.flows[view.flow][0], codeText(c), data.partners[view.partner][0]].map(field).concat(
            data.measures.map(function (m, i) { return r.amounts[i] + ',' + r.states[i * 2]; })).join(','));
    });
    var a = make('a', '', document.body);
    a.href = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], { type: 'text/csv' }));
    a.download = [data.id, data.flows[view.flow][0], data.periods[view.period], codeText(view.root)].join('_') + '.csv';
    a.click();
    setTimeout(function () { URL.revokeObjectURL(a.href); a.remove(); }, 1000);
}

/* --- the chosen code in time and by partner ----------------------------------- */
function periodKind(text) { return /-Q/.test(text) ? 1 : text.length === 4 ? 2 : 0; }
function periodText(i) { return data.periods[i]; }
function partnerLabel(i) { return label(data.partners[i], 1) || data.partners[i][0]; }

function drawSeries() {
    $('series-box').hidden = false;
    var list = [], kind = Infinity, svg = $('series'), code = view.root, width = Math.max(280, $('series-box').clientWidth), height = 180;
    data.periods.forEach(function (p, i) {
        var rows = slices.get(sliceKey(i, view.partner)), row = rows && rows.get(code);
        if (row && periodKind(p) < kind) { kind = periodKind(p); list = []; }
        if (row && periodKind(p) === kind) list.push({ period: p, row: row });
    });
    clear(svg);
    $('series-box').hidden = list.length < 2;   /* one bar tells nothing */
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    $('series-title').textContent = say('series', codeTitle(code), measureTitle(data.measures[view.measure]));
    var most = list.reduce(function (m, p) { return isOpen(p.row) ? Math.max(m, amount(p.row)) : m; }, 0);
    var left = 8, step = (width - left - 4) / Math.max(list.length, 1), room = height - 44;
    var every = Math.ceil(list.length * 52 / width);
    svg.setAttribute('aria-label', say('series_label', count(list.length)));
    element('line', { x1: left, x2: width - 4, y1: 20 + room, y2: 20 + room, 'class': 'axis' }, svg);
    list.forEach(function (p, i) {
        var open = isOpen(p.row), h = open && most > 0 ? Math.max(1, room * Math.max(0, amount(p.row)) / most) : room;
        var r = element('rect', { x: left + i * step + 1, y: 20 + room - h, width: Math.max(step - 2, 1), height: h,
            'class': open ? 'bar' : 'bar-hidden' }, svg);
        element('title', {}, r).textContent = p.period + ': ' + describe(code, p.row);
        if (i % every === 0) {
            var t = element('text', { x: left + (i + 0.5) * step, y: height - 8, 'class': 'tick', 'text-anchor': list.length > 1 ? 'middle' : 'start' }, svg);
            t.textContent = kind === 0 && list.length > 14 ? p.period.slice(2) : p.period;
        }
    });
    if (most > 0) {
        var t = element('text', { x: left, y: 12, 'class': 'tick' }, svg);
        t.textContent = say('most', brief(most) + ' ' + unitOf(list[0].row));
    }
    var body, table = $('series-table');
    clear(table);
    make('caption', $('series-title').textContent, table, 'visually-hidden');
    body = header(table, [[say('period')], [measureTitle(data.measures[view.measure]), true]]);
    list.forEach(function (p) {
        var tr = make('tr', null, body), th = make('th', p.period, tr);
        th.scope = 'row';
        amountCell(tr, p.row, view.measure);
    });
}

function drawPartners() {
    var table = $('partner-table'), list = [], hidden = 0, body;
    data.partners.forEach(function (p, i) {
        if (p[0] === WORLD || p[0].indexOf('G_') === 0) return;
        var rows = slices.get(sliceKey(view.period, i)), row = rows && rows.get(view.root);
        if (row && isOpen(row)) list.push({ partner: i, row: row });
        else if (row) hidden++;
    });
    clear(table);
    $('partners-box').hidden = !list.length && !hidden;
    $('partners-title').textContent = say('partners', codeTitle(view.root), periodText(view.period));
    list.sort(function (a, b) { return amount(b.row) - amount(a.row) || a.partner - b.partner; });
    var most = list.length ? amount(list[0].row) : 1;
    make('caption', $('partners-title').textContent, table, 'visually-hidden');
    body = header(table, [[say('partner')], [measureTitle(data.measures[view.measure]), true]]);
    list.slice(0, 10).forEach(function (p) {
        var tr = make('tr', null, body), th = make('th', null, tr);
        th.scope = 'row';
        make('span', partnerLabel(p.partner), th);
        var bar = make('span', '', make('span', '', th, 'bar-track'), 'bar-fill');
        bar.style.width = Math.max(0, Math.min(100, amount(p.row) / most * 100)).toFixed(1) + '%';
        amountCell(tr, p.row, view.measure);
    });
    $('partners-note').textContent = (list.length > 10 ? say('more_partners', count(list.length - 10)) + ' ' : '') +
        (hidden ? say('hidden_partners', count(hidden)) : '');
}

/* --- the words around it --------------------------------------------------------- */
function classOf(partner) {
    var code = data.partners[partner][0];
    return code === WORLD ? 0 : code.indexOf('G_') === 0 ? 1 : 2;
}
function missing(level) {
    return data.absent.indexOf(classOf(view.partner) + '.' + level + '.' + view.period) >= 0;
}

function drawSummary(rows, cells) {
    var hidden = 0, finest = coded.length - 1, keep = view.cut;
    cells.forEach(function (c) { hidden += isHidden(rows.get(c)) ? 1 : 0; });
    var text = say('summary', coded[view.cut], count(cells.length), count(hidden));
    if (view.cut < finest) {
        view.cut = finest;
        var fine = cut(view.root, rows), lost = 0;
        view.cut = keep;
        fine.forEach(function (c) { lost += isHidden(rows.get(c)) ? 1 : 0; });
        text += ' ' + say('summary_finest', coded[finest], count(fine.length), count(lost));
    }
    $('summary').textContent = text;
    var gone = coded.slice(0, view.cut + 1).filter(missing);
    $('missing').hidden = !gone.length;
    $('missing').textContent = gone.length ? say('absent', gone.join(', ')) : '';
}

function drawTrail(rows) {
    var trail = $('trail'), path = [];
    clear(trail);
    for (var c = view.root; c >= 0; c = parents[c]) path.unshift(c);
    if (path[0] !== top) path.unshift(top);
    path.forEach(function (c, i) {
        var li = make('li', null, trail), last = i === path.length - 1;
        var b = make(last ? 'span' : 'button', c < 0 || codeText(c) === TOTAL ? say('all_goods') : codeText(c) + ' ' + codeLabel(c), li, last ? '' : 'link');
        if (last) b.setAttribute('aria-current', 'location');
        else { b.type = 'button'; b.addEventListener('click', function () { choose(c, true); }); }
    });
    var row = rows.get(view.root), facts = $('chosen');
    clear(facts);
    data.measures.forEach(function (m, i) {
        if (!row) return;
        make('dt', measureTitle(m), facts);
        var keep = view.measure, dd = make('dd', null, facts);
        view.measure = i;
        dd.textContent = describe(view.root, row);
        if (isOpen(row)) dd.setAttribute('data-value', row.amounts[i]);
        if (!isOpen(row)) dd.className = row.states[i * 2] === 'Q' ? 'hidden-cell' : 'empty-cell';
        view.measure = keep;
    });
}

/* --- search -------------------------------------------------------------------------- */
function fold(text) { return text.toLowerCase().replace(/ё/g, 'е'); }
function search(text) {
    var list = $('found'), wanted = fold(text.trim()).split(/\s+/).filter(Boolean), rows = slice(), n = 0;
    clear(list);
    if (wanted.length)
        for (var i = 0; i < data.codes.length && n < 30; i++) {
            var c = data.codes[i], whole = fold(c.slice(1).join(' '));
            var fits = wanted.every(function (w) { return /^\d/.test(w) ? c[0].indexOf(w.replace(/\./g, '')) === 0 || whole.indexOf(w) >= 0 : whole.indexOf(w) >= 0 || fold(c[0]) === w; });
            if (!fits || c[0] === TOTAL) continue;
            n++;
            (function (code) {
                var b = make('button', null, make('li', null, list), 'link');
                b.type = 'button';
                make('strong', codeText(code) + ' ', b);
                make('span', codeLabel(code), b);
                make('span', ' ' + (rows.has(code) ? describe(code, rows.get(code)) : say('no_trade')), b, 'quiet');
                b.addEventListener('click', function () { go(code); });
            })(i);
        }
    $('found-note').textContent = wanted.length ? n ? say('found', count(n)) : say('not_found') : '';
}
/* Show a code that was found: cut so that it is seen. */
function go(code) {
    var level = levelOf(codeText(code)), step = coded.findIndex(function (l) { return l >= level; });
    var inner = kids(code).length > 0;
    view.root = code;
    view.cut = Math.max(view.cut, Math.min(coded.length - 1, (step < 0 ? coded.length - 1 : step) + (inner ? 1 : 0)));
    $('search').value = '';
    search('');
    draw();
    $('trail').scrollIntoView({ block: 'nearest' });
}

/* --- drawing all of it ------------------------------------------------------------------ */
function choose(code, opens) {
    if (!opens) { view.root = code; view.shown = PAGE; draw(); return; }
    var level = code < 0 ? 0 : levelOf(codeText(code));
    view.root = code;
    view.shown = PAGE;
    if (coded[view.cut] <= level) view.cut = Math.min(coded.length - 1, coded.findIndex(function (l) { return l > level; }));
    if (view.cut < 0) view.cut = coded.length - 1;
    draw();
}

function draw() {
    var rows = slice(), cells = coded.length ? cut(view.root, rows) : [];
    if (!cells.length && view.root >= 0 && rows.has(view.root) && codeText(view.root) !== TOTAL) cells = [view.root];
    $('cut').value = String(view.cut);
    $('cut').setAttribute('aria-valuetext', say('digits', coded[view.cut]));
    $('cut-value').textContent = say('digits', coded[view.cut]);
    Array.prototype.forEach.call($('cut-ticks').children, function (b, i) { b.setAttribute('aria-pressed', String(i === view.cut)); });
    $('picture-box').hidden = view.table;
    $('table-box').hidden = !view.table;
    $('as-picture').setAttribute('aria-pressed', String(!view.table));
    $('as-table').setAttribute('aria-pressed', String(view.table));
    $('out').disabled = view.root === top;
    drawTrail(rows);
    drawSummary(rows, cells);
    if (view.table) drawTable(rows, cells); else drawPicture(rows, cells);
    drawSeries();
    drawPartners();
    remember();
}

function out() {
    if (view.root !== top) choose(view.root >= 0 ? parents[view.root] : top, true);
}

/* --- the address tells what is shown, so that a view can be passed on --------------------- */
var quiet = false;
function remember() {
    var text = '#' + [data.flows[view.flow][0], data.periods[view.period], data.partners[view.partner][0], codeText(view.root),
        coded[view.cut], view.table ? 'table' : 'picture'].join('/');
    if (location.hash !== text && !quiet) history.replaceState(null, '', text);
}
function recall() {
    var f = decodeURIComponent(location.hash.slice(1)).split('/');
    if (f.length < 6) return;
    var flow = data.flows.findIndex(function (x) { return x[0] === f[0]; }), period = data.periods.indexOf(f[1]);
    var partner = data.partners.findIndex(function (x) { return x[0] === f[2]; }), step = coded.indexOf(+f[4]);
    if (flow >= 0) view.flow = flow;
    if (period >= 0) view.period = period;
    if (partner >= 0) view.partner = partner;
    if (codeAt.has(f[3])) view.root = codeAt.get(f[3]);
    if (step >= 0) view.cut = step;
    view.table = f[5] === 'table';
}

/* --- controls --------------------------------------------------------------------------------- */
function options(select, texts, chosen) {
    clear(select);
    texts.forEach(function (t, i) {
        var o = make('option', t, select);
        o.value = String(i);
        o.selected = i === chosen;
    });
}
function fill() {
    options($('flow'), data.flows.map(function (f) { return label(f, 1) + ' (' + f[0] + ')'; }), view.flow);
    options($('period'), data.periods, view.period);
    options($('partner'), data.partners.map(function (p, i) { return p[0] === WORLD ? partnerLabel(i) : partnerLabel(i) + ' (' + p[0] + ')'; }), view.partner);
    options($('measure'), data.measures.map(measureTitle), view.measure);
    options($('order'), [say('by_value'), say('by_code')], view.order === 'code' ? 1 : 0);
    data.dimensions.forEach(function (d, i) { options($('dimension-' + i), d.values, view.dims[i]); });
    $('save').textContent = say('save');
    $('out').textContent = say('out');
    Array.prototype.forEach.call($('cut-ticks').children, function (b, i) {
        b.textContent = String(coded[i]);
        b.setAttribute('aria-label', say('digits', coded[i]));
    });
}
function select(id, set) {
    $(id).addEventListener('change', function () { set(+this.value); view.shown = PAGE; draw(); });
}
function keys(event) {
    var tiles = Array.prototype.slice.call($('picture').querySelectorAll('.tile')), i = tiles.indexOf(document.activeElement);
    var to = { ArrowRight: i + 1, ArrowDown: i + 1, ArrowLeft: i - 1, ArrowUp: i - 1, Home: 0, End: tiles.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
        if (i < 0) return;
        event.preventDefault();
        tiles[i].dispatchEvent(new MouseEvent('click'));
        focusPicture();
    } else if (event.key === 'Escape' || event.key === 'Backspace') {
        event.preventDefault();
        out();
        focusPicture();
    } else if (to !== undefined && tiles.length) {
        event.preventDefault();
        to = Math.max(0, Math.min(tiles.length - 1, to));
        tiles.forEach(function (t) { t.setAttribute('tabindex', '-1'); });
        tiles[to].setAttribute('tabindex', '0');
        tiles[to].focus();
    }
}
function focusPicture() {
    var first = $('picture').querySelector('.tile[tabindex="0"]');
    if (first) first.focus();
}
function setLanguage(code) {
    language = code;
    document.documentElement.lang = code;
    document.documentElement.setAttribute('data-language', code);
    var title = document.querySelector('h1 [lang="' + code + '"]');
    if (title) document.title = title.textContent;
    Array.prototype.forEach.call(document.querySelectorAll('data[value]'), function (d) { d.textContent = grouped(d.value); });
    $('search').placeholder = say('search_hint');
    fill();
    search($('search').value);
    draw();
}
function start() {
    var languages = document.querySelectorAll('input[name="language"]');
    data.dimensions.forEach(function (d, i) {
        var p = make('p', null, $('filters'), 'field'), l = make('label', d.name, p), s = make('select', null, p);
        s.id = 'dimension-' + i;
        l.htmlFor = s.id;
        select(s.id, function (v) { view.dims[i] = v; });
    });
    coded.forEach(function (l, i) {
        var b = make('button', String(l), $('cut-ticks'));
        b.type = 'button';
        b.addEventListener('click', function () { view.cut = i; view.shown = PAGE; draw(); });
    });
    $('cut').max = String(Math.max(0, coded.length - 1));
    view.period = data.start.period;
    view.flow = data.start.flow;
    view.partner = data.start.partner;
    view.cut = Math.max(0, coded.indexOf(4) >= 0 ? coded.indexOf(4) : coded.length - 1);
    recall();
    select('flow', function (v) { view.flow = v; });
    select('period', function (v) { view.period = v; });
    select('partner', function (v) { view.partner = v; });
    select('measure', function (v) { view.measure = v; });
    select('order', function (v) { view.order = v ? 'code' : 'value'; });
    $('cut').addEventListener('input', function () { view.cut = +this.value; view.shown = PAGE; draw(); });
    $('search').addEventListener('input', function () { search(this.value); });
    $('search').addEventListener('keydown', function (e) {
        if (e.key === 'Enter' && $('found').querySelector('button')) { e.preventDefault(); $('found').querySelector('button').click(); }
        if (e.key === 'Escape') { this.value = ''; search(''); }
    });
    $('as-picture').addEventListener('click', function () { view.table = false; draw(); });
    $('as-table').addEventListener('click', function () { view.table = true; draw(); });
    $('more').addEventListener('click', function () { view.shown += PAGE; draw(); });
    $('save').addEventListener('click', save);
    $('out').addEventListener('click', out);
    $('picture').addEventListener('keydown', keys);
    Array.prototype.forEach.call(languages, function (input) {
        input.addEventListener('change', function () { if (this.checked) setLanguage(this.value); });
    });
    var wait;
    window.addEventListener('resize', function () { clearTimeout(wait); wait = setTimeout(draw, 120); });
    window.addEventListener('hashchange', function () { quiet = true; recall(); fill(); draw(); quiet = false; });
    box.hidden = false;
    setLanguage(document.documentElement.getAttribute('data-language') || 'en');
}
start();
})();
