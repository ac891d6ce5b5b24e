from datetime import timedelta

from makegood.base.database import rows
from makegood.base.invariants.counting import count_all, count_due
from makegood.base.invariants.models import Tally
from makegood.base.jobs.models import Beat
from makegood.base.journal.models import Reaction
from makegood.care.promises.models import Promise
from makegood.contact.channels.operations import pause_sending
from makegood.kernel.clock import now
from makegood.web.tests.make import make_case, signed_in


def test_every_rule_is_shown_with_its_count(lin, mail):
    make_case(mail, lin)
    count_all()
    text = signed_in(lin).get("/trust/").content.decode()
    assert "<b>0</b>" in text
    assert "1 open cases" in text
    assert "The next deadline of a case is its earliest open promise." in text


def test_a_broken_rule_is_counted_and_stands_first(lin, mail):
    case = make_case(mail, lin)
    Promise.objects.filter(case=case).update(due=now())
    count_all()
    text = signed_in(lin).get("/trust/").content.decode()
    assert "<b>1</b>" in text
    first = text[text.index("<tbody>") : text.index("</tr>", text.index("<tbody>"))]
    assert "The next deadline of a case" in first


def test_the_last_days_stand_in_a_band(lin, mail):
    case = make_case(mail, lin)
    count_due()
    Promise.objects.filter(case=case).update(due=now())
    Tally.objects.all().delete()
    count_due()
    text = signed_in(lin).get("/trust/").content.decode()
    assert text.count('<i class="no"') == 89
    assert text.count('<i class="f" title') == 1
    assert "Of 1 days that were counted, something was broken on 1." in text


def test_a_reaction_that_keeps_failing_is_named(lin):
    Reaction.objects.create(
        entry=1, entry_at=now(), name="loops.nowhere", subject="case:1", failed_at=now()
    )
    assert "loops.nowhere" in signed_in(lin).get("/trust/").content.decode()


def test_that_nothing_leaves_is_said_with_its_reason(lin):
    pause_sending("restored from a backup")
    assert "restored from a backup" in signed_in(lin).get("/trust/").content.decode()


def test_the_evidence_is_for_those_who_oversee(lin, lead):
    assert signed_in(lin).get("/trust/evidence.json").status_code == 404
    count_all()
    data = signed_in(lead).get("/trust/evidence.json").json()
    assert data["lost"] == 0
    assert data["rules"]


def test_customers_do_not_see_it(client, db):
    assert client.get("/trust/").status_code == 302


def test_the_page_reads_what_was_counted_and_counts_nothing_itself(lin, monkeypatch):
    def refuse(*_):
        raise AssertionError("counted in the request")

    count_all()
    monkeypatch.setattr("makegood.base.invariants.counting._count", refuse)
    Tally.objects.update(counted_at=now() - timedelta(minutes=2))
    assert "Counted 2 min ago." in signed_in(lin).get("/trust/").content.decode()


def test_a_count_that_grew_old_is_not_shown_as_well(lin):
    count_all()
    assert "Last counted" not in signed_in(lin).get("/trust/").content.decode()
    Tally.objects.update(counted_at=now() - timedelta(minutes=20))
    assert "Last counted" in signed_in(lin).get("/trust/").content.decode()


def test_what_was_never_counted_is_not_zero(lin):
    text = signed_in(lin).get("/trust/").content.decode()
    assert "<b>–</b>" in text
    assert "It has not done so yet." in text


def test_a_job_that_was_given_up_is_shown(lin):
    rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('a', 'b', 'failed')"
    )
    text = signed_in(lin).get("/trust/").content.decode()
    [line] = [one for one in text.split("<tr>") if "Jobs that were given up" in one]
    assert "1</span>" in line


def test_a_process_in_whose_place_another_began_is_missed_by_nobody(lin):
    moment = now()
    for name, began, seen in (
        ("worker:a:1", 90, 30),  # ended
        ("worker:a:2", 29, 0),  # began in its place
        ("worker:b:3", 90, 20),  # ended, and nobody came
    ):
        Beat.objects.create(
            name=name,
            kind="worker",
            started_at=moment - timedelta(minutes=began),
            seen_at=moment - timedelta(minutes=seen),
        )
    text = signed_in(lin).get("/trust/").content.decode()
    assert "worker:a:1" not in text
    assert "worker:a:2" in text
    assert "worker:b:3" in text
