"use strict";
(() => {
  const filter = document.getElementById("filter");
  const table = document.getElementById("triage");
  if (!filter || !table) return;
  const body = table.tBodies[0];
  const search = document.getElementById("search");
  const sort = document.getElementById("sort");
  const shown = document.getElementById("shown");
  const levels = [...filter.querySelectorAll("input[name=level]")];
  const words = () => search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = () => new Set(levels.filter((box) => box.checked).map((box) => Number(box.value)));
  const orders = {
    order: (a, b) => a.order - b.order,
    name: (a, b) => a.name.localeCompare(b.name) || a.order - b.order,
    count: (a, b) => b.count - a.count || a.order - b.order,
  };

  function say(number, of, total) {
    const { text, nothing } = shown.dataset;
    shown.textContent = of ? text.replace("{shown}", number).replace("{total}", total) : nothing;
  }

  // All profiles stand in the table: rows are hidden and moved.
  function here() {
    const rows = [...body.rows].map((row) => ({
      row,
      order: Number(row.dataset.order),
      level: Number(row.dataset.level),
      count: Number(row.dataset.count),
      name: row.dataset.name,
      text: row.textContent.toLowerCase(),
    }));
    return {
      apply() {
        const kept = wanted();
        const sought = words();
        let visible = 0;
        for (const entry of rows) {
          const fits = kept.has(entry.level) && sought.every((word) => entry.text.includes(word));
          entry.row.hidden = !fits;
          visible += fits;
        }
        say(visible, visible, rows.length);
      },
      arrange() {
        rows.sort(orders[sort.value]);
        body.append(...rows.map((entry) => entry.row));
      },
    };
  }

  // The table is the first part of several: what fits is drawn, the first of it only.
  function everywhere(data) {
    const MOST = 200;
    const matches = document.getElementById("matches");
    const entries = JSON.parse(data.textContent).map(([id, name, headline, path, level, count, found], order) => ({
      id, name, headline, path, level, count, found, order,
      text: [name, headline, path, found].join(" ").toLowerCase(),
    }));
    const sign = new Map(levels.map((box) => [Number(box.value), box.parentElement.querySelector(".level")]));

    function line(entry) {
      const row = document.createElement("tr");
      const link = document.createElement("a");
      link.className = "name";
      link.href = `profiles/${entry.id}.html`;
      link.append(apart(entry.name));
      const head = document.createElement("th");
      head.scope = "row";
      head.append(link, small(entry.headline), small(entry.path));
      row.append(head, cell(sign.get(entry.level).cloneNode(true)), cell(entry.found));
      return row;
    }
    function apart(text) {
      const part = document.createElement("bdi");
      part.textContent = text;
      return part;
    }
    function small(text) {
      const part = document.createElement("span");
      part.className = "small";
      part.append(apart(text));
      return part;
    }
    function cell(content) {
      const made = document.createElement("td");
      made.append(content);
      return made;
    }
    function apply() {
      const kept = wanted();
      const sought = words();
      const whole = !sought.length && kept.size === levels.length && sort.value === "order";
      table.hidden = !whole;
      matches.hidden = whole;
      const found = entries.filter((e) => kept.has(e.level) && sought.every((word) => e.text.includes(word)));
      found.sort(orders[sort.value]);
      matches.tBodies[0].replaceChildren(...(whole ? [] : found.slice(0, MOST).map(line)));
      const drawn = whole ? body.rows.length : Math.min(found.length, MOST);
      say(found.length > drawn ? `${drawn} / ${found.length}` : drawn, found.length, entries.length);
    }
    return { apply, arrange: apply };
  }

  const data = document.getElementById("entries");
  const { apply, arrange } = data ? everywhere(data) : here();
  search.addEventListener("input", apply);
  levels.forEach((box) => box.addEventListener("change", apply));
  sort.addEventListener("change", arrange);
  filter.hidden = false;
  apply();
})();
