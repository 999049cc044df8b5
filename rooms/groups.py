"""Every channel-layer group name, in one place."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b


@lru_cache(maxsize=65_536)
def room_group(room_id: str) -> str:
    """The group of a room. Ids are free text, group names are short ASCII: hence a digest."""
    return f"mpp.room.{blake2b(room_id.encode(), digest_size=16).hexdigest()}"


CONTROL_GROUP = "mpp.control"
"""Orders to every process: what concerns users wherever they are."""
