/* Laying a change over an answer (app/lenses/difference.py says what it looks like); what stays the same stays the same object. */
(function (mc) {
  const KINDS = {
    "=": (_, [value]) => value,
    "{": (old, [fields, gone]) => {
      const value = { ...old };
      for (const name of gone) delete value[name];
      for (const [name, change] of Object.entries(fields)) value[name] = mc.altered(old[name], change);
      return value;
    },
    "[": (old, [runs, changes]) => {
      const value = runs.flatMap((run) => (run.length === 2 ? old.slice(run[0], run[0] + run[1]) : run));
      for (const [place, change] of Object.entries(changes)) value[place] = mc.altered(value[place], change);
      return value;
    },
  };

  /** What the change makes of the old value, which is left as it is. */
  mc.altered = (old, [kind, ...rest]) => KINDS[kind](old, rest);
})(window.mc = window.mc || {});
