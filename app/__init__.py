"""Mission Control: may this iteration ship, why not, since when, and what to do about it.

From the ground up; a floor may use any floor below it:

- ``domain``: what is true, pure. Events, the bi-temporal graph, correlation, verdict.
- ``lenses``: a snapshot seen through one lens, as plain data ready to draw, send or query.
- ``ports``: all we ask of the outside world.
- ``use_cases``: one verb a file; the only callers of ports. ``desk``: what a process holds.
- ``columnar``: the bi-temporal graph in columns, in whatever keeps named rows of bytes.
- ``measured``: ports that tell how they do, for whoever watches.
- ``adapters``, ``wire``, ``readers``, ``scan``, ``api``: the wires; one narrow door between them and the values.
- ``wiring``: settings to desk. ``main`` and ``cli``: the front doors (with ``workers`` beside them).
"""
