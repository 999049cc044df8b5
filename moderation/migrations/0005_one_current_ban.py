import moderation.models.bans
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_one_kind_of_ban")]
    operations = [
        migrations.AlterField(
            model_name="ban",
            name="code",
            field=models.CharField(
                default=moderation.models.bans.appeal_code,
                help_text="for an appeal",
                max_length=16,
                unique=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.UniqueConstraint(
                condition=models.Q(("current", True)),
                fields=("user_id", "network", "scope", "room_id", "effect", "origin"),
                name="one_current_ban",
            ),
        ),
    ]
