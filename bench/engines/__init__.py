"""What the product costs on the real servers; each measures the client, the server it names, and both CPU times."""
