"""What the piano keeps in the database (protocol §3.2, §5.6, §6.3–6.5, §8.1).

Names and colours of people and rows that administrators look at have datetimes; whatever the live
part compares with its own clock is in milliseconds since the epoch. The live part refers to people
and rooms by their ids on the wire, not by foreign keys: it writes behind, in any order.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

USER_ID_LENGTH = 24
NAME_LENGTH = 40
COLOR_LENGTH = 7
ROOM_ID_LENGTH = 512
TEXT_LENGTH = 512
DIGEST_LENGTH = 64

user_id_rule = RegexValidator(r"\A[0-9a-f]{24}\Z", "24 lowercase hexadecimal digits")
color_rule = RegexValidator(r"\A#[0-9a-f]{6}\Z", "# and six lowercase hexadecimal digits")
tag_color_rule = RegexValidator(
    r"\A#(?:[0-9a-fA-F]{3}){1,2}\Z", "# and three or six hexadecimal digits"
)


class Player(models.Model):
    """Somebody who has said `hi` at least once (protocol §3.2, §3.3).

    From the tag on, everything is what administrators give or take; the server only reads it, but
    for `online_ms`.
    """

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
    tag_text = models.CharField(
        max_length=NAME_LENGTH, blank=True, help_text="label beside the name, such as BOT or MOD"
    )
    tag_color = models.CharField(
        "tag colour", max_length=COLOR_LENGTH, blank=True, validators=[tag_color_rule]
    )
    bot = models.BooleanField(default=False, help_text="stays out of rooms that admit no bots")
    name_locked = models.BooleanField(default=False, help_text="only staff may change the name")
    color_locked = models.BooleanField(
        "colour locked", default=False, help_text="only staff may change the colour"
    )
    quota_allowance = models.PositiveIntegerField(
        null=True, blank=True, help_text="personal note quota: points gained in 2 seconds"
    )
    quota_max = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="personal note quota: most points; counts where it is more than the room gives",
    )
    unlimited_notes = models.BooleanField(default=False, help_text="wins over a personal quota")
    rate_factor = models.FloatField(
        default=1.0,
        validators=[MinValueValidator(0.01), MaxValueValidator(1000)],
        help_text="how many times as often as others: chat, cursor, notes …",
    )
    max_sockets = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="connections at a time; empty: as everybody",
    )
    list_people = models.BooleanField(
        default=False, help_text="gets who is where with the list of rooms"
    )
    online_ms = models.BigIntegerField(
        "time online", default=0, help_text="milliseconds; without connections that are open"
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="player",
        help_text="whose roles and permissions count at the piano as well",
    )
    account_info = models.JSONField(
        "login", null=True, blank=True, help_text="what the login provider said last"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="whole_tag_or_none",
                condition=models.Q(tag_text="", tag_color="")
                | ~models.Q(tag_text="") & ~models.Q(tag_color=""),
                violation_error_message="A tag needs a text and a colour.",
            ),
            models.CheckConstraint(
                name="whole_quota_or_none",
                condition=models.Q(quota_allowance__isnull=True, quota_max__isnull=True)
                # A comparison with NULL would pass for true.
                | models.Q(quota_allowance__isnull=False, quota_max__isnull=False)
                & models.Q(quota_allowance__gte=1, quota_max__gte=models.F("quota_allowance")),
                violation_error_message="A personal quota needs an allowance of at least 1 and a "
                "maximum that is no smaller, or neither.",
            ),
            models.CheckConstraint(
                name="positive_rate_factor", condition=models.Q(rate_factor__gt=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


class PlayerName(models.Model):
    """A name somebody has had: who changes it is still found by the old one."""

    player = models.ForeignKey(Player, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=NAME_LENGTH, db_index=True)
    last_used_at = models.DateTimeField("taken last", default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["player", "name"], name="a_name_once"),)

    def __str__(self) -> str:
        return self.name


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
    decisions = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="how often staff changed its settings or cleared its chat",
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
    hidden = models.BooleanField(default=False, help_text="by moderators: shown to nobody again")

    class Meta:
        verbose_name = "line of chat"
        verbose_name_plural = "lines of chat"
        indexes = (
            # In the order in which the last lines of a room are read: one range, backwards.
            models.Index(fields=["room_id", "kind", "sent_at", "id"], name="chat_tail_of_room"),
            models.Index(fields=["room_id", "line_id"], name="chat_line_by_id"),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.text}"


class FilteredWord(models.Model):
    """A word that is shown as asterisks (protocol §5.2 "no cussing", §6.3)."""

    word = models.CharField(max_length=100, help_text="upper and lower case alike")
    everywhere = models.BooleanField(
        default=False, help_text="in all rooms, not only in those with “no cussing”"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("word"), name="a_word_once", violation_error_message="It is listed already."
            ),
        )

    def __str__(self) -> str:
        return self.word
