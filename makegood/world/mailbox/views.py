"""The demo mailbox: be a customer of the demo company, read what he receives, and write."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from makegood.base.access.http import guarded
from makegood.kernel.errors import Refused
from makegood.world.here import only_here
from makegood.world.mailbox import forms, operations, queries
from makegood.world.mailbox.queries import Player
from makegood.world.models import Caught


def _who(request: HttpRequest) -> Player | None:
    return queries.player(request.GET.get("who", "").strip())


def _address(who: Player | None) -> str:
    where = reverse("world:mailbox")
    return f"{where}?who={quote(who.key)}" if who else where


@guarded("public")
@only_here
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Whom one can be at the left; his mailbox and a letter to write at the right."""
    who, words = _who(request), request.GET.get("q", "")[:100]
    answered = _answered(request.GET.get("answer", ""), who)
    return _page(request, who, words=words, form=_letter(who, answered))


def _page(
    request: HttpRequest,
    who: Player | None,
    *,
    form: forms.Letter,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = {
        "who": who,
        "words": words,
        "people": queries.people(words),
        "things": queries.things(who) if who else [],
        "form": form,
        "unknown": bool(request.GET.get("who")) and who is None,
    }
    return render(request, "world/mailbox.html", shown, status=status)


def _answered(pk: str, who: Player | None) -> Caught | None:
    found = queries.caught(int(pk)) if pk.isdigit() else None
    return found if found and who and found.recipient in who.peers and found.external_id else None


def _letter(who: Player | None, answered: Caught | None) -> forms.Letter:
    """A letter as a client would begin it."""
    start: dict[str, object] = {"sender": who.mail, "name": who.name} if who else {}
    if answered is not None:
        subject = answered.subject
        start["subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
        start["to"], start["answers"] = answered.account, answered.pk
    elif who is not None:
        latest = next(
            (t.caught for t in queries.things(who) if t.caught and t.caught.channel == "email"),
            None,
        )
        start["to"] = latest.account if latest else ""
    return forms.Letter(initial=start)


@guarded("public")
@only_here
@require_GET
def received(request: HttpRequest) -> HttpResponse:
    """The mailbox alone, read again every few seconds."""
    who = _who(request)
    if who is None:
        raise Http404
    return render(request, "world/_things.html", {"who": who, "things": queries.things(who)})


@guarded("public")
@only_here
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """Send the letter by SMTP. Whatever goes wrong, what was typed is still there."""
    form = forms.Letter(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, queries.player(request.POST.get("sender", "")), form=form, status=422)
    told = form.cleaned_data
    who = queries.player(told["sender"])
    letter = operations.Letter(
        sender=told["sender"],
        name=told["name"],
        to=told["to"],
        subject=told["subject"],
        text=told["text"],
        file=told["file"],
        answers=_answered(str(told["answers"] or ""), who),
    )
    try:
        operations.post(letter)
    except Refused as error:
        form.add_error(None, str(error))
        return _page(request, who, form=form, status=422)
    messages.info(
        request,
        _("Handed to the mail door. In a moment it is in a case of %(who)s.") % {"who": told["to"]},
    )
    return redirect(f"{_address(who or queries.player(told['sender']))}&sent=1")


@guarded("public")
@only_here
@require_POST
def say(request: HttpRequest) -> HttpResponse:
    """Answer a text message."""
    form = forms.Line(request.POST)
    answered = queries.caught(form.cleaned_data["answers"]) if form.is_valid() else None
    if answered is None:
        raise Http404
    operations.say_back(answered, text=form.cleaned_data["text"])
    messages.info(request, _("Sent."))
    return redirect(
        request.POST.get("next", "")
        if _is_ours(request.POST.get("next", ""))
        else reverse("world:mailbox")
    )


def _is_ours(address: str) -> bool:
    return address.startswith(reverse("world:mailbox"))


@guarded("public")
@only_here
@require_GET
def raw(_request: HttpRequest, pk: int) -> HttpResponse:
    """The mail byte for byte, as plain text."""
    found = queries.caught(pk)
    if found is None or not found.raw:
        raise Http404
    response = HttpResponse(bytes(found.raw), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mail-{found.pk}.eml"'
    return response
