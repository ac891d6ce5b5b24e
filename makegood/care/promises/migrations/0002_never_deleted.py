from django.db import migrations

SQL = """
CREATE FUNCTION promise_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a promise is kept, missed or released, never deleted'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER promise_never_deleted BEFORE DELETE ON promises_promise
    FOR EACH ROW EXECUTE FUNCTION promise_refuses();
CREATE TRIGGER promise_never_truncated BEFORE TRUNCATE ON promises_promise
    FOR EACH STATEMENT EXECUTE FUNCTION promise_refuses();
ALTER TABLE promises_promise ADD CONSTRAINT promise_due_finite CHECK (isfinite(due));
"""
UNDO = """
ALTER TABLE promises_promise DROP CONSTRAINT promise_due_finite;
DROP FUNCTION promise_refuses CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("promises", "0001_initial")]
    operations = [migrations.RunSQL(SQL, UNDO)]
