"""What is true, with no way to reach the world: values and pure functions."""
