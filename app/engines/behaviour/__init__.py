"""Runs features with behave or pytest-bdd, in the target's own interpreter, and tells what happened (domain 5.2)."""
