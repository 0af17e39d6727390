/* What the script adds; every page reads completely without it. */
(function () {
  "use strict";
  /* before the first paint */
  document.documentElement.classList.add("js");
  try { var chosen = localStorage.getItem("casebook-theme"); if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen; } catch (e) {}

  document.addEventListener("DOMContentLoaded", function () {
  var d = document, $ = function (s, r) { return (r || d).querySelector(s); }, $$ = function (s, r) { return Array.prototype.slice.call((r || d).querySelectorAll(s)); };
  var store = { get: function (k) { try { return localStorage.getItem(k); } catch (e) { return null; } }, set: function (k, v) { try { localStorage.setItem(k, v); } catch (e) {} } };
  var keysOn = store.get("casebook-keys") !== "off";

  /* theme */
  function theme() {
    var dark = d.documentElement.dataset.theme ? d.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    d.documentElement.dataset.theme = dark ? "light" : "dark"; store.set("casebook-theme", d.documentElement.dataset.theme);
  }
  var dlg = $("#keys");
  d.addEventListener("click", function (e) {
    var b = e.target.closest("[data-act]"); if (!b) return;
    var act = b.dataset.act;
    if (act === "theme") theme();
    if (act === "keys" && dlg) dlg.showModal();
    if (act === "keys-off") { keysOn = !keysOn; store.set("casebook-keys", keysOn ? "on" : "off"); b.textContent = keysOn ? "Turn shortcuts off" : "Turn shortcuts on"; }
    if (act === "expand") openAll();
    if (act === "print") window.print();
    if (act === "copy") { var t = b.dataset.copy; if (navigator.clipboard) navigator.clipboard.writeText(t); say("Copied " + t); }
  });
  function say(t) { var l = $("#live"); if (l) l.textContent = t; }

  /* steps */
  function openAll(force) {
    var all = $$(".steps > li > details"); if (!all.length) return;
    var open = force !== undefined ? force : !all.every(function (x) { return x.open; });
    all.forEach(function (x) { x.open = open; });
    $$("[data-act=expand]").forEach(function (b) { b.textContent = open ? "Close all steps" : "Open all steps"; });
  }
  function hash() {
    var el = null; try { el = location.hash.length > 1 && d.getElementById(decodeURIComponent(location.hash.slice(1))); } catch (e) {} if (!el) return;
    var det = el.matches("details") ? el : $("details", el.matches("li") ? el : null);
    if (el.matches("li") && det) det.open = true;
    for (var p = el; p; p = p.parentElement) if (p.tagName === "DETAILS") p.open = true;
    el.scrollIntoView();
  }
  addEventListener("hashchange", hash); if (location.hash) hash();

  /* sortable tables: th[data-sort] = "n" (number) or "s" (text); cells may carry data-v */
  $$("table[data-sortable]").forEach(function (tb) {
    $$("thead th[data-sort]", tb).forEach(function (th) {
      var b = d.createElement("button"); b.type = "button"; b.className = "th-sort"; while (th.firstChild) b.appendChild(th.firstChild); th.appendChild(b);
      b.addEventListener("click", function () {
        var i = Array.prototype.indexOf.call(th.parentNode.children, th), dir = th.getAttribute("aria-sort") === "descending" ? 1 : th.getAttribute("aria-sort") === "ascending" ? -1 : th.dataset.sort === "n" ? -1 : 1;
        $$("thead th", tb).forEach(function (x) { x.removeAttribute("aria-sort"); }); th.setAttribute("aria-sort", dir < 0 ? "descending" : "ascending");
        var body = tb.tBodies[0], rows = $$("tr", body), key = function (r) { var c = r.children[i], v = c.dataset.v !== undefined ? c.dataset.v : c.textContent.trim(); return th.dataset.sort === "n" ? parseFloat(v) : v.toLowerCase(); };
        rows.map(function (r, k) { return [key(r), k, r]; }).sort(function (a, b2) { return (a[0] < b2[0] ? -1 : a[0] > b2[0] ? 1 : 0) * dir || a[1] - b2[1]; }).forEach(function (x) { body.appendChild(x[2]); });
        say("Sorted by " + th.textContent.trim() + (dir < 0 ? ", largest first" : ", smallest first"));
      });
    });
  });

  /* trace filter */
  var form = $("#filter");
  if (form) {
    var rows = $$("#traces tbody tr"), out = $("#count"), total = rows.length;
    var apply = function () {
      var q = form.q.value.trim().toLowerCase(), f = {}; $$("select", form).forEach(function (s) { f[s.name] = s.value; });
      var vs = $$("input[name=v]:checked", form).map(function (x) { return x.value; }), shown = 0, cost = 0, good = 0, judged = 0;
      rows.forEach(function (r) {
        var s = r.dataset, ok = (!q || s.q.indexOf(q) > -1) && (!f.route || s.r === f.route) && (!f.model || s.m === f.model) && (!f.path || s.p === f.path) && (!vs.length || vs.indexOf(s.v) > -1) && (!form.gap.checked || s.g);
        r.hidden = !ok; if (!ok) return;
        shown++; cost += parseFloat(s.c); if (s.v !== "none") judged++; if (s.v === "correct" || s.v === "acceptable") good++;
      });
      var g = judged < 10 ? good + " of " + judged : (100 * good / judged).toFixed(judged < 100 ? 0 : 1) + "% of " + judged.toLocaleString("en");
      out.textContent = shown.toLocaleString("en") + " of " + total.toLocaleString("en") + " requests · " + (form.dataset.unit || "$") + cost.toFixed(2) + " · " + g + " judged were good";
    };
    form.addEventListener("input", apply); form.addEventListener("reset", function () { setTimeout(apply); }); form.addEventListener("submit", function (e) { e.preventDefault(); });
    apply();
  }
  /* pick two to compare */
  var cmp = $("#cmp");
  if (cmp) d.addEventListener("change", function (e) {
    if (e.target.name !== "pick") return;
    var p = $$("input[name=pick]:checked"); if (p.length > 2) { p.filter(function (x) { return x !== e.target; })[0].checked = false; p = $$("input[name=pick]:checked"); }
    cmp.hidden = !p.length; $("span", cmp).textContent = p.map(function (x) { return x.value; }).join(" and ");
    var a = $("a", cmp); a.hidden = p.length < 2; if (p.length > 1) a.href = "compare.html#" + p[0].value + "," + p[1].value;
  });

  /* keyboard */
  d.addEventListener("keydown", function (e) {
    if (!keysOn || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName) || (dlg && dlg.open)) return;
    var k = e.key, el;
    if (/^[1-9]$/.test(k) && (el = d.getElementById("s" + k))) { el.scrollIntoView(); $("h2", el).tabIndex = -1; $("h2", el).focus({ preventScroll: true }); }
    else if (k === "?" && dlg) dlg.showModal();
    else if (k === "t") theme();
    else if (k === "e") openAll();
    else if (k === "/" && form) { e.preventDefault(); form.q.focus(); }
    else if (k === "n" || k === "p") { el = $(k === "n" ? "a[rel=next]" : "a[rel=prev]"); if (el) el.click(); }
    else if (k === "j" || k === "k") {
      var list = $$(".steps > li > details > summary, #traces tbody tr:not([hidden]) th a, .reads .q a"); if (!list.length) return;
      var i = list.indexOf(d.activeElement); i = k === "j" ? Math.min(list.length - 1, i + 1) : Math.max(0, i - 1); list[i].focus();
    }
  });
  });
})();
