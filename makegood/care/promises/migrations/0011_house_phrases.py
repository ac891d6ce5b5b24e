import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Words that a brand does not use, and what it says instead."""

    dependencies = [
        ('channels', '0005_copies'),
        ('promises', '0010_decided'),
    ]

    operations = [
        migrations.CreateModel(
            name='HousePhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(blank=True, choices=[('zh-Hans', '简体中文'), ('zh-Hant', '繁體中文'), ('en', 'English')], default='', max_length=10)),
                ('words', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=30)),
                ('better', models.CharField(max_length=300)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='channels.account')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'language', 'words'), name='house_phrase_once', nulls_distinct=False)],
            },
        ),
    ]
