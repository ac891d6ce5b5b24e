from django.db import migrations

# A step begins when the one before it has ended, and what has ended never opens again: there is nothing to wait
# for, so the one before is looked at without a lock. While another session ends it, the step is refused.
BODY = """
CREATE OR REPLACE FUNCTION task_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    IF NEW.after_id IS NULL THEN RETURN NEW; END IF;
    SELECT state INTO found FROM tasks_task WHERE id = NEW.after_id{lock};
    IF found IN ('planned', 'open') THEN
        RAISE EXCEPTION 'a step begins when the one before it has ended'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_what_is_open")]
    operations = [migrations.RunSQL(BODY.format(lock=""), BODY.format(lock=" FOR SHARE"))]
