"""What moderation tells others, after the transaction: sender Ban, argument `ban`."""

from __future__ import annotations

from django.dispatch import Signal

ban_issued = Signal()
ban_lifted = Signal()
