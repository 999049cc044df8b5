"""Numbers of docs/protocol.md §11, §13 and §14; three are smaller than there (all are settings)."""

from __future__ import annotations

LOBBY_SIZE = 2
"""§14 has 20: lobbies of two overflow."""
AFK_MS = 40_000
"""§3.3 has 15 minutes: so one is idle before one is silent."""
WORD_NEVER_SHOWN = "blast"
WORD_HIDDEN_WHERE_ASKED = "darn"

NAME = 40
CHAT = 512
ROOM_ID = 512
TOKEN = 512
HISTORY = 32
ROOM_SIZE = 50
TEST_ROOM_SIZE = 99
HIGHEST_LIMIT = 99
LONGEST_ONLINE_MS = 86_400_000

FRAME_BYTES = 131_072
PERIOD_MS = 10_000
PERIOD_BYTES = 300_000
HELLO_BYTES = 16_384
PERIOD_OBJECTS = 600
QUEUED_OBJECTS = 512
HELLO_MS = 60_000
SILENCE_MS = 60_000
SOCKETS_PER_USER = 4
USERS_PER_ADDRESS = 3
USERS_PERIOD_MS = 3_600_000
VIOLATIONS = 5
VIOLATIONS_MS = 600_000
ADDRESS_BAN_MS = 600_000

EMPTY_ROOM_MS = 3_000
FORGET_MS = 7 * 86_400_000
LIST_PAUSE_MS = 500
PICKUP_MS = 15_000
LONGEST_KICKBAN_MS = 3_600_000

CUSTOM_IDS = 32
FARTHEST = 100_000.0
LONGEST_DELAY_MS = 200

METER_MEMORY_MS = 60_000
TICK_MS = 2_000
SLOTS = 3
QUOTA_LOBBY = (200, 600)
QUOTA_NORMAL = (400, 1200)
QUOTA_CROWN = (600, 1800)

RATES: dict[str, tuple[float, float]] = {
    "chat": (4, 4),
    "chat of the crown": (10, 4),
    "m": (40, 1),
    "ch": (5, 5),
    "chset": (5, 5),
    "chown": (10, 5),
    "userset": (10, 60),
    "kickban": (5, 5),
    "list": (10, 5),
    "t": (5, 5),
    "n": (30, 1),
    "custom subscription": (5, 5),
    "custom": (16_384, 10),
    "quota refill": (6, 60),
}
"""Count and seconds (§14.1, §9.2, §11.2)."""
