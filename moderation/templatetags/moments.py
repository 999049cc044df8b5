"""How long ago something was, in templates as in lists."""

from __future__ import annotations

from django import template

from moderation.admin.moments import ago

register = template.Library()
register.filter("ago", ago)
