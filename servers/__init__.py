"""The servers that the product can stand on, started on this machine from packages, without containers.

``python -m servers start`` brings them up on 127.0.0.1 under one state folder; ``compose.yaml`` says the same for
people with Docker. A tool of the developers: nothing of the product imports it, and it is not installed.
"""
