"""State, judgement and views → the documents of the JSON interface, in the field names of domain 7.1.

Every moment is ISO 8601 in UTC; every node is named by its uid (``Label/key``).
"""
