"""Reads of the live part. They run in the database thread, for a batch of askers where they can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from .domain.text import is_text
from .models import (
    ROOM_ID_LENGTH,
    USER_ID_LENGTH,
    ChatLine,
    FilteredWord,
    Player,
    RoomRecord,
    Token,
)
from .prepared import PreparedQuery
from .records import DIRECT_PER_PUBLIC, StoredLine, StoredRoom

_LINE_FIELDS = tuple(StoredLine.__dataclass_fields__)


class PlayerRow(NamedTuple):
    """What `hi` needs of a player."""

    id: str
    name: str
    color: str
    token_generation: int
    last_seen_at: datetime
    tag_text: str = ""
    tag_color: str = ""
    bot: bool = False
    name_locked: bool = False
    color_locked: bool = False
    quota_allowance: int | None = None
    quota_max: int | None = None
    unlimited_notes: bool = False
    rate_factor: float = 1.0
    max_sockets: int | None = None
    list_people: bool = False
    online_ms: int = 0
    account_id: int | None = None
    account_info: dict[str, str] | None = None
    is_new: bool = False


_PLAYER_FIELDS = PlayerRow._fields[:-1]


_by_digest = PreparedQuery(
    lambda digests: Token.objects.filter(digest__in=digests, revoked_at=None).values_list(
        "digest", *(f"player__{name}" for name in _PLAYER_FIELDS)
    )
)
_by_id = PreparedQuery(lambda ids: Player.objects.filter(pk__in=ids).values_list(*_PLAYER_FIELDS))


def players_by_digest(digests: Collection[str]) -> dict[str, PlayerRow]:
    """The players whose live tokens have these digests (protocol §3.2 step 2)."""
    return {digest: PlayerRow(*player) for digest, *player in _by_digest.rows(digests)}


def players_by_id(user_ids: Collection[str]) -> dict[str, PlayerRow]:
    """The known ones of these players."""
    return {row[0]: PlayerRow(*row) for row in _by_id.rows(user_ids)}


def account_of_player(user_id: str) -> int | None:
    """The staff account of a player, if there is one; anything may be asked."""
    if not is_text(user_id, USER_ID_LENGTH):
        return None
    return Player.objects.filter(pk=user_id).values_list("account_id", flat=True).first()


def player_of_account(account_id: int) -> str:
    """Who an account is at the piano: a user id, or an empty string."""
    return Player.objects.filter(account=account_id).values_list("pk", flat=True).first() or ""


def is_known(user_id: str) -> bool:
    """Whether somebody has ever said `hi`; anything may be asked."""
    return is_text(user_id, USER_ID_LENGTH) and Player.objects.filter(pk=user_id).exists()


def is_known_room(room_id: str) -> bool:
    """Whether a room has ever been opened, or made by administrators; anything may be asked."""
    return is_text(room_id, ROOM_ID_LENGTH) and RoomRecord.objects.filter(room_id=room_id).exists()


def filtered_words() -> list[tuple[str, bool]]:
    """All words that are not shown, each with whether it is hidden everywhere."""
    return list(FilteredWord.objects.values_list("word", "everywhere"))


def rooms_by_id(room_ids: Collection[str]) -> dict[str, StoredRoom]:
    """The stored ones of these rooms, forgotten or not, with their owners in the settings."""
    return {
        row.room_id: StoredRoom(
            room_id=row.room_id,
            settings={**row.settings, "owner_id": row.owner_id or None},
            last_crown_holder=row.last_crown_holder,
            last_used_at=row.last_used_at,
            history_since=row.history_since,
            persistent=row.persistent,
            decisions=row.decisions,
        )
        for row in RoomRecord.objects.filter(room_id__in=room_ids)
    }


def chat_tail(room_id: str, since: int, *, most: int) -> list[StoredLine]:
    """The last `most` public lines of a room sent at `since` (ms) or later, oldest first.

    The direct messages that belong among them come too (`records.tail_of`). Two reads of an index
    from its end, however long the history is.
    """
    public = _last_lines(room_id, ChatLine.Kind.SAID, since, most)
    if len(public) == most and public:
        since = public[-1]["sent_at"]
    direct = _last_lines(room_id, ChatLine.Kind.DIRECT, since, most * DIRECT_PER_PUBLIC)
    rows = sorted([*public, *direct], key=lambda row: (row["sent_at"], row["id"]))
    return [StoredLine(**{name: row[name] for name in _LINE_FIELDS}) for row in rows]


def _last_lines(room_id: str, kind: ChatLine.Kind, since: int, most: int) -> list[dict[str, Any]]:
    lines = ChatLine.objects.filter(room_id=room_id, kind=kind, hidden=False, sent_at__gte=since)
    return list(lines.order_by("-sent_at", "-id").values("id", *_LINE_FIELDS)[:most])
