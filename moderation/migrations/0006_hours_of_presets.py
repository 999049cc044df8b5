"""How long the reasons to begin with are good for; administrators change it as they like."""

from django.db import migrations

HOURS = {
    "Flooding the chat or the piano": 24,
    "Insulting or harassing others": 72,
    "Hate against a group of people": 720,
    "Sexual or violent content": 168,
    "Advertising or malicious links": 72,
    "Impersonating somebody else": 72,
    "Evading a ban": 720,
    "Disrupting the site with scripts or bots": 168,
}


def suggest(apps, schema_editor):
    alias = schema_editor.connection.alias
    reasons = apps.get_model("moderation", "BanReason").objects.using(alias)
    for text, hours in HOURS.items():
        reasons.filter(text=text, hours=None).update(hours=hours)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0005_one_current_ban")]
    operations = [migrations.RunPython(suggest, migrations.RunPython.noop, elidable=True)]
