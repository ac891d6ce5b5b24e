from django.db import migrations

# Responsibility goes to another by a hand-off only when he said yes, in time, to the owner who asked; and
# what is offered holds the case open. Both sides lock the row of the case, so of two sessions the second
# sees what the first has done.
SQL = """
ALTER TABLE handoffs_handoff ADD CONSTRAINT handoff_expires_finite CHECK (isfinite(expires_at));

CREATE FUNCTION handoff_refuses(told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION handoff_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found record;
BEGIN
    SELECT status, owner_id, owner_epoch INTO found FROM cases_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
    IF NEW.state <> 'offered' OR NEW.returned_epoch IS NOT NULL THEN
        PERFORM handoff_refuses('a hand-off begins as an offer');
    ELSIF found.status NOT IN ('open', 'waiting') THEN
        PERFORM handoff_refuses(format('case %s is %s and cannot be offered', NEW.case_id, found.status));
    ELSIF found.owner_id IS DISTINCT FROM NEW.sender_id OR found.owner_epoch <> NEW.epoch THEN
        PERFORM handoff_refuses(format('case %s is offered by its owner and by nobody else', NEW.case_id));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handoff_begins_as_an_offer BEFORE INSERT ON handoffs_handoff
    FOR EACH ROW EXECUTE FUNCTION handoff_begins();

CREATE FUNCTION handoff_goes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE counted integer;
BEGIN
    IF (NEW.case_id, NEW.summary, NEW.question, NEW.told, NEW.offered_at, NEW.expires_at) IS DISTINCT FROM
       (OLD.case_id, OLD.summary, OLD.question, OLD.told, OLD.offered_at, OLD.expires_at) THEN
        PERFORM handoff_refuses('what was offered is never rewritten');
    ELSIF OLD.state <> 'offered' THEN
        IF (NEW.sender_id, NEW.to_user_id, NEW.to_team_id, NEW.epoch, NEW.state, NEW.answered_at, NEW.answered_by_id,
            NEW.reason) IS DISTINCT FROM
           (OLD.sender_id, OLD.to_user_id, OLD.to_team_id, OLD.epoch, OLD.state, OLD.answered_at, OLD.answered_by_id,
            OLD.reason) OR OLD.returned_epoch IS NOT NULL THEN
            PERFORM handoff_refuses('a hand-off is answered once');
        END IF;
    ELSE
        SELECT owner_epoch INTO counted FROM cases_case WHERE id = NEW.case_id;
        IF NEW.state = 'accepted' THEN
            IF counted <> NEW.epoch THEN
                PERFORM handoff_refuses('the owner has changed since this was offered');
            ELSIF NEW.answered_at > NEW.expires_at THEN
                PERFORM handoff_refuses('the time of this offer is over');
            ELSIF NEW.answered_by_id IS DISTINCT FROM NEW.to_user_id AND NOT EXISTS (
                    SELECT 1 FROM people_membership WHERE team_id = NEW.to_team_id AND user_id = NEW.answered_by_id
                    UNION ALL
                    SELECT 1 FROM people_queue WHERE team_id = NEW.to_team_id AND duty_lead_id = NEW.answered_by_id) THEN
                PERFORM handoff_refuses('only the one who was asked accepts');
            END IF;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handoff_goes_its_way BEFORE UPDATE ON handoffs_handoff
    FOR EACH ROW EXECUTE FUNCTION handoff_goes();

CREATE FUNCTION handoff_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM handoff_refuses('a hand-off is answered, never deleted');
    RETURN NULL;
END $$;
CREATE TRIGGER handoff_never_deleted BEFORE DELETE ON handoffs_handoff
    FOR EACH ROW EXECUTE FUNCTION handoff_stays();
CREATE TRIGGER handoff_never_truncated BEFORE TRUNCATE ON handoffs_handoff
    FOR EACH STATEMENT EXECUTE FUNCTION handoff_stays();

-- Looked at when the transaction ends.
CREATE FUNCTION handoff_holds(looked_at bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM handoffs_handoff h JOIN cases_case c ON c.id = h.case_id
               WHERE h.case_id = looked_at AND h.state = 'offered'
               AND (c.status NOT IN ('open', 'waiting') OR c.owner_epoch <> h.epoch OR c.owner_id <> h.sender_id)) THEN
        PERFORM handoff_refuses(format('case %s is offered to somebody and cannot be ended or change its owner', looked_at));
    END IF;
END $$;
CREATE FUNCTION handoff_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM handoff_holds(NEW.case_id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER handoff_fits_its_case AFTER INSERT OR UPDATE ON handoffs_handoff
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'offered') EXECUTE FUNCTION handoff_held();
CREATE FUNCTION handoff_case_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM handoff_holds(NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_fits_its_handoff AFTER UPDATE ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id
          OR (NEW.status <> OLD.status AND NEW.status IN ('resolved', 'closed')))
    EXECUTE FUNCTION handoff_case_held();

CREATE FUNCTION handoff_is_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND why = 'handoff'
                   AND epoch = NEW.epoch + 1 AND owner_id = NEW.answered_by_id) THEN
        PERFORM handoff_refuses('who accepts a case becomes responsible for it');
    ELSIF NEW.returned_epoch IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM cases_ownerchange WHERE case_id = NEW.case_id AND why = 'returned'
            AND epoch = NEW.returned_epoch AND owner_id = NEW.back_to_id) THEN
        PERFORM handoff_refuses('what is given back goes to the one who asked');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER handoff_yes_is_followed AFTER UPDATE ON handoffs_handoff
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'accepted')
    EXECUTE FUNCTION handoff_is_followed();

CREATE FUNCTION ownerchange_by_a_yes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.why = 'handoff' AND NOT EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE case_id = NEW.case_id AND state = 'accepted'
        AND epoch = NEW.epoch - 1 AND answered_by_id = NEW.owner_id AND sender_id = NEW.before_id) THEN
        PERFORM handoff_refuses('no accepted hand-off makes this person responsible');
    ELSIF NEW.why = 'returned' AND NOT EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE case_id = NEW.case_id AND state = 'accepted'
        AND returned_epoch = NEW.epoch AND back_to_id = NEW.owner_id) THEN
        PERFORM handoff_refuses('no hand-off comes back to this person');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ownerchange_follows_a_yes BEFORE INSERT ON cases_ownerchange FOR EACH ROW
    WHEN (NEW.why IN ('handoff', 'returned')) EXECUTE FUNCTION ownerchange_by_a_yes();

-- Nobody who left is asked, or waits for an answer.
CREATE FUNCTION person_leaves_no_handoff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM access_user WHERE id = NEW.id AND NOT is_active) AND EXISTS (
        SELECT 1 FROM handoffs_handoff WHERE state = 'offered' AND NEW.id IN (sender_id, to_user_id)) THEN
        PERFORM handoff_refuses(format('person %s still has an offer to answer or to wait for', NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER person_who_leaves_is_not_asked AFTER UPDATE ON access_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION person_leaves_no_handoff();
CREATE FUNCTION handoff_asks_somebody_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM handoffs_handoff WHERE id = NEW.id AND state = 'offered' AND to_user_id IS NOT NULL) THEN
        PERFORM 1 FROM access_user WHERE id = NEW.to_user_id AND is_active FOR SHARE;
        IF NOT FOUND THEN
            PERFORM handoff_refuses(format('person %s does not work here', NEW.to_user_id));
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER handoff_asks_who_is_here AFTER INSERT OR UPDATE ON handoffs_handoff
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'offered')
    EXECUTE FUNCTION handoff_asks_somebody_here();
"""
UNDO = """
DROP FUNCTION handoff_asks_somebody_here CASCADE;
DROP FUNCTION person_leaves_no_handoff CASCADE;
DROP FUNCTION ownerchange_by_a_yes CASCADE;
DROP FUNCTION handoff_is_followed CASCADE;
DROP FUNCTION handoff_case_held CASCADE;
DROP FUNCTION handoff_held CASCADE;
DROP FUNCTION handoff_holds CASCADE;
DROP FUNCTION handoff_stays CASCADE;
DROP FUNCTION handoff_goes CASCADE;
DROP FUNCTION handoff_begins CASCADE;
DROP FUNCTION handoff_refuses CASCADE;
ALTER TABLE handoffs_handoff DROP CONSTRAINT handoff_expires_finite;
"""


class Migration(migrations.Migration):
    dependencies = [("handoffs", "0001_initial"), ("cases", "0008_owners_in_a_row")]
    operations = [migrations.RunSQL(SQL, UNDO)]
