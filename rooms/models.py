"""What the piano keeps in the database (protocol §3.2, §5.6, §6.3–6.5, §8.1).

Names and colours of people and rows that administrators look at have datetimes; whatever the live
part compares with its own clock is in milliseconds since the epoch. The live part refers to people
and rooms by their ids on the wire, not by foreign keys: it writes behind, in any order.
"""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

USER_ID_LENGTH = 24
NAME_LENGTH = 40
COLOR_LENGTH = 7
ROOM_ID_LENGTH = 512
TEXT_LENGTH = 512
DIGEST_LENGTH = 64

user_id_rule = RegexValidator(r"\A[0-9a-f]{24}\Z", "24 lowercase hexadecimal digits")
color_rule = RegexValidator(r"\A#[0-9a-f]{6}\Z", "# and six lowercase hexadecimal digits")


class Player(models.Model):
    """Somebody who has said `hi` at least once (protocol §3.2, §3.3)."""

    id = models.CharField(
        "user id",
        primary_key=True,
        max_length=USER_ID_LENGTH,
        validators=[user_id_rule],
        help_text="24 hexadecimal digits, the _id of the protocol",
    )
    name = models.CharField(max_length=NAME_LENGTH)
    color = models.CharField("colour", max_length=COLOR_LENGTH, validators=[color_rule])
    token_generation = models.PositiveIntegerField(
        default=0,
        help_text="grows when tokens are revoked; a token derived for an earlier one is dead",
    )
    created_at = models.DateTimeField("first seen", default=timezone.now)
    last_seen_at = models.DateTimeField(
        "last seen", default=timezone.now, db_index=True, help_text="to the hour"
    )

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


class Token(models.Model):
    """A secret by which a browser is recognised; the secret itself is not kept (protocol §3.2)."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(
        max_length=DIGEST_LENGTH, unique=True, help_text="SHA-256 of the token, in hexadecimal"
    )
    created_at = models.DateTimeField("issued", default=timezone.now)
    revoked_at = models.DateTimeField(
        "revoked", null=True, blank=True, help_text="since then it counts as unknown"
    )

    def __str__(self) -> str:
        return f"token {self.digest[:8]}… of {self.player_id}"


class RoomRecord(models.Model):
    """A room as it was last left or stands open (protocol §5.4 step 3a, §5.6)."""

    room_id = models.CharField(
        "room",
        max_length=ROOM_ID_LENGTH,
        unique=True,
        help_text="as in its address; upper and lower case differ",
    )
    settings = models.JSONField(
        default=dict, blank=True, help_text="written by the server whenever they change"
    )
    owner_id = models.CharField(
        "owner",
        max_length=USER_ID_LENGTH,
        blank=True,
        validators=[user_id_rule],
        help_text="user id of who may take the crown at any time; counts when the room is next "
        "opened",
    )
    last_crown_holder = models.CharField(
        max_length=USER_ID_LENGTH, blank=True, help_text="user id, or empty"
    )
    persistent = models.BooleanField(default=False, help_text="never forgotten")
    last_used_at = models.BigIntegerField(
        default=0, db_index=True, help_text="milliseconds since the epoch"
    )
    history_since = models.BigIntegerField(
        default=0,
        help_text="milliseconds since the epoch; chat from before is not shown in the room again",
    )

    class Meta:
        verbose_name = "room"

    def __str__(self) -> str:
        return self.room_id


class ChatLine(models.Model):
    """One line of chat, said to the room or to one person in it (protocol §6.3–6.5)."""

    class Kind(models.TextChoices):
        """The `m` of the message that the line is shown by."""

        SAID = "a", "said to the room"
        DIRECT = "dm", "direct message"

    room_id = models.CharField("room", max_length=ROOM_ID_LENGTH)
    line_id = models.CharField(max_length=8, help_text="8 hexadecimal digits, unique in the room")
    kind = models.CharField(max_length=2, choices=Kind.choices, default=Kind.SAID)
    user_id = models.CharField("sender", max_length=USER_ID_LENGTH, db_index=True)
    name = models.CharField(max_length=NAME_LENGTH, help_text="of the sender at that time")
    color = models.CharField("colour", max_length=COLOR_LENGTH)
    tag = models.JSONField(null=True, blank=True)
    recipient_id = models.CharField("recipient", max_length=USER_ID_LENGTH, blank=True)
    recipient_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    recipient_color = models.CharField(
        "colour of the recipient", max_length=COLOR_LENGTH, blank=True
    )
    recipient_tag = models.JSONField("tag of the recipient", null=True, blank=True)
    text = models.CharField(max_length=TEXT_LENGTH)
    reply_to = models.CharField(max_length=32, blank=True, help_text="line id, or empty")
    sent_at = models.BigIntegerField(help_text="milliseconds since the epoch")

    class Meta:
        verbose_name = "line of chat"
        verbose_name_plural = "lines of chat"
        indexes = (
            # In the order in which the last lines of a room are read: one range, backwards.
            models.Index(fields=["room_id", "kind", "sent_at", "id"], name="chat_tail_of_room"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


class RoomBan(models.Model):
    """Somebody who may not enter one room for a while (protocol §8.1)."""

    room_id = models.CharField("room", max_length=ROOM_ID_LENGTH)
    user_id = models.CharField(
        "banned user", max_length=USER_ID_LENGTH, db_index=True, validators=[user_id_rule]
    )
    by_user_id = models.CharField("banned by", max_length=USER_ID_LENGTH, blank=True)
    expires_at = models.BigIntegerField(help_text="milliseconds since the epoch")
    created_at = models.BigIntegerField(help_text="milliseconds since the epoch")

    class Meta:
        verbose_name = "room ban"
        constraints = (
            models.UniqueConstraint(fields=["room_id", "user_id"], name="one_ban_in_a_room"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.room_id}"
