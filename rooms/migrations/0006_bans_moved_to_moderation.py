from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("rooms", "0005_names_until_now"),
        ("moderation", "0004_one_kind_of_ban"),
    ]
    operations = [
        migrations.DeleteModel(name="RoomBan"),
        migrations.RemoveField(model_name="player", name="muted"),
    ]
