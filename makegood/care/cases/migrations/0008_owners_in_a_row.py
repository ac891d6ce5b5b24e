import django.db.models.deletion
from django.db import migrations, models

# Responsibility cannot change in silence, whoever writes. The case counts its owners by itself; each owner
# has his row in the history before the transaction ends; the history has no gap and is never rewritten.
SQL = """
CREATE FUNCTION owner_refuses(told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION case_counts_owners() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.owner_epoch := OLD.owner_epoch + (NEW.owner_id IS DISTINCT FROM OLD.owner_id)::int;
    RETURN NEW;
END $$;
CREATE TRIGGER case_counts_its_owners BEFORE UPDATE ON cases_case FOR EACH ROW
    WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.owner_epoch <> OLD.owner_epoch)
    EXECUTE FUNCTION case_counts_owners();

CREATE FUNCTION case_owner_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.id AND epoch = NEW.owner_epoch
                   AND owner_id = NEW.owner_id) THEN
        PERFORM owner_refuses(format('case %s has an owner that its history does not tell of', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_new_owner_is_told AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.owner_id IS NOT NULL)
    EXECUTE FUNCTION case_owner_is_told();
CREATE CONSTRAINT TRIGGER case_next_owner_is_told AFTER UPDATE ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id)
    EXECUTE FUNCTION case_owner_is_told();

-- Whoever is responsible works here. Both sides lock the row of the person: of two sessions the second
-- sees what the first has done.
CREATE FUNCTION case_owner_is_here() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner bigint;
BEGIN
    SELECT owner_id INTO owner FROM cases_case WHERE id = NEW.id AND status <> 'closed';
    IF owner IS NOT NULL THEN
        PERFORM 1 FROM access_user WHERE id = owner AND is_active FOR SHARE;
        IF NOT FOUND THEN
            PERFORM owner_refuses(format('the owner of case %s does not work here', NEW.id));
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_new_owner_is_here AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.owner_id IS NOT NULL AND NEW.status <> 'closed')
    EXECUTE FUNCTION case_owner_is_here();
CREATE CONSTRAINT TRIGGER case_next_owner_is_here AFTER UPDATE ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id OR (OLD.status = 'closed' AND NEW.status <> 'closed'))
    EXECUTE FUNCTION case_owner_is_here();

CREATE FUNCTION person_leaves_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM access_user WHERE id = NEW.id AND NOT is_active) AND (
           EXISTS (SELECT 1 FROM cases_case WHERE owner_id = NEW.id AND status = 'open')
        OR EXISTS (SELECT 1 FROM cases_case WHERE owner_id = NEW.id AND status IN ('waiting', 'resolved'))) THEN
        PERFORM owner_refuses(format('person %s is still responsible for cases', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER person_who_leaves_owns_nothing AFTER UPDATE ON access_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION person_leaves_nothing();

CREATE FUNCTION ownerchange_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND epoch = NEW.epoch - 1
        AND owner_id = NEW.before_id;
    IF NOT FOUND THEN
        PERFORM owner_refuses(format('owner %s of case %s does not follow the one before', NEW.epoch, NEW.case_id));
    END IF;
    IF NEW.why = 'taken' AND NOT EXISTS (
        SELECT 1 FROM cases_case c JOIN people_queue q ON q.id = c.queue_id
        WHERE c.id = NEW.case_id AND q.duty_lead_id = NEW.before_id) THEN
        PERFORM owner_refuses('a case is taken from the duty lead and from nobody else');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ownerchange_follows_the_one_before BEFORE INSERT ON cases_ownerchange FOR EACH ROW
    WHEN (NEW.epoch > 1) EXECUTE FUNCTION ownerchange_follows();

CREATE FUNCTION ownerchange_is_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_case WHERE id = NEW.case_id AND owner_epoch >= NEW.epoch) THEN
        PERFORM owner_refuses(format('case %s never had owner %s', NEW.case_id, NEW.epoch));
    END IF;
    IF NEW.why IN ('departure', 'reopened') AND EXISTS (
        SELECT 1 FROM access_user WHERE id = NEW.before_id AND is_active) THEN
        PERFORM owner_refuses(format('person %s has not left', NEW.before_id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ownerchange_is_not_ahead AFTER INSERT ON cases_ownerchange
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.epoch > 1) EXECUTE FUNCTION ownerchange_is_true();

CREATE FUNCTION ownerchange_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM owner_refuses('who was responsible is never rewritten');
    RETURN NULL;
END $$;
CREATE TRIGGER ownerchange_never_rewritten BEFORE UPDATE OR DELETE ON cases_ownerchange
    FOR EACH ROW EXECUTE FUNCTION ownerchange_stays();
CREATE TRIGGER ownerchange_never_truncated BEFORE TRUNCATE ON cases_ownerchange
    FOR EACH STATEMENT EXECUTE FUNCTION ownerchange_stays();
"""
UNDO = """
DROP FUNCTION ownerchange_stays CASCADE;
DROP FUNCTION ownerchange_is_true CASCADE;
DROP FUNCTION ownerchange_follows CASCADE;
DROP FUNCTION person_leaves_nothing CASCADE;
DROP FUNCTION case_owner_is_here CASCADE;
DROP FUNCTION case_owner_is_told CASCADE;
DROP FUNCTION case_counts_owners CASCADE;
DROP FUNCTION owner_refuses CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_owner_epoch"), ("people", "0001_initial")]
    operations = [
        migrations.AlterField(
            "ownerchange",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owner_changes",
                to="cases.case",
            ),
        ),
        migrations.AlterField(
            "ownerchange", "reason", models.CharField(blank=True, max_length=200)
        ),
        migrations.AddConstraint(
            "ownerchange",
            models.UniqueConstraint(fields=("case", "epoch"), name="ownerchange_epoch"),
        ),
        migrations.AddConstraint(
            "ownerchange",
            models.CheckConstraint(
                name="ownerchange_first_is_opened",
                condition=models.Q(("before", None), ("epoch", 1), ("why", "opened"))
                | (~models.Q(("why", "opened")) & models.Q(("epoch__gt", 1))),
            ),
        ),
        migrations.AddConstraint(
            "ownerchange",
            models.CheckConstraint(
                name="ownerchange_given_why",
                condition=~models.Q(("why__in", ("given", "taken"))) | ~models.Q(("reason", "")),
            ),
        ),
        migrations.RunSQL(SQL, UNDO),
    ]
