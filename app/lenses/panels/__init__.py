"""The detail panel, kind by kind: what is the matter with one node, in one sentence, and the evidence."""
