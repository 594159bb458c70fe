"""The workbench of dead letters: what became of each, which are meant, sending them again, letting them go."""
