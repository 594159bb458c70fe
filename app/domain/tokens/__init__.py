"""Tokens: who may see what until when, signed so that nobody can say otherwise.

A token carries its claims in the open and a signature over them. Share links use it today; a login hands out the same
tokens with wider claims, so that everything that asks "may this be seen?" asks it once, here.
"""

from app.domain.tokens.bounds import within
from app.domain.tokens.claims import PAGES, READ, WALL, Claims
from app.domain.tokens.signing import Key, KeyRing, read, sign

__all__ = ["PAGES", "READ", "WALL", "Claims", "Key", "KeyRing", "read", "sign", "within"]
