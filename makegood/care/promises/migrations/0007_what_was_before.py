from django.db import migrations

# What queues answered by becomes their policy. Words that people gave before anybody was asked whether
# they can be kept are taken as they are; what was missed before customers were told is said to be so.
SQL = """
INSERT INTO promises_policy (names, queue_id, channel, tier, first_answer, next_answer, follow_up, silence, active)
SELECT '{}', queue_id, '', '', greatest(first_answer, 1), greatest(next_answer, 1), greatest(follow_up, 1),
  greatest(silence, 1), true FROM promises_target;

INSERT INTO promises_feasibility (case_id, at, by, what, kind, due, chance, reasons, sentence, verdict, overruled_why)
SELECT case_id, made_at, made_by, 'promise ' || id, kind, due, 1, '[]', '', 'feasible', ''
FROM promises_promise WHERE kind = 'person';
UPDATE promises_promise p SET feasibility_id = f.id FROM promises_feasibility f
WHERE p.kind = 'person' AND f.case_id = p.case_id AND f.what = 'promise ' || p.id;
UPDATE promises_feasibility SET what = '';

UPDATE promises_promise SET told_at = ended_at, amends = 'none', amends_why = 'before it was written down',
  untold_why = 'before it was written down'
WHERE state = 'missed';
"""
UNDO = """
INSERT INTO promises_target (queue_id, first_answer, next_answer, follow_up, silence)
SELECT queue_id, first_answer, next_answer, follow_up, silence FROM promises_policy
WHERE queue_id IS NOT NULL AND active AND priority IS NULL AND channel = '' AND tier = '' AND contract_id IS NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0006_promises_as_things")]
    operations = [migrations.RunSQL(SQL, UNDO)]
