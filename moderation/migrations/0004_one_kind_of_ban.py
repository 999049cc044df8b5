"""Bans from rooms and mutes of players become rows of the one table of bans."""

import secrets
from datetime import UTC, datetime

from django.db import migrations
from django.utils import timezone

AT_ONCE = 500


def moment(ms):
    return datetime.fromtimestamp(ms / 1000, UTC)


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    bans = apps.get_model("moderation", "Ban").objects.using(alias)
    _complete(bans)
    rows = apps.get_model("rooms", "RoomBan").objects.using(alias).iterator(AT_ONCE)
    bans.bulk_create(
        (
            bans.model(
                user_id=row.user_id,
                scope="room",
                room_id=row.room_id,
                origin="room",
                issued_by=row.by_user_id,
                issued_at=moment(row.created_at),
                expires_at=moment(row.expires_at),
                code=secrets.token_urlsafe(9),
            )
            for row in rows
        ),
        batch_size=AT_ONCE,
    )
    muted = apps.get_model("rooms", "Player").objects.using(alias).filter(muted=True)
    bans.bulk_create(
        (
            bans.model(
                user_id=player.pk,
                effect="mute",
                reason="Muted by moderators",
                code=secrets.token_urlsafe(9),
            )
            for player in muted.iterator(AT_ONCE)
        ),
        batch_size=AT_ONCE,
    )


def _complete(bans):
    """Give every ban a code for appeals, and find the one that counts of each user."""
    now = timezone.now()
    counts = {}
    for ban in bans.all():
        ban.code = secrets.token_urlsafe(9)
        ban.current = False
        ban.save(update_fields=["code", "current"])
        holds = ban.lifted_at is None and (ban.expires_at is None or ban.expires_at > now)
        other = counts.get(ban.user_id)
        if holds and (other is None or _outlasts(ban, other)):
            counts[ban.user_id] = ban
    bans.filter(pk__in=[ban.pk for ban in counts.values()]).update(current=True)


def _outlasts(ban, other):
    if ban.expires_at is None or other.expires_at is None:
        return ban.expires_at is None
    return ban.expires_at > other.expires_at


def move_back(apps, schema_editor):
    """What the older tables know; reasons and notes of mutes are lost."""
    alias = schema_editor.connection.alias
    bans = apps.get_model("moderation", "Ban").objects.using(alias)
    room_bans = apps.get_model("rooms", "RoomBan").objects.using(alias)
    for ban in bans.filter(origin="room", current=True).exclude(expires_at=None):
        room_bans.update_or_create(
            room_id=ban.room_id,
            user_id=ban.user_id,
            defaults={
                "by_user_id": ban.issued_by,
                "expires_at": int(ban.expires_at.timestamp() * 1000),
                "created_at": int(ban.issued_at.timestamp() * 1000),
            },
        )
    muted = bans.filter(effect="mute", scope="site", current=True).values("user_id")
    apps.get_model("rooms", "Player").objects.using(alias).filter(pk__in=muted).update(muted=True)
    bans.exclude(scope="site", effect="entry", network="").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_moderators_day"),
        ("rooms", "0003_muted_players"),
    ]
    operations = [migrations.RunPython(move, move_back)]
