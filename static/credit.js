/* Conveniences only: every page works without this file. */
(function () {
  "use strict";

  // A button with data-confirm asks before it submits. The server still decides.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // A second press within three seconds is the same press.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    var now = Date.now();
    if (form.getAttribute("method") !== "post" || event.defaultPrevented) return;
    if (now - Number(form.dataset.sentAt || 0) < 3000) {
      event.preventDefault();
      return;
    }
    form.dataset.sentAt = String(now);
  });

  // "/" goes to the search field, unless someone is typing.
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    var search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  // 全选: shown only where it can work.
  document.querySelectorAll("[data-check-all]").forEach(function (every) {
    every.closest("[hidden]").hidden = false;
    every.addEventListener("change", function () {
      every.form.querySelectorAll("input[type=checkbox][name=" + every.dataset.checkAll + "]")
        .forEach(function (one) { one.checked = every.checked; });
    });
  });

  // The error summary takes the focus, so that a screen reader starts there.
  var summary = document.querySelector(".error-summary");
  if (summary) summary.focus();

  // Stacked tables lose their table semantics to display: block; give them back by name.
  var roles = { THEAD: "rowgroup", TBODY: "rowgroup", TFOOT: "rowgroup", TR: "row", TD: "cell" };
  function nameTables(root) {
    root.querySelectorAll(".table-stack").forEach(function (table) {
      table.setAttribute("role", "table");
      table.querySelectorAll("thead, tbody, tfoot, tr, td").forEach(function (part) {
        part.setAttribute("role", roles[part.tagName]);
      });
      table.querySelectorAll("th").forEach(function (head) {
        head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
      });
    });
  }
  nameTables(document);
  document.addEventListener("htmx:load", function (event) { nameTables(event.target); });

  // A button that prints; without scripts the browser's own menu does.
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });

  // Paper has no fold: print the figures behind each chart, and what is folded, too.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".figure details, .fact-more, .older").forEach(function (fold) { fold.open = true; });
  });
})();
