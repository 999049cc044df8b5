"""What a server counts while people play (docs/operations.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from rooms.tests.clients import Site

from .servers import Server

Samples = dict[tuple[str, str], float]


def samples(server: Server) -> Samples:
    """By name and the value of the one label, if there is one."""
    status, text = server.get("/metrics")
    assert status == 200
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("mpp_")
    }


def grown(before: Samples, after: Samples, *keys: tuple[str, str]) -> Mapping[str, float]:
    return {
        label or name: after[name, label] - before.get((name, label), 0) for name, label in keys
    }


@pytest.mark.one_process("each process counts by itself")
async def test_messages_and_deliveries_are_counted(site: Site, server: Server, room: str) -> None:
    alice = await site.join("alice", room)
    others = [await site.join(f"bob {n}", room) for n in range(3)]
    before = samples(server)
    for _ in range(5):
        await alice.says({"m": "n", "t": 1, "n": [{"n": "c3"}]})
    for other in others:
        for _ in range(5):
            await other.hears("n")
    after = samples(server)
    keys = (("mpp_messages_received_total", "n"), ("mpp_deliveries_total", ""))
    assert grown(before, after, *keys) == {"n": 5, "mpp_deliveries_total": 15}
    assert after["mpp_connections", ""] == 4
    assert after["mpp_rooms", ""] == 1
    sent = {label for name, label in after if name == "mpp_messages_sent_total"}
    assert {"b", "hi", "ch", "c", "nq", "p", "n"} <= sent
    assert "other" not in sent
    assert after["mpp_batch_messages_sum", ""] >= 5
    waits = ("mpp_tick_lag_seconds_bucket", "+Inf")
    assert after[waits] == after["mpp_tick_lag_seconds_count", ""] > before[waits]


@pytest.mark.one_process("each process counts by itself")
async def test_bytes_are_counted_as_they_go_out(site: Site, server: Server, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    before = samples(server)
    await alice.chats("x" * 100)
    heard = [await one.hears("a") for one in (alice, bob)]
    after = samples(server)
    key = ("mpp_bytes_sent_total", "")
    size = sum(len(json.dumps([one], separators=(",", ":"))) for one in heard)
    assert grown(before, after, key) == {"mpp_bytes_sent_total": size}


@pytest.mark.one_process("each process counts by itself")
async def test_what_is_refused_is_counted_by_its_limit(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    before = samples(server)
    for _ in range(40):
        await alice.says({"m": "n", "t": 1, "n": [{"n": "c3"}] * 300})
    await alice.hears_before_mark()
    after = samples(server)
    key = ("mpp_messages_refused_total", "note_quota")
    assert after[key] > before.get(key, 0)
