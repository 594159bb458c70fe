"""Behaviour over time: flakes, quarantine, journeys (domain 5.2)."""
