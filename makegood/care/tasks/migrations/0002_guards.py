from django.db import migrations

# A case is not resolved over an open blocking task, and not closed over any task, whoever writes and in
# whatever order. Both sides lock the row of the case, so of two sessions the second sees what the first
# has done. The case is looked at when the transaction ends, since closing ends what is left after it.
SQL = """
CREATE FUNCTION case_has_tasks(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'case % cannot end over an open task', checked
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION case_ending_over_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c JOIN tasks_task t ON t.case_id = c.id
               WHERE c.id = NEW.id AND t.state IN ('planned', 'open')
                 AND (c.status = 'closed' OR (c.status = 'resolved' AND t.blocking))) THEN
        PERFORM case_has_tasks(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_ends_after_its_tasks AFTER INSERT OR UPDATE OF status ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status IN ('resolved', 'closed'))
    EXECUTE FUNCTION case_ending_over_tasks();

CREATE FUNCTION task_of_a_case() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    SELECT status INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF found = 'closed' OR (found = 'resolved' AND NEW.blocking) THEN
        PERFORM case_has_tasks(NEW.case_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_of_an_open_case BEFORE INSERT ON tasks_task FOR EACH ROW
    WHEN (NEW.state IN ('planned', 'open')) EXECUTE FUNCTION task_of_a_case();
CREATE TRIGGER task_moved_to_an_open_case BEFORE UPDATE ON tasks_task FOR EACH ROW
    WHEN (NEW.state IN ('planned', 'open') AND (OLD.case_id <> NEW.case_id OR NEW.blocking > OLD.blocking))
    EXECUTE FUNCTION task_of_a_case();

CREATE FUNCTION task_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    IF NEW.after_id IS NULL THEN RETURN NEW; END IF;
    SELECT state INTO found FROM tasks_task WHERE id = NEW.after_id FOR SHARE;
    IF found IN ('planned', 'open') THEN
        RAISE EXCEPTION 'a step begins when the one before it has ended'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_after_another BEFORE INSERT OR UPDATE OF state ON tasks_task FOR EACH ROW
    WHEN (NEW.state IN ('open', 'done')) EXECUTE FUNCTION task_in_order();

CREATE FUNCTION task_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a task that has ended stays as it ended'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER task_ended_for_good BEFORE UPDATE ON tasks_task FOR EACH ROW
    WHEN (OLD.state NOT IN ('planned', 'open') AND
          (OLD.state, OLD.verdict, OLD.result, OLD.reason, OLD.ended_at, OLD.ended_by) IS DISTINCT FROM
          (NEW.state, NEW.verdict, NEW.result, NEW.reason, NEW.ended_at, NEW.ended_by))
    EXECUTE FUNCTION task_stays_ended();

CREATE FUNCTION task_done_over_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tasks_item WHERE task_id = NEW.id AND mandatory AND state = 'open') THEN
        RAISE EXCEPTION 'a mandatory line of the check-list is open'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_done_with_its_list BEFORE UPDATE OF state ON tasks_task FOR EACH ROW
    WHEN (NEW.state = 'done') EXECUTE FUNCTION task_done_over_items();

CREATE FUNCTION item_of_a_task() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    SELECT state INTO found FROM tasks_task WHERE id = NEW.task_id FOR NO KEY UPDATE;
    IF found NOT IN ('planned', 'open') THEN
        RAISE EXCEPTION 'the check-list of a task that has ended stays as it is'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER item_of_an_open_task BEFORE INSERT OR UPDATE ON tasks_item FOR EACH ROW
    EXECUTE FUNCTION item_of_a_task();

CREATE FUNCTION task_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a task is ended, never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER task_never_deleted BEFORE DELETE ON tasks_task
    FOR EACH ROW EXECUTE FUNCTION task_refuses();
CREATE TRIGGER task_never_truncated BEFORE TRUNCATE ON tasks_task
    FOR EACH STATEMENT EXECUTE FUNCTION task_refuses();
CREATE TRIGGER item_never_deleted BEFORE DELETE ON tasks_item
    FOR EACH ROW EXECUTE FUNCTION task_refuses();
CREATE TRIGGER item_never_truncated BEFORE TRUNCATE ON tasks_item
    FOR EACH STATEMENT EXECUTE FUNCTION task_refuses();
ALTER TABLE tasks_task ADD CONSTRAINT task_due_finite CHECK (isfinite(due));
"""
UNDO = """
ALTER TABLE tasks_task DROP CONSTRAINT task_due_finite;
DROP FUNCTION task_refuses CASCADE;
DROP FUNCTION item_of_a_task CASCADE;
DROP FUNCTION task_done_over_items CASCADE;
DROP FUNCTION task_stays_ended CASCADE;
DROP FUNCTION task_in_order CASCADE;
DROP FUNCTION task_of_a_case CASCADE;
DROP FUNCTION case_ending_over_tasks CASCADE;
DROP FUNCTION case_has_tasks CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial"), ("cases", "0006_owed")]
    operations = [migrations.RunSQL(SQL, UNDO)]
