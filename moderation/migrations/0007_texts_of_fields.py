"""How fields are explained to people; nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0006_hours_of_presets"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appeal",
            name="answer",
            field=models.CharField(
                blank=True, help_text="the banned user can read it", max_length=512
            ),
        ),
        migrations.AlterField(
            model_name="ban",
            name="origin",
            field=models.CharField(
                choices=[
                    ("staff", "issued by staff"),
                    ("room", "issued in the room, by whoever may move the crown there"),
                ],
                default="staff",
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="ban",
            name="reason",
            field=models.CharField(blank=True, help_text="the target can read it", max_length=512),
        ),
        migrations.AlterField(
            model_name="banreason",
            name="text",
            field=models.CharField(help_text="the user can read it", max_length=512, unique=True),
        ),
    ]
