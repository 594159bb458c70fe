/* Light and dark: the reader's choice, else the system's. */
(function (mc) {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const asked = new URLSearchParams(location.search).get("theme");
  const wanted = () => asked || localStorage.getItem("mc-theme") || (system.matches ? "dark" : "light");

  const tokens = new Map();

  function wear(theme) {
    const worn = root.dataset.bsTheme === theme;
    root.dataset.bsTheme = theme;
    root.lang = "en";
    const button = mc.$?.("theme");
    if (button) button.firstElementChild.className = `bi bi-${theme === "dark" ? "sun" : "moon"}`;
    if (worn) return;
    tokens.clear();
    mc.restyle?.();
  }

  /** The value of a token in the theme that is worn, e.g. mc.token("pass-soft"). */
  mc.token = function (name) {
    if (!tokens.has(name)) tokens.set(name, getComputedStyle(root).getPropertyValue(`--mc-${name}`).trim());
    return tokens.get(name);
  };

  mc.actions = mc.actions || {};
  mc.actions.theme = function () {
    const theme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("mc-theme", theme);
    wear(theme);
  };
  mc.wear = () => wear(root.dataset.bsTheme || wanted());
  system.addEventListener("change", () => wear(wanted()));
  wear(wanted());
})(window.mc = window.mc || {});
