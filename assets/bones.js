/* The frame and the pages: HTML that scripts fill, as the document tells it, drawn by React alone. Dash would watch
   each of its hundred and fifty parts for changes that never come. */
(function (mc) {
  const HTML = "dash_html_components";
  const PAGE = "page";
  const alone = { setProps: () => {} };
  const React = () => window.React;

  /** A part of HTML, or of the library that it names, which then tells nobody what becomes of it. */
  function made(part, page) {
    if (!part?.namespace) return part;
    const { children, ...props } = part.props;
    const plain = part.namespace === HTML;
    const inner = props.id === PAGE ? [page] : [children].flat().map((one) => made(one, page));
    return React().createElement(plain ? part.type.toLowerCase() : window[part.namespace][part.type], plain ? props : { ...props, ...alone }, ...inner);
  }

  /** A page that was shared stays where it is. */
  const pathNow = () => (mc.shared ? `/${mc.shared.page}` : location.pathname);

  /** Another page may have to be put where the last one stood. */
  mc.arrived = () => {};

  /** The frame, with the page of the address in it. What is known by now is put there before it is painted. */
  function Frame({ frame, pages }) {
    const [path, lead] = React().useState(pathNow);
    React().useLayoutEffect(() => {
      mc.arrived = () => lead(pathNow());
      if (!pages[path]) mc.titled("Not found · Mission Control", "idle");
      queueMicrotask(mc.mounted);
    }, [path]);
    const page = () => React().createElement(React().Fragment, { key: path }, made(pages[path] || pages["/404"]));
    return React().useMemo(() => made(frame, page()), [path]);
  }

  /** Put all of it into the document. */
  mc.raise = function () {
    const bones = JSON.parse(mc.$("bones").textContent);
    const root = window.ReactDOM.createRoot(mc.$("frame"));
    window.ReactDOM.flushSync(() => root.render(React().createElement(Frame, bones)));
    mc.skin(1, new Set());  // its colours are read while nothing has moved: later each would lay the page out anew
  };
})(window.mc = window.mc || {});
