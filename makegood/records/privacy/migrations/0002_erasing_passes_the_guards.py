from django.db import migrations

# What was said is never rewritten, except that a person is erased: then its words are emptied, and nothing
# else of the row changes. The setting is made for one transaction by what erases.
DO = """
CREATE FUNCTION is_erasing() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('makegood.erasing', true), '') = 'on' $$;

DROP TRIGGER handoff_goes_its_way ON handoffs_handoff;
CREATE TRIGGER handoff_goes_its_way BEFORE UPDATE ON handoffs_handoff FOR EACH ROW
    WHEN (NOT (is_erasing() AND (OLD.case_id, OLD.sender_id, OLD.epoch, OLD.state, OLD.offered_at, OLD.expires_at)
               = (NEW.case_id, NEW.sender_id, NEW.epoch, NEW.state, NEW.offered_at, NEW.expires_at)))
    EXECUTE FUNCTION handoff_goes();

DROP TRIGGER task_ended_for_good ON tasks_task;
CREATE TRIGGER task_ended_for_good BEFORE UPDATE ON tasks_task FOR EACH ROW
    WHEN (OLD.state NOT IN ('planned', 'open') AND NOT (is_erasing() AND OLD.state = NEW.state) AND
          (OLD.state, OLD.verdict, OLD.result, OLD.reason, OLD.ended_at, OLD.ended_by) IS DISTINCT FROM
          (NEW.state, NEW.verdict, NEW.result, NEW.reason, NEW.ended_at, NEW.ended_by))
    EXECUTE FUNCTION task_stays_ended();

DROP TRIGGER item_of_an_open_task ON tasks_item;
CREATE TRIGGER item_of_an_open_task BEFORE INSERT ON tasks_item FOR EACH ROW
    EXECUTE FUNCTION item_of_a_task();
CREATE TRIGGER item_changed_of_an_open_task BEFORE UPDATE ON tasks_item FOR EACH ROW
    WHEN (NOT (is_erasing() AND (OLD.task_id, OLD.state, OLD.mandatory) = (NEW.task_id, NEW.state, NEW.mandatory)))
    EXECUTE FUNCTION item_of_a_task();

DROP TRIGGER ownerchange_never_rewritten ON cases_ownerchange;
CREATE TRIGGER ownerchange_never_rewritten BEFORE UPDATE ON cases_ownerchange FOR EACH ROW
    WHEN (NOT (is_erasing() AND (OLD.case_id, OLD.epoch, OLD.why, OLD.actor, OLD.at)
               = (NEW.case_id, NEW.epoch, NEW.why, NEW.actor, NEW.at)))
    EXECUTE FUNCTION ownerchange_stays();
CREATE TRIGGER ownerchange_never_deleted BEFORE DELETE ON cases_ownerchange
    FOR EACH ROW EXECUTE FUNCTION ownerchange_stays();
"""
UNDO = """
DROP TRIGGER ownerchange_never_deleted ON cases_ownerchange;
DROP TRIGGER ownerchange_never_rewritten ON cases_ownerchange;
CREATE TRIGGER ownerchange_never_rewritten BEFORE UPDATE OR DELETE ON cases_ownerchange
    FOR EACH ROW EXECUTE FUNCTION ownerchange_stays();
DROP TRIGGER item_changed_of_an_open_task ON tasks_item;
DROP TRIGGER item_of_an_open_task ON tasks_item;
CREATE TRIGGER item_of_an_open_task BEFORE INSERT OR UPDATE ON tasks_item FOR EACH ROW
    EXECUTE FUNCTION item_of_a_task();
DROP TRIGGER task_ended_for_good ON tasks_task;
CREATE TRIGGER task_ended_for_good BEFORE UPDATE ON tasks_task FOR EACH ROW
    WHEN (OLD.state NOT IN ('planned', 'open') AND
          (OLD.state, OLD.verdict, OLD.result, OLD.reason, OLD.ended_at, OLD.ended_by) IS DISTINCT FROM
          (NEW.state, NEW.verdict, NEW.result, NEW.reason, NEW.ended_at, NEW.ended_by))
    EXECUTE FUNCTION task_stays_ended();
DROP TRIGGER handoff_goes_its_way ON handoffs_handoff;
CREATE TRIGGER handoff_goes_its_way BEFORE UPDATE ON handoffs_handoff
    FOR EACH ROW EXECUTE FUNCTION handoff_goes();
DROP FUNCTION is_erasing;
"""


class Migration(migrations.Migration):
    """An erased person's words leave rows that are otherwise never rewritten."""

    dependencies = [
        ("privacy", "0001_initial"),
        ("cases", "0008_owners_in_a_row"),
        ("handoffs", "0002_only_by_a_yes"),
        ("tasks", "0002_guards"),
    ]
    operations = [migrations.RunSQL(DO, UNDO)]
