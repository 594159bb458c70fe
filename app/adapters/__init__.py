"""One module per port and product, its queries beside it. Adapters do not know each other."""
