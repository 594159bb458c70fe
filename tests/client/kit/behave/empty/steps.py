"""A scenario without steps needs no definitions."""
