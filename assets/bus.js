/* The browser's half of pages/own.py, and the way to it: what Dash is told before it listens is told once it does. */
(function (mc) {
  const FIRST = "address";
  const PATIENCE = 500;
  const waiting = new Map();
  let listens = false;

  /** Put a value where callbacks find it. */
  mc.bus = (name, data) => (listens ? window.dash_clientside.set_props(name, { data }) : waiting.set(name, data));

  function listening() {
    listens = true;
    setTimeout(() => { waiting.forEach((data, name) => mc.bus(name, data)); waiting.clear(); });
  }

  function Held({ id }) {
    window.React.useEffect(() => { if (id === FIRST) listening(); }, []);
    return null;
  }

  const painted = (then) => requestAnimationFrame(() => setTimeout(then));

  /** Dash answers what stands around a picture, and comes after it: when that is painted, or is a long time coming. */
  function afterPicture(start) {
    let started = false;
    const once = () => { if (!started) { started = true; start(); } };
    const look = () => (mc.picture ? painted(once) : requestAnimationFrame(look));
    const late = () => (mc.picture && !document.hidden ? setTimeout(late, PATIENCE) : once());
    setTimeout(late, PATIENCE);
    look();
  }

  /** The scripts are there. What begins Dash comes with them. */
  mc.begin = function (start) {
    document.addEventListener("DOMContentLoaded", () => {
      mc.raise();
      if (mc.placeless()) start(); else afterPicture(start);
    });
  };

  window.mission_control = { Held };
})(window.mc = window.mc || {});
