"""What waits for moderators, for Prometheus; asked of the database when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .models import Appeal, Ban, Order, Report, WebhookDelivery


class ModerationCollector(Collector):
    """Counts of the tables; the same in every process."""

    def collect(self) -> Iterator[Metric]:
        bans = GaugeMetricFamily("mpp_bans", "Bans in force", labels=["effect", "origin"])
        active = Ban.objects.active(timezone.now())
        for effect in Ban.Effect.values:
            for origin in Ban.Origin.values:
                count = active.filter(effect=effect, origin=origin).count()
                bans.add_metric([effect, origin], count)
        yield bans
        reports = Report.objects.filter(state__in=(Report.State.OPEN, Report.State.ASSIGNED))
        yield _gauge("reports_open", "Reports nobody has closed", reports.count())
        appeals = Appeal.objects.filter(state=Appeal.State.OPEN)
        yield _gauge("appeals_open", "Appeals nobody has decided", appeals.count())
        orders = Order.objects.filter(everybody=False, done=False)
        yield _gauge("orders_waiting", "Changes of rooms not carried out yet", orders.count())
        deliveries = WebhookDelivery.objects.filter(state=WebhookDelivery.State.PENDING)
        yield _gauge(
            "webhooks_waiting", "Deliveries to webhooks that are waiting", deliveries.count()
        )


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mpp_{name}", meaning, value=value)
