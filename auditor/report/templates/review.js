"use strict";
(() => {
  // Keys: single letters, only while nobody is typing, and only where they are switched on.
  const help = document.getElementById("keys");
  const on = document.getElementById("keys-on");
  if (!help || !on) return;
  const OFF = "keys-off";
  document.getElementById("keys-switch").hidden = false;
  const tell = () => document.documentElement.classList.toggle("keyed", on.checked);
  on.checked = sessionStorage.getItem(OFF) === null;
  on.addEventListener("change", () => {
    if (on.checked) sessionStorage.removeItem(OFF);
    else sessionStorage.setItem(OFF, "yes");
    tell();
  });
  tell();

  const cards = [...document.querySelectorAll("article.finding")].filter((card) => card.querySelector(".decide"));
  cards.forEach((card) => { card.tabIndex = -1; });
  const rows = () => [...document.querySelectorAll("#queue tbody tr:not([hidden]) a.open")];
  const typing = (target) => target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])") !== null;
  const go = (id) => {
    const link = document.getElementById(id);
    if (link) location.assign(link.href);
  };

  function near(several, step) {
    const at = several.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    const hit = location.hash ? several.findIndex((one) => `#${one.id}` === location.hash) : -1;
    const from = at >= 0 ? at : hit;
    return several[from < 0 ? (step > 0 ? 0 : several.length - 1) : Math.min(several.length - 1, Math.max(0, from + step))];
  }
  function step(by) {
    if (document.getElementById("queue")) near(rows(), by)?.focus();
    else if (cards.length > 1) {
      const card = near(cards, by);
      card.focus();
      card.scrollIntoView({ block: "start" });
    } else go(by > 0 ? "next" : "previous");
  }
  function say(verdict) {
    const card = cards.length > 1 ? near(cards, 0) : cards[0];
    if (!card) return;
    card.querySelector(`input[name=verdict][value=${verdict}]`).checked = true;
    card.querySelector("input[name=reason]").focus();
  }
  function undo() {
    const card = cards.length > 1 ? near(cards, 0) : cards[0];
    const form = document.getElementById("undo-kept") || card?.querySelector("form.undo");
    form?.requestSubmit();
  }
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    c: () => say("confirm"),
    d: () => say("dismiss"),
    u: () => say("unsure"),
    n: () => say("note"),
    z: undo,
    q: () => location.assign("/"),
    p: () => go("profile"),
    "/": () => (document.getElementById("q") || document.getElementById("search"))?.focus(),
    "?": () => {
      help.open = !help.open;
      help.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") {
      document.activeElement.blur();
      return;
    }
    const act = acts[event.key];
    if (!act || !on.checked || typing(event.target)) return;
    event.preventDefault();
    act();
  });

  // The queue is filtered while a word is typed; the whole case is searched when the form is sent.
  const sought = document.getElementById("q");
  const said = document.getElementById("matching");
  const table = document.getElementById("queue");
  if (sought && said && table) {
    const whole = said.textContent;
    const lines = [...table.tBodies[0].rows].map((row) => ({ row, text: row.textContent.toLowerCase() }));
    const given = sought.value;
    sought.addEventListener("input", () => {
      const words = sought.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const line of lines) {
        const fits = words.every((word) => line.text.includes(word));
        line.row.hidden = !fits;
        shown += fits;
      }
      said.textContent =
        sought.value === given ? whole : said.dataset.text.replace("{shown}", shown).replace("{total}", lines.length);
    });
  }
})();
