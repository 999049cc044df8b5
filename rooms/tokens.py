"""What makes a token, and which of them the database has."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from typing import TypeGuard

MOST = 10_000


class KnownTokens:
    """Digests of tokens of users by address, as far as this process has written them.

    They save who comes back without a token a write.
    A revoked token is not derived again, and with a new player (who may have been deleted since)
    its token is written in any case. Used in the database thread.
    """

    def __init__(self, most: int = MOST) -> None:
        self._digests: set[str] = set()
        self._most = most

    def missing(self, digests: Mapping[str, str], new: Collection[str]) -> dict[str, str]:
        """Those of these digests (to user ids) that may have to be written; `new`: new users."""
        return {
            digest: user_id
            for digest, user_id in digests.items()
            if digest not in self._digests or user_id in new
        }

    def add(self, digests: Iterable[str]) -> None:
        """They are written."""
        if len(self._digests) >= self._most:
            self._digests.clear()
        self._digests.update(digests)


def digest_of(token: str) -> str:
    """What the database knows of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(token: object, longest: int) -> TypeGuard[str]:
    """Whether something a client has sent may be one."""
    # Ours are ASCII; this also keeps out lone surrogates, which cannot be hashed.
    return isinstance(token, str) and 0 < len(token) <= longest and token.isascii()
