"""Cucumber Messages of runs of behave and of pytest-bdd, valid against the official schema, one envelope per line."""
