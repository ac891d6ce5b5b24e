import django.db.models.deletion
import makegood.kernel.clock
from django.conf import settings
from django.db import migrations, models


TABLES = """
CREATE TABLE telemetry_raw (
    id bigint NOT NULL,
    came_at timestamptz NOT NULL,
    asset_id bigint NOT NULL,
    kind smallint NOT NULL,
    key uuid NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (id, came_at)
) PARTITION BY RANGE (came_at);
ALTER TABLE telemetry_raw ALTER COLUMN payload SET STORAGE MAIN;
CREATE TABLE telemetry_raw_rest PARTITION OF telemetry_raw DEFAULT;
CREATE UNIQUE INDEX telemetry_raw_rest_key ON telemetry_raw_rest (key);
CREATE INDEX telemetry_raw_asset ON telemetry_raw (asset_id, id);

CREATE FUNCTION telemetry_week(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('week', day);
    name text := 'telemetry_raw_' || to_char(first, 'YYYYMMDD');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF telemetry_raw FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC', (first + 7)::timestamp AT TIME ZONE 'UTC');
    EXECUTE format('CREATE UNIQUE INDEX %I ON %I (key)', name || '_key', name);
EXCEPTION WHEN check_violation THEN NULL;  -- rows of that week lie in the rest already: they stay there
END $$;

CREATE TABLE telemetry_reading (
    asset_id bigint NOT NULL,
    name_id bigint NOT NULL,
    at timestamptz NOT NULL,
    value double precision NOT NULL,
    PRIMARY KEY (asset_id, name_id, at)
) PARTITION BY RANGE (at);
CREATE TABLE telemetry_reading_rest PARTITION OF telemetry_reading DEFAULT;

CREATE FUNCTION telemetry_month(day date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    first date := date_trunc('month', day);
    name text := 'telemetry_reading_' || to_char(first, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF telemetry_reading FOR VALUES FROM (%L) TO (%L)',
        name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
EXCEPTION WHEN check_violation THEN NULL;
END $$;

SELECT telemetry_week((current_date + 7 * n)::date) FROM generate_series(-1, 3) n;
SELECT telemetry_month((date_trunc('month', current_date) + n * interval '1 month')::date) FROM generate_series(-14, 3) n;
"""
UNDO = """
DROP TABLE telemetry_raw CASCADE; DROP TABLE telemetry_reading CASCADE;
DROP FUNCTION telemetry_week; DROP FUNCTION telemetry_month;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TABLES, UNDO),
        migrations.CreateModel(
            name='Raw',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('came_at', models.DateTimeField()),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'Events'), (2, 'Readings')])),
                ('key', models.UUIDField()),
                ('payload', models.BinaryField()),
            ],
            options={
                'db_table': 'telemetry_raw',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('pk', models.CompositePrimaryKey('asset_id', 'name_id', 'at', blank=True, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('value', models.FloatField()),
            ],
            options={
                'db_table': 'telemetry_reading',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Stand',
            fields=[
                ('asset', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='stand', serialize=False, to='assets.asset')),
                ('heard_at', models.DateTimeField()),
                ('messages', models.BigIntegerField(default=0)),
                ('event_seq', models.BigIntegerField(blank=True, null=True)),
                ('reading_seq', models.BigIntegerField(blank=True, null=True)),
                ('restarts', models.PositiveIntegerField(default=0)),
                ('wrong_clock', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('came_at', models.DateTimeField()),
                ('messages', models.PositiveIntegerField()),
                ('slow', models.BooleanField(default=False)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try', models.DateTimeField(default=makegood.kernel.clock.now)),
            ],
            options={
                'indexes': [models.Index(fields=['slow', 'id'], name='batch_order')],
            },
        ),
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('unit', models.CharField(blank=True, default='', max_length=16)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'unit'), name='name_once_in_a_unit')],
            },
        ),
        migrations.CreateModel(
            name='Last',
            fields=[
                ('pk', models.CompositePrimaryKey('asset_id', 'name_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('value', models.FloatField()),
                ('clock', models.BooleanField(default=True)),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assets.asset')),
                ('name', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='telemetry.name')),
            ],
        ),
        migrations.CreateModel(
            name='Span',
            fields=[
                ('pk', models.CompositePrimaryKey('asset_id', 'name_id', 'size', 'start', blank=True, editable=False, primary_key=True, serialize=False)),
                ('size', models.CharField(choices=[('h', 'Hour'), ('d', 'Day')], max_length=1)),
                ('start', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('sum', models.FloatField()),
                ('asset', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='assets.asset')),
                ('name', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='telemetry.name')),
            ],
            options={
                'db_table': 'telemetry_span',
            },
        ),
        migrations.CreateModel(
            name='Aside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('raw', models.BigIntegerField(unique=True)),
                ('came_at', models.DateTimeField()),
                ('why', models.CharField(choices=[('unreadable', 'It cannot be read'), ('large', 'It is too large'), ('failed', 'We failed to follow it')], max_length=12)),
                ('reason', models.CharField(max_length=300)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assets.asset')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('next_try', None), _negated=True), fields=['next_try'], name='aside_again'), models.Index(condition=models.Q(('seen_at', None)), fields=['came_at'], name='aside_unseen')],
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, default='', max_length=80)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('broker_hash', models.CharField(max_length=200)),
                ('hint', models.CharField(max_length=8)),
                ('made_at', models.DateTimeField(default=makegood.kernel.clock.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credentials', to='assets.asset')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('revoked_at', None), _negated=True), fields=['revoked_at'], name='credential_revoked')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.PositiveSmallIntegerField(choices=[(1, 'Events'), (2, 'Readings')])),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('noticed_at', models.DateTimeField(default=makegood.kernel.clock.now)),
                ('asset', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='assets.asset')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('asset', 'kind', 'first'), name='gap_once'), models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='gap_is_one')],
            },
        ),
    ]
