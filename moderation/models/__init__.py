"""What moderators work with. People and rooms are referred to by their ids on the wire.

Staff are referred to by accounts as well: an account may go, and somebody may act without one.
"""

from .appeals import APPEAL_LENGTH, Appeal
from .audit import AuditEntry
from .bans import Ban, BanReason
from .base import ROOM_ID_LENGTH, TEXT_LENGTH, USER_ID_LENGTH
from .orders import Order
from .reports import Report
from .roles import RoleGrant
from .samples import Sample
from .sightings import AddressSighting
from .webhooks import Webhook, WebhookDelivery

__all__ = [
    "APPEAL_LENGTH",
    "ROOM_ID_LENGTH",
    "TEXT_LENGTH",
    "USER_ID_LENGTH",
    "AddressSighting",
    "Appeal",
    "AuditEntry",
    "Ban",
    "BanReason",
    "Order",
    "Report",
    "RoleGrant",
    "Sample",
    "Webhook",
    "WebhookDelivery",
]
