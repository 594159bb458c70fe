"""Execution manifests as values (domain 5.1): what is planned, what is wrong with it, what comes next.

No file, process or clock is touched here; the executor (``app.engines.dag``) does that.
"""
