"""Point it at a repository: its import graph held against its own rules, as events (domain 5.3, R-33, R-36).

``run.scan`` is the way in. Nothing of the target is ever executed; its work tree is only read.
"""
