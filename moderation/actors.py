"""Who does something, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rooms import selectors as players

from .errors import ModerationError, Refusal
from .roles import NOBODY, OWNER, rights_of_accounts


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the piano, an account, or both.

    `rights` have names on the wire, `permissions` are app.codename; superusers alone hand out the
    rights of other accounts. `address` is where the request came from, if there was one,
    `request_id` its id in the logs.
    """

    user_id: str = ""
    account_id: int | None = None
    rights: frozenset[str] = frozenset()
    rank: int = 0
    permissions: frozenset[str] = frozenset()
    is_superuser: bool = False
    address: str = ""
    request_id: str = ""

    def may(self, power: str) -> bool:
        """Whether the actor has a power of moderation (`roles.POWERS`)."""
        return f"moderation.{power}" in self.permissions

    def has_right(self, right: str) -> bool:
        """Whether the actor has a right of the wire (`roles.RIGHTS`)."""
        return right in self.rights

    def require(self, *, right: str = "", power: str = "") -> None:
        """Raises ModerationError without the right or the power."""
        if (right and not self.has_right(right)) or (power and not self.may(power)):
            raise ModerationError(Refusal.NOT_ALLOWED)

    def require_superuser(self) -> None:
        """Raises ModerationError for everybody else.

        Whoever says which player an account is, or holds a token of that player, can take the
        account's rights.
        """
        if not self.is_superuser:
            raise ModerationError(Refusal.NOT_ALLOWED)

    def require_rank_over(self, user_id: str) -> None:
        """Raises ModerationError if the user's rank is higher than the actor's."""
        if user_id and actor_of_user(user_id).rank > self.rank:
            raise ModerationError(Refusal.OUTRANKED)

    def asking_from(self, address: str, request_id: str = "") -> Actor:
        """The same actor, behind a request."""
        return replace(self, address=address, request_id=request_id)


OPERATOR = Actor(
    rights=OWNER.rights, rank=OWNER.rank, permissions=OWNER.permissions, is_superuser=True
)
"""Whoever has a shell on the server: commands act as this one."""


def actor_of_user(user_id: str) -> Actor:
    """Somebody at the piano with the rights of the linked account, as they are now."""
    return _actor(user_id, players.account_of_player(user_id))


def actor_of_account(account_id: int) -> Actor:
    """An account with its rights as they are now."""
    return _actor(players.player_of_account(account_id), account_id)


def _actor(user_id: str, account_id: int | None) -> Actor:
    if account_id is None:
        return Actor(user_id)
    standing = rights_of_accounts([account_id]).get(account_id, NOBODY)
    return Actor(user_id, account_id, *standing)
