"""The processes that write: ``ingest`` keeps the graph, others follow it, and ``schedule`` does the jobs.

All of them read the event log, each with a position of its own that lives in the same transaction as its effects; so
any of them may be killed at any point and started again.
"""
