"""What this process does, for Prometheus (docs/operations.md). Numbers are read when asked for."""

from __future__ import annotations

from asyncio import all_tasks
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from rooms.live import Live
from rooms.sockets.outbox import DROPS
from rooms.tally import Buckets, Tally


class LiveCollector(Collector):
    """The numbers of one `Live`. Called in another thread: everything is read, nothing changed."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def collect(self) -> Iterator[Metric]:
        yield from self._people()
        yield from _traffic(self._live.hub.tally)
        yield from _losses(self._live)
        yield from self._waiting()

    def _people(self) -> Iterator[Metric]:
        hub = self._live.hub
        yield _gauge("connections", "Open WebSockets", len(hub.connections))
        yield _gauge("users", "People with an open WebSocket", len(hub.users))
        yield _gauge("rooms", "Rooms with somebody of this process in them", len(hub.rooms))

        loop = self._live.loop
        yield _gauge("tasks", "Tasks of the event loop", len(all_tasks(loop)) if loop else 0)

    def _waiting(self) -> Iterator[Metric]:
        live, tally = self._live, self._live.hub.tally
        waiting = [one.socket.waiting_bytes for one in tuple(live.hub.connections)]
        yield _gauge("outbox_bytes", "Bytes that wait for slow readers", sum(waiting))
        yield _gauge("outbox_sockets", "Sockets that something waits for", sum(map(bool, waiting)))
        yield _gauge("archive_backlog", "Entries not yet in the database", live.archive.backlog)
        yield _gauge("loop_lag_seconds", "How late the event loop was last", tally.lag_s)
        yield _gauge("loop_lag_worst_seconds", "The most of a minute", tally.worst_lag_s)
        conflicts = live.store.conflicts
        yield _counter("store_conflicts", "Changes that another process was faster than", conflicts)
        yield _gauge("redis_hosts_away", "Redis hosts that do not answer", live.store.hosts_away)


def _traffic(tally: Tally) -> Iterator[Metric]:
    received: Counter[str] = Counter()
    for kind, count in tuple(tally.received.items()):
        # Of two kinds that stand for one message on the wire both count.
        received[str(kind.__struct_config__.tag)] += count
    yield _counters("messages_received", "Messages from clients", "type", received)
    yield _counter("bytes_received", "Bytes of frames from clients", tally.bytes_in)
    sent = dict(tally.sent)
    yield _counters("messages_sent", "Messages, one to a whole room counted once", "type", sent)
    yield _counter("bytes_sent", "Bytes of frames to clients", tally.bytes_out)
    yield _histogram("batch_messages", "Messages of rooms in a batch", tally.batch_sizes)
    yield _counter("deliveries", "Messages in batches, once a receiver", tally.deliveries)
    yield _histogram("tick_lag_seconds", "Wait for the delivery cycle", tally.tick_lags)
    yield _counter("delivery_seconds", "Time spent delivering batches", tally.cycle_s)


def _losses(live: Live) -> Iterator[Metric]:
    tally = live.hub.tally
    yield _counters("messages_refused", "Messages over a limit", "limit", dict(tally.refused))
    closed = {str(code): count for code, count in tuple(tally.closed.items())}
    yield _counters("sockets_closed", "Sockets closed by the server", "code", closed)
    turned_away = {str(status): count for status, count in tuple(tally.turned_away.items())}
    yield _counters("upgrades_refused", "Upgrades refused", "status", turned_away)
    dropped = {"cursor": DROPS.cursors, "note": DROPS.notes}
    yield _counters("messages_dropped", "Messages slow readers missed", "kind", dropped)
    slow = {"overflow": DROPS.overflows, "stall": DROPS.stalls}
    yield _counters("slow_sockets_closed", "Sockets closed for reading too slowly", "why", slow)
    yield _counter("chat_lines_lost", "Lines given up during an outage", live.archive.lost)
    # A full layer of one process counts for itself (rooms/layer.py).
    lost = tally.lost + getattr(live.hub.layer, "dropped", 0)
    yield _counter("batches_lost", "Batches that the channel layer did not take", lost)
    yield _counter("handler_errors", "Bugs: handlers that failed", tally.bugs)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mpp_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"mpp_{name}", meaning, value=value)


def _histogram(name: str, meaning: str, buckets: Buckets) -> Metric:
    bounds = [*map(str, buckets.bounds), "+Inf"]
    # Counts of buckets stand for all up to their bound.
    counts = list(zip(bounds, accumulate(tuple(buckets.counts)), strict=True))
    return HistogramMetricFamily(f"mpp_{name}", meaning, buckets=counts, sum_value=buckets.total)


def _counters(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(f"mpp_{name}", meaning, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
