from django.db import migrations

# A closed case has no open promise, whoever writes and in whatever order. Both sides lock the row of
# the case, so of two sessions the second sees what the first has done. Closing is looked at when the
# transaction ends, since it ends the promises of the case after it; a promise that is new, or open
# again, is looked at at once. Only what becomes open locks: noticing a late promise must not.
SQL = """
CREATE FUNCTION case_owes_nothing(checked bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'case % is closed and cannot have an open promise', checked
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION case_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c JOIN promises_promise p ON p.case_id = c.id
               WHERE c.id = NEW.id AND c.status = 'closed' AND p.state = 'open') THEN
        PERFORM case_owes_nothing(NEW.id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_closed_owes_nothing AFTER INSERT OR UPDATE OF status ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'closed')
    EXECUTE FUNCTION case_closing();

CREATE FUNCTION promises_made() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found record;
BEGIN
    FOR found IN SELECT id, status FROM cases_case
        WHERE id IN (SELECT case_id FROM made WHERE state = 'open') ORDER BY id FOR NO KEY UPDATE
    LOOP
        IF found.status = 'closed' THEN
            PERFORM case_owes_nothing(found.id);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER promise_made_for_an_open_case AFTER INSERT ON promises_promise
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION promises_made();

CREATE FUNCTION promise_opened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
    SELECT status INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF found = 'closed' THEN
        PERFORM case_owes_nothing(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER promise_opened_for_an_open_case AFTER UPDATE ON promises_promise FOR EACH ROW
    WHEN (NEW.state = 'open' AND (OLD.state <> 'open' OR OLD.case_id <> NEW.case_id))
    EXECUTE FUNCTION promise_opened();
"""
UNDO = """
DROP FUNCTION promise_opened CASCADE;
DROP FUNCTION promises_made CASCADE;
DROP FUNCTION case_closing CASCADE;
DROP FUNCTION case_owes_nothing CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0004_owed_again"), ("cases", "0005_search")]
    operations = [migrations.RunSQL(SQL, UNDO)]
