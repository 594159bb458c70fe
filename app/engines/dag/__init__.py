"""The executor of execution manifests: tasks in order, gates, artifacts, contracts, and events of all of it."""
