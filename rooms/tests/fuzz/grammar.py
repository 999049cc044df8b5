"""The contract as a grammar of hypothesis: right frames, nearly right ones, and none (§1–§12).

Text of a script stands for ids and tokens that are known at run time only: `$3` is the user id of
the fourth socket, `$t3` its token.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from rooms.protocol.client import KEYS
from rooms.tests.model import garbage

SOCKETS = 10
ROOMS = ("Alpha", "Beta", "lobby", "lobby7", "test/one", "test/awkward", "Ünïcøde 🎹", "x" * 512)

number = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(), st.sampled_from([0, 1, 50, 200, 10**400, -1e300])
)
text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", " ", "x" * 512, "x" * 513, "🎹" * 256, "\ud800", "a\nb", "\u202e", "@$1"]),
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), number, text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
user_id = st.sampled_from([*(f"${number}" for number in range(SOCKETS)), "f" * 24, ""])
switch = st.booleans()
color = st.sampled_from(["#AbCdEf", "#000000", "#fff", "red", "#12345g", ""])


def odd(*good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what the contract wants, now and then anything."""
    return st.one_of(*good, *good, *good, junk)


def message(
    name: str, needed: dict[str, Any] | None = None, **optional: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"m": st.just(name), **{key: odd(value) for key, value in (needed or {}).items()}},
        optional={key: odd(value) for key, value in optional.items()},
    )


settings = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(
            ("visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots", "lobby"),
            odd(switch),
        ),
        "color": odd(color),
        "color2": odd(color),
        "limit": odd(st.integers(-1, 101), st.sampled_from(["12", "x"])),
        "minOnlineTime": odd(st.integers(-1, 86_400_001)),
        "owner_id": odd(user_id),
    },
)
note = st.fixed_dictionaries(
    {"n": odd(st.sampled_from(KEYS))},
    optional={"v": odd(st.floats(-1, 2)), "d": odd(st.integers(-1, 201)), "s": odd(st.just(1))},
)
notes = st.one_of(
    st.lists(odd(note), max_size=6),
    st.builds(lambda one, times: [one] * times, note, st.integers(100, 2_000)),
)
target = st.fixed_dictionaries(
    {"mode": odd(st.sampled_from(["subscribed", "id", "ids"]))},
    optional={
        "id": odd(user_id),
        "ids": odd(st.lists(user_id, max_size=34)),
        "global": odd(switch),
    },
)
data = st.one_of(junk, st.integers(0, 18_000).map("x".__mul__))
ms = st.one_of(st.integers(-1, 3_600_001), number)
custom = message("custom", {"target": target}, data=data)

MESSAGES: dict[str, st.SearchStrategy[Any]] = {
    "hi": message("hi", token=odd(st.sampled_from([f"$t{one}" for one in range(SOCKETS)]), text)),
    "bye": message("bye"),
    "t": message("t", e=number),
    "devices": message("devices", list=st.lists(junk, max_size=3)),
    "+ls": message("+ls"),
    "-ls": message("-ls"),
    "userset": message(
        "userset", {"set": st.fixed_dictionaries({}, optional={"name": text, "color": color})}
    ),
    "ch": message("ch", {"_id": st.one_of(st.sampled_from(ROOMS), text)}, set=settings),
    "chset": message("chset", {"set": settings}),
    "chown": message("chown", id=user_id),
    "kickban": message("kickban", {"_id": user_id, "ms": ms}),
    "unban": message("unban", {"_id": user_id}),
    "a": message("a", {"message": text}, reply_to=text),
    "dm": message("dm", {"_id": user_id, "message": text}, reply_to=text),
    "n": message("n", {"t": number, "n": notes}),
    "m": message("m", {"x": st.one_of(number, text), "y": st.one_of(number, text)}),
    "+custom": message("+custom"),
    "-custom": message("-custom"),
    "custom": custom,
    "clearchat": message("clearchat"),
    "v": message("v", {"vanish": switch}),
    "siteban": message(
        "siteban",
        {"id": user_id, "reason": text},
        duration=ms,
        permanent=switch,
        note=text,
    ),
    "setcolor": message("setcolor", {"_id": user_id, "color": color}),
    "setname": message("setname", {"_id": user_id, "name": text}),
}
"""By the name on the wire; a test holds that no message of the decoder is missing."""

element = st.one_of(*MESSAGES.values(), st.sampled_from(garbage.ELEMENTS), junk)
no_frame = st.one_of(
    st.sampled_from(garbage.NO_FRAMES).map(lambda frame: frame.replace("\n", " ")),
    st.text(max_size=60).map(lambda frame: frame.replace("\n", " ")),
)
frame = st.one_of(*[st.lists(element, min_size=1, max_size=3).map(json.dumps)] * 6, no_frame)
socket = st.integers(0, SOCKETS - 1)
spoken = st.builds(lambda who, what: f"{who}{what}", socket, frame)
binary = st.builds(
    lambda who, meta, payload: f"={who}{json.dumps(meta)}|{payload}",
    socket,
    st.one_of(custom, junk),
    st.text("ab\0\x7f", max_size=20),
)
raw_binary = st.builds(lambda who, octets: f"*{who}{octets}", socket, st.text(max_size=20))
arrival = st.builds(lambda who, room: f"%{who}{room}", socket, st.sampled_from(ROOMS))
leaving = st.builds(lambda who: f"-{who}", socket)
passing = st.builds(
    lambda seconds: f"~{seconds}", st.sampled_from([0.05, 0.6, 2.1, 16.3, 61.5, 901, 90_000])
)
line = st.one_of(*[spoken] * 12, binary, raw_binary, *[arrival] * 3, leaving, passing)
script = st.lists(line, min_size=5, max_size=40).map(
    # Half a surrogate pair has no bytes of its own; written out it is JSON all the same.
    lambda lines: "\n".join(lines).encode("utf-8", "backslashreplace")
)
"""A script as `site.Site.play` takes it."""
