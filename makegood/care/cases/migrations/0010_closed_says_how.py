from django.db import migrations

# A case is closed exactly as long as a closure that nobody reopened says how. Looked at when the
# transaction ends, since one is written before the other. No lock is needed: whoever changes one of the two
# alone is refused, and whoever changes both waits for the other's row of the case, or of the closure (of
# which there is one).
MEND = """
WITH shut AS (
    SELECT c.id, coalesce(c.owner_id, q.duty_lead_id) AS owner_id, c.last_word_at AS at
    FROM cases_case c JOIN people_queue q ON q.id = c.queue_id WHERE c.status = 'closed'
    AND NOT EXISTS (SELECT 1 FROM cases_closure k WHERE k.case_id = c.id AND k.reopened_at IS NULL)
), asked AS (
    INSERT INTO cases_question (case_id, asked_at, withdrawn_at, answer, words)
    SELECT id, at, at, '', '' FROM shut RETURNING id, case_id
)
INSERT INTO cases_closure (case_id, question_id, how, owner_id, at)
SELECT shut.id, asked.id, 'assumed', shut.owner_id, shut.at FROM shut JOIN asked ON asked.case_id = shut.id;

UPDATE cases_closure k SET reopened_at = greatest(k.at, c.last_word_at)
FROM cases_case c WHERE c.id = k.case_id AND k.reopened_at IS NULL AND c.status <> 'closed';

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
SQL = """
CREATE FUNCTION case_says_how(looked_at bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cases_case c WHERE c.id = looked_at AND (c.status = 'closed') <> EXISTS (
            SELECT 1 FROM cases_closure k WHERE k.case_id = c.id AND k.reopened_at IS NULL)) THEN
        RAISE EXCEPTION 'case % is closed as long as a closure says how, and no longer', looked_at
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE FUNCTION case_closed_or_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM case_says_how(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_says_how_it_was_made AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'closed')
    EXECUTE FUNCTION case_closed_or_reopened();
CREATE CONSTRAINT TRIGGER case_says_how_it_closed AFTER UPDATE OF status ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((NEW.status = 'closed') <> (OLD.status = 'closed'))
    EXECUTE FUNCTION case_closed_or_reopened();

CREATE FUNCTION closure_of_a_closed_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM case_says_how(OLD.case_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM case_says_how(NEW.case_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER closure_of_a_case_that_is_closed AFTER INSERT OR DELETE OR UPDATE OF case_id, reopened_at
    ON cases_closure DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closure_of_a_closed_case();

CREATE FUNCTION closure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a closure is reopened, never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER closure_never_truncated BEFORE TRUNCATE ON cases_closure
    FOR EACH STATEMENT EXECUTE FUNCTION closure_stays();
"""
UNDO = """
DROP FUNCTION closure_stays CASCADE;
DROP FUNCTION closure_of_a_closed_case CASCADE;
DROP FUNCTION case_closed_or_reopened CASCADE;
DROP FUNCTION case_says_how CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_one_story")]
    operations = [
        migrations.RunSQL(MEND, migrations.RunSQL.noop),
        migrations.RunSQL(SQL, UNDO),
    ]
