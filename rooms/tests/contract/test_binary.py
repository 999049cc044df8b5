"""The binary form of custom messages (docs/protocol.md §9.3)."""

from __future__ import annotations

import asyncio
import json
from struct import pack, unpack_from
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import PATIENCE
from rooms.tests.rules import rule

PAYLOAD = bytes(range(256))
LENGTH_BYTES = 4
QUOTA_BYTES = 16_384


def frame_of(metadata: Any, payload: bytes = PAYLOAD) -> bytes:
    encoded = metadata if isinstance(metadata, bytes) else json.dumps(metadata).encode()
    return pack(">I", len(encoded)) + encoded + payload


def for_only(client: Client, **fields: Any) -> dict[str, Any]:
    return {"m": "custom", "target": {"mode": "id", "id": client.id}, **fields}


async def hears_binary(client: Client) -> tuple[dict[str, Any], bytes]:
    """The next frame, which must be binary: its metadata and its payload."""
    async with asyncio.timeout(PATIENCE):
        frame = await client.line.receive()
    assert isinstance(frame, bytes), frame
    (length,) = unpack_from(">I", frame)
    end = LENGTH_BYTES + length
    metadata: dict[str, Any] = json.loads(frame[LENGTH_BYTES:end])
    return metadata, frame[end:]


async def two(site: Site, room: str) -> tuple[Client, Client]:
    """alice, and bob who has heard everything."""
    return await site.join("alice", room), await site.join("bob", room)


@rule("9.3-1", "1-6", "9.1-3")
@pytest.mark.parametrize("payload", [PAYLOAD, b"", b'[{"m":"bye"}]'], ids=["bytes", "none", "json"])
async def test_the_payload_comes_as_it_was_sent(site: Site, room: str, payload: bytes) -> None:
    alice, bob = await two(site, room)
    await alice.says_raw(frame_of(for_only(bob, data={"x": "🎹"}), payload))
    metadata, received = await hears_binary(bob)
    assert received == payload
    assert metadata.keys() == {"m", "data", "p", "u"}
    assert (metadata["m"], metadata["data"], metadata["p"]) == ("custom", {"x": "🎹"}, alice.id)
    assert metadata["u"].keys() == {"_id", "name", "color", "afk"}


@rule("9.3-1")
async def test_without_data_it_is_null(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await alice.says_raw(frame_of(for_only(bob)))
    metadata, _ = await hears_binary(bob)
    assert metadata["data"] is None


@rule("9.3-1", "9.1-4", "9.1-7", "9.1-8")
async def test_it_goes_where_the_target_says(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", f"{room} b")
    await bob.says({"m": "+custom"})
    await bob.hears_nothing()
    everywhere = {"m": "custom", "target": {"mode": "subscribed", "global": True}}
    await alice.says({"m": "+custom"})
    await carol.says({"m": "+custom"})
    await carol.hears_nothing()
    await alice.says_raw(frame_of(everywhere))
    for client in (bob, carol):
        assert (await hears_binary(client))[1] == PAYLOAD
    await alice.says_raw(frame_of({"m": "custom", "target": {"mode": "subscribed"}}, b"here"))
    assert (await hears_binary(bob))[1] == b"here"
    # Nothing but text frames came to who sent them, and to another room.
    await alice.hears_nothing("custom", after=bob)
    await carol.hears_nothing()


@rule("9.3-1", "2-4")
async def test_it_needs_a_room(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    roomless = await site.arrive("roomless")
    target = {"mode": "id", "id": bob.id, "global": True}
    await roomless.says_raw(frame_of({"m": "custom", "target": target}))
    await roomless.hears_nothing()
    await bob.hears_nothing(after=alice)


@rule("9.3-1")
async def test_it_keeps_its_place_among_the_senders_messages(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await alice.says({"m": "custom", "target": {"mode": "id", "id": bob.id}, "data": "before"})
    await alice.says_raw(frame_of(for_only(bob)))
    await alice.says({"m": "custom", "target": {"mode": "id", "id": bob.id}, "data": "after"})
    await bob.hears_next("custom", data="before")
    assert (await hears_binary(bob))[1] == PAYLOAD
    await bob.hears_next("custom", data="after")


METADATA = {"m": "custom", "target": {"mode": "subscribed"}, "data": 1}
BAD_FRAMES = {
    "empty": b"",
    "cut in the length": b"\x00\x00",
    "length alone": pack(">I", 0),
    "little-endian": pack("<I", len(json.dumps(METADATA))) + json.dumps(METADATA).encode(),
    "length beyond the end": pack(">I", 10_000) + json.dumps(METADATA).encode(),
    "largest length": b"\xff\xff\xff\xff" + json.dumps(METADATA).encode(),
    "an array": frame_of([METADATA]),
    "another message": frame_of({**METADATA, "m": "a", "message": "x"}),
    "no m": frame_of({"target": METADATA["target"]}),
    "no target": frame_of({"m": "custom", "data": 1}),
    "a bad target": frame_of({**METADATA, "target": {"mode": "all"}}),
    "no object": frame_of("custom"),
    "not JSON": frame_of(b'{"m":"custom"'),
    "not UTF-8": frame_of(b'{"m":"custom","\xff":1}'),
    "quick's protocol": b"\x01\x00\x00\x02{}",
    "text in binary": json.dumps([METADATA]).encode(),
}


@rule("9.3-1", "1-6")
@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=BAD_FRAMES.keys())
async def test_what_is_no_such_frame_is_ignored(site: Site, room: str, frame: bytes) -> None:
    alice, bob = await site.join("alice", room), await site.arrive("bob")
    await bob.says({"m": "+custom"})
    await bob.enters(room)
    await bob.hears("nq")
    await alice.hears("p", id=bob.id)
    await alice.says_raw(frame)
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
    # The one that is whole would have been heard.
    await alice.says_raw(frame_of(METADATA))
    assert (await hears_binary(bob))[1] == PAYLOAD


@rule("9.2-1", "9.3-1", "15-15")
async def test_data_and_payload_count_together(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    data, size = "x" * 1000, 1000 + len('""')
    await alice.says_raw(frame_of(for_only(bob, data=data), b"x" * (QUOTA_BYTES - size + 1)))
    await alice.says_raw(frame_of(for_only(bob, data=data), b"y" * (QUOTA_BYTES - size)))
    assert (await hears_binary(bob))[1] == b"y" * (QUOTA_BYTES - size)
    await alice.says({"m": "custom", "target": {"mode": "id", "id": bob.id}, "data": data * 10})
    await bob.hears_nothing("custom", after=alice)


@pytest.mark.one_process("the way in to several may lose the last frame of a socket that is reset")
@rule("1-13", "14-20")
async def test_a_binary_frame_may_not_be_too_large_either(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says_raw(b"\x00" * 131_073)
    assert await alice.is_closed() == 1009
