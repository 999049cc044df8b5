"""Everybody has had the name they have now."""

from django.db import migrations

AT_ONCE = 1000


def add(apps, schema_editor):
    alias = schema_editor.connection.alias
    players = apps.get_model("rooms", "Player").objects.using(alias).exclude(name="Anonymous")
    names = apps.get_model("rooms", "PlayerName").objects.using(alias)
    names.bulk_create(
        (
            names.model(player_id=player.pk, name=player.name, last_used_at=player.last_seen_at)
            for player in players.only("pk", "name", "last_seen_at").iterator(AT_ONCE)
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("rooms", "0004_names_and_hidden_lines")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=True)]
