"""What people look at: pure functions from an iteration's state to plain data, sorted, ready to draw."""
