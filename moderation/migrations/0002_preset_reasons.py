"""The reasons to begin with; administrators change them as they like."""

from django.db import migrations

REASONS = (
    "Flooding the chat or the piano",
    "Insulting or harassing others",
    "Hate against a group of people",
    "Sexual or violent content",
    "Advertising or malicious links",
    "Impersonating somebody else",
    "Evading a ban",
    "Disrupting the site with scripts or bots",
)


def add(apps, schema_editor):
    alias = schema_editor.connection.alias
    reasons = apps.get_model("moderation", "BanReason").objects.using(alias)
    for position, text in enumerate(REASONS, start=1):
        reasons.get_or_create(text=text, defaults={"position": position})


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_bans_and_audit")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=True)]
