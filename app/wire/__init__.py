"""How events and dead letters are written on the wire: Avro for the log, JSON lines for people."""
