/* Markup from data: every value is escaped unless it is markup itself; elements act through data-do. */
window.mc = window.mc || {};
(function (mc) {
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  const shown = new WeakMap();

  class Markup {
    constructor(text) { this.text = text; }
    toString() { return this.text; }
  }

  function safe(value) {
    if (value === null || value === undefined || value === false || value === true) return "";
    if (value instanceof Markup) return value.text;
    if (Array.isArray(value)) return value.map(safe).join("");
    return String(value).replace(/[&<>"']/g, (sign) => ENTITIES[sign]);
  }

  /** A tagged template: mc.h`<b>${anything}</b>`. */
  mc.h = (parts, ...values) =>
    new Markup(parts.reduce((text, part, at) => text + part + (at < values.length ? safe(values[at]) : ""), ""));

  mc.raw = (text) => new Markup(text);
  mc.$ = (id) => document.getElementById(id);
  mc.actions = mc.actions || {};
  mc.icon = (name) => mc.raw(`<i class="bi bi-${name}" aria-hidden="true"></i>`);
  mc.many = (count, word, words) => `${count.toLocaleString("en")} ${count === 1 ? word : words || word + "s"}`;

  /** Put markup into an element, only when it differs from what stands there; the focus stays where it was. */
  mc.fill = function (target, markup) {
    const element = typeof target === "string" ? mc.$(target) : target;
    if (!element) return null;
    const text = String(markup);
    if (shown.get(element) === text && element.childNodes.length) return element;
    const focus = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    shown.set(element, text);
    element.innerHTML = text;
    mc.lightRows?.(element);
    if (focus) element.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
    return element;
  };

  function act(event) {
    const element = event.target.closest?.("[data-do]");
    const action = element && mc.actions[element.dataset.do];
    if (!action || element.disabled) return;
    if (event.type === "click" && (event.ctrlKey || event.metaKey || event.shiftKey) && element.href) return;
    if (event.type === "click") event.preventDefault();
    action(element.dataset.arg, element, event);
  }

  document.addEventListener("click", act);
  document.addEventListener("keydown", (event) => {
    const row = event.target;
    if (event.key === "Enter" && row.matches?.("tr[data-do], li[data-do]")) act(event);
  });
})(window.mc);
