"""No step is defined."""
