/* What people decide from a page: sent to the interface, with their name, which is remembered in this browser. */
(function (mc) {
  mc.nameOf = () => localStorage.getItem("mc-name") || "";
  mc.field = (label, control) => mc.h`<label class="field"><span>${label}</span>${control}</label>`;
  mc.nameField = (label) => mc.field(label || "Your name", mc.h`<input name="by" required maxlength="200" autocomplete="name" value="${mc.nameOf()}">`);

  /** The iteration's address under the interface; decisions are about now. */
  mc.under = (rest) => `/api/v1/convergence/${encodeURIComponent(mc.picture.iteration.scope).replaceAll("%2F", "/")}/${rest}${mc.state.tenant ? `?tenant=${encodeURIComponent(mc.state.tenant)}` : ""}`;

  function says(form, text) {
    let place = form.querySelector(".says");
    if (!place) { place = document.createElement("p"); place.className = "says"; place.setAttribute("role", "alert"); form.append(place); }
    place.textContent = text;
  }

  /** Send what a form holds; what is refused is said in the form, and stays there to be changed. */
  mc.decide = async function (form, address, more, done) {
    const said = { ...Object.fromEntries(new FormData(form)), ...more };
    if (said.hours) said.hours = Number(said.hours);
    if (said.by) localStorage.setItem("mc-name", said.by);
    says(form, "");
    const buttons = [...form.querySelectorAll("button")];
    buttons.forEach((one) => { one.disabled = true; });
    try {
      const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said) });
      const body = await answer.json();
      answer.ok ? done(body) : says(form, body.detail || "It was not taken in.");
    } catch {
      says(form, "The server cannot be reached. Nothing was decided.");
    }
    buttons.forEach((one) => { one.disabled = false; });
  };

  mc.submits = mc.submits || {};
  document.addEventListener("submit", (event) => {
    const does = mc.submits[event.target.dataset.form];
    if (!does) return;
    event.preventDefault();
    does(event.target, event.submitter);
  });
})(window.mc = window.mc || {});
