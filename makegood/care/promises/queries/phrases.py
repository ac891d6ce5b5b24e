"""The words that a brand does not use."""

from django.db.models import Q, QuerySet

from makegood.base.access.policy import Principal
from makegood.care.cases.models import Case, CaseConversation
from makegood.care.promises.models import HousePhrase
from makegood.care.promises.reading import wording
from makegood.kernel.errors import NotFound


def house_of(case: Case) -> list[wording.HousePhrase]:
    """What the brand that answers this case does not say, in the language of the case (one query)."""
    ways = CaseConversation.objects.filter(case=case, primary=True)
    found = HousePhrase.objects.filter(
        Q(account=None) | Q(account__in=ways.values("conversation__account")),
        language__in=("", case.language),
    ).order_by("pk")
    return [wording.HousePhrase(one.words, one.kind, one.better) for one in found]


def phrases() -> "QuerySet[HousePhrase]":
    """All of them with their brands, those of every brand first."""
    order = ("account__name", "language", "words", "pk")
    return HousePhrase.objects.select_related("account").order_by(*order)


def one_phrase(_who: Principal, *, pk: int) -> HousePhrase:
    """One of them. Raises NotFound."""
    found = phrases().filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found
