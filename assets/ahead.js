/* What Dash asks for first, asked for while its scripts are still being read. A share link has to be shown with each
   question, which only Dash's own do. */
(function (mc) {
  if (mc.shared) return;
  for (const path of ["/_dash-layout", "/_dash-dependencies"]) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: path });
    document.head.append(link);
  }
})(window.mc = window.mc || {});
