/* A place in the source: a link to the code host where MC_CODE says its address, or the iteration lies on a known one; else the place itself, to be copied. And links to logs. */
(function (mc) {
  const form = document.querySelector('meta[name="mc-code"]')?.content || "";
  const path = (text) => text.split("/").map(encodeURIComponent).join("/");

  /** Where a line of a file is shown, as of the commit that is looked at; empty where nobody said where that is. */
  mc.codeAddress = (file, line) => (form || mc.picture?.iteration?.code || "").replaceAll("{commit}", encodeURIComponent(mc.picture?.iteration?.commit || "HEAD")).replaceAll("{path}", path(file)).replaceAll("{line}", line || 1);

  mc.codePlace = function (file, line) {
    const text = `${file}${line ? `:${line}` : ""}`;
    const leads = mc.codeAddress(file, line);
    if (leads) return mc.h`<a class="mono el out" href="${leads}" target="_blank" rel="noopener" title="${text}">${text}</a>`;
    return mc.h`<button class="mono el place" data-do="copyPlace" data-arg="${text}" title="Copy ${text}" data-key="place ${text}">${text}</button>`;
  };

  /** A link to the log of what was done, or nothing: only to addresses of the web. */
  mc.logLink = (log, text = "log") => (/^https?:\/\//.test(log || "") ? mc.h`<a class="out" href="${log}" target="_blank" rel="noopener" title="${log}">${text} ${mc.icon("box-arrow-up-right")}</a>` : "");

  mc.actions = mc.actions || {};
  mc.actions.copyPlace = async function (text) {
    await navigator.clipboard?.writeText(text);
    mc.toast("pass", "Place copied", text);
  };
})(window.mc = window.mc || {});
