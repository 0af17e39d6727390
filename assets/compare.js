
/* Any two of the traces that the compare page holds. */
document.addEventListener("DOMContentLoaded", function () {
  "use strict";
  var d = document, data = d.getElementById("records"), form = d.getElementById("pairs"); if (!data || !form) return;
  data = JSON.parse(data.textContent);
  var recs = data.records, byId = {}; recs.forEach(function (r) { byId[r.id] = r; });
  var NS = "http://www.w3.org/2000/svg";
  function el(tag, cls, text) { var e = d.createElement(tag); if (cls) e.className = cls; if (text !== undefined) e.textContent = text; return e; }
  function svg(tag, at) { var e = d.createElementNS(NS, tag); for (var k in at) e.setAttribute(k, at[k]); return e; }
  function icon(name) { var s = svg("svg", { "aria-hidden": "true" }); s.appendChild(svg("use", { href: "#" + name })); return s; }
  function bdi(tag, text, cls) { var e = el(tag, cls); e.appendChild(el("bdi", "", text)); return e; }
  function clear(id) { var e = d.getElementById(id); while (e.firstChild) e.removeChild(e.firstChild); return e; }
  function th(text) { var e = bdi("th", text.trim()); e.scope = "row"; if (/^ /.test(text)) e.className = "in"; return e; }
  function pairs(a, b) {
    var names = [], find = function (rows, n) { return rows.filter(function (r) { return r[0] === n; })[0]; };
    a.concat(b).forEach(function (r) { if (names.indexOf(r[0]) < 0) names.push(r[0]); });
    return names.map(function (n) { var x = find(a, n), y = find(b, n); return { name: n, a: x ? x[1] : "–", b: y ? y[1] : "–", x: x, y: y }; });
  }
  function less(row) {
    if (!row.x || !row.y || row.x.length < 4 || row.y.length < 4) return "";
    var n = row.x[2] - row.y[2], u = row.x[3], s = n > 0 ? "+" : "−", v = Math.abs(n); if (!n) return "";
    return s + (u === "m" ? data.sign + v.toFixed(Math.max(4, (row.x[1].split(".")[1] || "").length)) : u === "t" ? (v < 1000 ? v + " ms" : (v / 1000).toFixed(1) + " s") : v.toLocaleString("en"));
  }
  function side(letter, r) {
    var s = d.querySelector(".side[data-side=" + letter + "]"), p = el("p"), h = el("h2"), q = el("q"), dl = el("dl", "figs");
    s.className = "side " + r.verdict[2]; while (s.firstChild) s.removeChild(s.firstChild);
    p.appendChild(el("span", "lt", letter));
    var id = bdi(r.href ? "a" : "span", r.id, "mono"); if (r.href) id.href = r.href; p.appendChild(id); p.appendChild(el("span", "soft sm", " " + r.when));
    q.appendChild(el("bdi", "", r.q)); h.appendChild(q);
    var v = el("span", "v v-" + r.verdict[1]); v.appendChild(icon("v-" + r.verdict[1])); v.appendChild(el("bdi", "", r.verdict[0]));
    [["Verdict", v, r.by], ["Cost", r.cost, r.lost], ["Waited", r.waited, r.steps]].forEach(function (f) {
      var g = el("div"), dd = el("dd"); g.appendChild(el("dt", "", f[0])); if (f[1].nodeType) dd.appendChild(f[1]); else dd.textContent = f[1];
      g.appendChild(dd); g.appendChild(el("dd", "vs", f[2])); dl.appendChild(g);
    });
    [p, h, dl].forEach(function (x) { s.appendChild(x); });
  }
  function timeline(box, letter, r, end) {
    var h = el("h3", "h3 gap"); h.appendChild(el("span", "lt", letter)); h.appendChild(d.createTextNode(" · " + r.waited)); box.appendChild(h);
    if (!r.lanes.length || !end) { box.appendChild(el("p", "cap", "The log has no times for this trace.")); return; }
    var scroll = el("div", "scroll"), lanes = el("div", "lanes wide"), names = el("ul", "names"), plot = el("div", "plot"), height = 26 + 32 * r.lanes.length + 4;
    scroll.tabIndex = 0; scroll.setAttribute("role", "region"); scroll.setAttribute("aria-label", "Timeline of " + letter);
    var pic = svg("svg", { width: "100%", height: height, role: "img", "aria-label": "Timeline of " + letter + ", " + r.waited });
    function at(t) { return 93 * t / end; }
    var step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 6e4, 12e4, 3e5, 6e5, 36e5, 864e5].filter(function (x) { return end / x < 8; })[0] || end;
    r.lanes.forEach(function (l, i) { if (i % 2 === 0) pic.appendChild(svg("rect", { "class": "lane-bg", x: 0, width: "100%", y: 26 + 32 * i, height: 32 })); });
    for (var t = 0; t <= end; t += step) {
      pic.appendChild(svg("line", { "class": "grid-l", x1: at(t) + "%", x2: at(t) + "%", y1: 22, y2: height }));
      var w = svg("text", { "class": t ? "t-faint t-mid" : "t-faint", x: at(t) + "%", y: 16 }); w.textContent = t < 1000 && t ? t + " ms" : t / 1000 + " s"; pic.appendChild(w);
    }
    r.lanes.forEach(function (l, i) {
      names.appendChild(bdi("li", l.name)); var free = -100;
      l.bars.forEach(function (b, k) {
        var x = at(b[0]), width = at(b[1]) - x; pic.appendChild(svg("rect", { "class": "lanebar " + b[2], rx: 2, height: 16, y: 34 + 32 * i, x: x + "%", width: width < 0.25 ? 2 : width + "%" }));
        var from = x + Math.max(width, 0.4); var room = l.bars[k + 1] ? at(l.bars[k + 1][0]) : 100; if (!b[3] || from < free || from + b[3].length * 1.2 > room) return;
        var words = svg("text", { "class": b[2] === "bad" ? "lab halo x" : "lab halo", x: from + "%", dx: 6, y: 46 + 32 * i }); words.textContent = b[3]; pic.appendChild(words); free = from + b[3].length * 1.2;
      });
    });
    plot.appendChild(pic); lanes.appendChild(names); lanes.appendChild(plot); scroll.appendChild(lanes); box.appendChild(scroll);
  }
  function last(r) { return r.lanes.reduce(function (m, l) { return l.bars.reduce(function (n, b) { return Math.max(n, b[1]); }, m); }, 0); }
  /* a longest common subsequence of lines; beyond 600 lines those at the same place */
  function lines(a, b) {
    var n = a.length, m = b.length, out = [], i = 0, j = 0, only = [[], []], L = [];
    function flush() { for (var k = 0; k < Math.max(only[0].length, only[1].length); k++) out.push([only[0][k], only[1][k], false]); only = [[], []]; }
    if (n <= 600 && m <= 600) { for (i = n; i >= 0; i--) { L[i] = []; for (j = m; j >= 0; j--) L[i][j] = i === n || j === m ? 0 : a[i] === b[j] ? L[i + 1][j + 1] + 1 : Math.max(L[i + 1][j], L[i][j + 1]); } } else L = null;
    i = j = 0;
    while (i < n || j < m) {
      if (i < n && j < m && a[i] === b[j]) { flush(); out.push([i++, j++, true]); }
      else if (i < n && (j >= m || !L || L[i + 1][j] >= L[i][j + 1])) { only[0].push(i++); if (!L && j < m) only[1].push(j++); }
      else only[1].push(j++);
    }
    flush(); return out;
  }
  function prompt(a, b) {
    var body = clear("rows-prompt"), x = a.prompt === undefined ? null : data.texts[a.prompt].split("\n"), y = b.prompt === undefined ? null : data.texts[b.prompt].split("\n"), only = [0, 0];
    if (x && y) lines(x, y).forEach(function (l) {
      var tr = el("tr");
      [[l[0], x, "del", "only in A", "−"], [l[1], y, "add", "only in B", "+"]].forEach(function (s, k) {
        var has = s[0] !== undefined, cls = l[2] ? "" : has ? " " + s[2] : " nil"; if (has && !l[2]) only[k]++;
        tr.appendChild(el("td", "ln" + cls, has ? s[0] + 1 : "")); var sg = el("td", "sg" + cls); if (has && !l[2]) { sg.appendChild(el("span", "vh", s[3])); sg.appendChild(d.createTextNode(s[4])); } tr.appendChild(sg);
        var td = el("td", cls.trim(), has ? s[1][s[0]] : ""); td.dir = "auto"; tr.appendChild(td);
      });
      body.appendChild(tr);
    });
    clear("prompt-a").textContent = a.promptName; clear("prompt-b").textContent = b.promptName;
    clear("prompt-lead").appendChild(el("bdi", "", (a.promptName === b.promptName ? "Both used " + a.promptName : "A used " + a.promptName + ", B used " + b.promptName) + (!x || !y ? ". The text is not logged on " + (x ? "B" : "A") + "." : only[0] + only[1] ? ". " + only[0] + " lines are only in A, " + only[1] + " only in B." : ", with the same text.")));
  }
  function show(a, b) {
    side("A", a); side("B", b);
    var rows = pairs(a.conditions, b.conditions), off = rows.filter(function (r) { return r.a !== r.b; }).length, body = clear("rows-conditions");
    rows.forEach(function (r) {
      var tr = el("tr"), td = el("td"), s = el("span", r.a === r.b ? "same" : "differs"); s.appendChild(icon(r.a === r.b ? "i-ok" : "i-x")); s.appendChild(d.createTextNode(r.a === r.b ? "Same" : "Differs")); td.appendChild(s);
      [th(r.name), td, bdi("td", r.a), bdi("td", r.b)].forEach(function (x) { tr.appendChild(x); }); body.appendChild(tr);
    });
    var head = clear("fair-h"); head.appendChild(icon(off ? "i-warn" : "i-ok")); head.appendChild(el("span", "", off ? "Not like for like: " + off + " of " + rows.length + " conditions differ" : "Like for like: all " + rows.length + " conditions are the same"));
    head.parentNode.className = off ? "fairbox" : "fairbox alike";
    clear("advice").textContent = off ? "Use this pair to see what happened. Do not use it to say which model is better." : "Two requests are an example, not a rate. The overview says how often each is good.";
    var h1 = clear("pair-h"); h1.appendChild(el("span", "", "A ended as " + a.verdict[0] + ", B as " + b.verdict[0] + ".")); h1.appendChild(d.createTextNode(" ")); h1.appendChild(el("span", "", off ? "They did not run alike." : "They ran alike."));
    var times = clear("times"), end = Math.max(last(a), last(b)); timeline(times, "A", a, end); timeline(times, "B", b, end);
    var figures = clear("rows-figures"); pairs(a.figures, b.figures).forEach(function (r) { var tr = el("tr"); [th(r.name), bdi("td", r.a, r.x && r.x[3] ? "n" : "n fold"), bdi("td", r.b, r.y && r.y[3] ? "n" : "n fold"), el("td", "n", less(r))].forEach(function (x) { tr.appendChild(x); }); figures.appendChild(tr); });
    var seen = clear("seen"); [["A", a], ["B", b]].forEach(function (s) { var box = el("div", "say-a"), who = el("p", "who"); who.appendChild(el("b", "", s[0] + ", seen by the user")); who.appendChild(el("span", "", " after " + s[1].waited)); box.appendChild(who); s[1].reply.split("\n").forEach(function (t) { if (t) { var p = el("p", "", t); p.dir = "auto"; box.appendChild(p); } }); seen.appendChild(box); });
    prompt(a, b);
    ["settings", "tools"].forEach(function (k) {
      var body = clear("rows-" + k); pairs(a[k], b[k]).forEach(function (r) { var same = r.a === r.b, tr = el("tr", same ? "" : "ne"), m = el("td", "", same ? "" : "≠"); if (!same) m.insertBefore(el("span", "vh", "differs"), m.firstChild); [th(r.name), bdi("td", r.a), bdi("td", r.b), m].forEach(function (x) { tr.appendChild(x); }); body.appendChild(tr); });
    });
    var noted = clear("noted"); [["A", a], ["B", b]].forEach(function (s) { var box = el("div"), h = el("h3", "h3"); h.appendChild(el("span", "lt", s[0])); box.appendChild(h); if (!s[1].notes.length) box.appendChild(el("p", "soft", "Nobody wrote a note.")); s[1].notes.forEach(function (n) { var art = el("div", "note"), hd = el("header"), md = el("div", "md"), b = bdi("b", n[0]); hd.appendChild(b); art.appendChild(hd); n[1].split("\n\n").forEach(function (t) { var p = el("p", "", t); p.dir = "auto"; md.appendChild(p); }); art.appendChild(md); box.appendChild(art); }); noted.appendChild(box); });
    d.getElementById("command").textContent = "casebook compare " + a.id + " " + b.id + " LOGS -o compare-two.html";
    var live = d.getElementById("live"); if (live) live.textContent = "Comparing " + a.id + " and " + b.id;
  }
  var now = { A: d.querySelector(".side[data-side=A] .mono").textContent, B: d.querySelector(".side[data-side=B] .mono").textContent };
  ["a", "b"].forEach(function (k) { recs.forEach(function (r, i) { var o = el("option", "", r.id.slice(0, 12) + " · " + r.verdict[0] + " · " + r.q.slice(0, 60)); o.value = i; if (r.id === now[k.toUpperCase()]) o.selected = true; form[k].appendChild(o); }); });
  function redraw() { show(recs[form.a.value], recs[form.b.value]); }
  form.addEventListener("change", redraw); form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("click", function (e) { if (!e.target.closest("[data-pair=swap]")) return; var a = form.a.value; form.a.value = form.b.value; form.b.value = a; redraw(); });
  function asked() {
    var ids; try { ids = decodeURIComponent(location.hash.slice(1)).split(","); } catch (e) { return; } if (ids.length !== 2) return;
    if (byId[ids[0]] && byId[ids[1]]) { form.a.value = recs.indexOf(byId[ids[0]]); form.b.value = recs.indexOf(byId[ids[1]]); redraw(); }
    else { var c = d.getElementById("command"); c.textContent = "casebook compare " + ids[0] + " " + ids[1] + " LOGS -o compare-two.html"; c.scrollIntoView(); }
  }
  addEventListener("hashchange", asked); asked();
});
