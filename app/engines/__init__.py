"""Engines that do the work they tell of: running tasks, running features."""
