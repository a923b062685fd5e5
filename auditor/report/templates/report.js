"use strict";
(() => {
  const filter = document.getElementById("filter");
  const table = document.getElementById("triage");
  if (!filter || !table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({
    row,
    order: Number(row.dataset.order),
    level: row.dataset.level,
    count: Number(row.dataset.count),
    name: row.dataset.name,
    text: row.textContent.toLowerCase(),
  }));
  const search = document.getElementById("search");
  const sort = document.getElementById("sort");
  const shown = document.getElementById("shown");
  const levels = [...filter.querySelectorAll("input[name=level]")];
  const orders = {
    order: (a, b) => a.order - b.order,
    name: (a, b) => a.name.localeCompare(b.name) || a.order - b.order,
    count: (a, b) => b.count - a.count || a.order - b.order,
  };

  function apply() {
    const wanted = new Set(levels.filter((box) => box.checked).map((box) => box.value));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let visible = 0;
    for (const entry of rows) {
      const fits = wanted.has(entry.level) && words.every((word) => entry.text.includes(word));
      entry.row.hidden = !fits;
      visible += fits;
    }
    const { text, nothing } = shown.dataset;
    shown.textContent = visible ? text.replace("{shown}", visible).replace("{total}", rows.length) : nothing;
  }

  function arrange() {
    rows.sort(orders[sort.value]);
    body.append(...rows.map((entry) => entry.row));
  }

  search.addEventListener("input", apply);
  levels.forEach((box) => box.addEventListener("change", apply));
  sort.addEventListener("change", arrange);
  filter.hidden = false;
  apply();
})();
