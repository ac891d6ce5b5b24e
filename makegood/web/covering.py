"""What a case page says while its owner is away, or stands in for somebody who is."""

from django.db.models import Q
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.base.database import Asked
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.cover.queries import running_now
from makegood.kernel.clock import now

AWAY = """
SELECT EXISTS (SELECT 1 FROM cover_absence WHERE state = 'running' AND user_id = %(owner)s)
  OR EXISTS (SELECT 1 FROM cover_decision d JOIN cover_absence a ON a.id = d.absence_id
             WHERE d.case_id = %(case)s AND d.covered_by_id = %(owner)s AND d.epoch = %(epoch)s
               AND a.state = 'running')
"""


def concerned(case: Case) -> Asked:
    """Whether the owner of a case is away, or answers instead of somebody who is."""
    return Asked(AWAY, {"case": case.pk, "owner": case.owner_id, "epoch": case.owner_epoch})


def covering(case: Case, who: Principal) -> str:
    """The banner: who is away until when, and who answers meanwhile; empty when nobody is (one query)."""
    instead = Q(
        decisions__case=case,
        decisions__covered_by=case.owner_id,
        decisions__epoch=case.owner_epoch,
    )
    found = running_now().filter(instead | Q(user=case.owner_id))
    absence = found.select_related("user", "cover").distinct().first()
    if absence is None or case.status == Case.Status.CLOSED:
        return ""
    told = {
        "name": absence.user,
        "time": by_when(absence.ends, now()),
        "cover": absence.cover,
        "owner": case.owner,
    }
    if absence.user_id == case.owner_id:
        if absence.accepted_at is not None:
            sentence = _(
                "%(name)s is away and back %(time)s. A word of the customer goes to %(cover)s."
            )
        else:
            sentence = _(
                "%(name)s is away and back %(time)s. A word of the customer goes to the duty lead."
            )
    elif who.user is not None and who.user.pk == case.owner_id:
        sentence = _("%(name)s is away and back %(time)s; you answer instead.")
    else:
        sentence = _("%(name)s is away and back %(time)s; %(owner)s answers instead.")
    return sentence % told
