import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from makegood.base.access.http import guarded, principal_of
from makegood.base.access.models import User
from makegood.base.files.models import File
from makegood.base.files.operations import keep
from makegood.base.jobs.idempotency import once
from makegood.base.live.signals import signal
from makegood.base.ui.toasts import toast
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import CaseChanged
from makegood.care.cases.queries import conversations_of
from makegood.contact.conversations import operations as conversations
from makegood.contact.conversations.models import Conversation
from makegood.kernel import ids
from makegood.kernel.errors import Invalid
from makegood.loops import case_to_answer
from makegood.loops.further_ways import answer_elsewhere
from makegood.loops.public_places import ForEverybody
from makegood.records.people import operations as people
from makegood.web.files import attached, attached_files
from makegood.web.offered import promised
from makegood.web.opened import Opened, box_of, case_of, message_of
from makegood.web.shown import version_shown
from makegood.web.views.workspace import talk_context


@require_POST
@guarded("cases.work", find=case_of)
def replies(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Send to the customer; can be taken back for some seconds. The same form twice is one answer."""
    user, files = writer_of(request), _files(request)
    told = _told_of(request)
    text, then = request.POST.get("text", ""), request.POST.get("then", Case.Status.WAITING)

    def act() -> tuple[int, dict[str, Any]]:
        letter: dict[str, Any] = {
            "text": ForEverybody(text, told) if told else text,
            "user": user,
            "by": principal_of(request).actor,
            "version": version_shown(request),
            "files": files,
            "then": Case.Status.OPEN if then == Case.Status.OPEN else Case.Status.WAITING,
            "promises": promised(request),
        }
        if further := request.POST.get("further", ""):
            message = answer_elsewhere(opened.row, way=further, **letter)
        else:
            talk = _way(request, opened)
            message = case_to_answer.answer_with_promises(opened.row, conversation=talk, **letter)
        return 200, {"message": message.pk}

    try:
        answer = once_only(request, "reply", opened, act)
    except CaseChanged as error:
        return _stale(request, opened, error)
    if request.POST.get("further"):  # there is one more way to choose from now
        page = reverse("web:case", args=[opened.case])
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    undo = reverse("web:withdrawal", args=[answer["message"]])
    response = said_again(request, opened, "reply")
    return toast(response, _("Leaves in a moment"), undo=undo, seconds=settings.SEND_UNDO_SECONDS)


@require_POST
@guarded("cases.work", find=case_of)
def notes(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keep a note for colleagues."""
    user, files = writer_of(request), _files(request)

    def act() -> tuple[int, dict[str, Any]]:
        text, by = request.POST.get("text", ""), principal_of(request).actor
        note = cases.write_note(opened.row, text=text, user=user, by=by, files=files)
        cases.drop_draft(opened.row, user=user, kind="note")
        return 200, {"note": note.pk}

    once_only(request, "note", opened, act)
    return toast(said_again(request, opened, "note"), _("Note kept"), seconds=3)


@require_POST
@guarded("cases.work", find=message_of)
def withdrawal(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take a message back before it leaves; its words return to the box."""
    assert opened.message is not None  # noqa: S101 - found by message_of
    user, by = writer_of(request), principal_of(request).actor
    text = case_to_answer.take_back(opened.message, case=opened.row, user=user, by=by)
    held = [link.file for link in opened.message.files.select_related("file")]
    context = {"files": attached_files(held), "case": opened.row, "kind": "reply"}
    files = render_to_string("web/_attached_all.html", context, request=request)
    told = {"restored": {"kind": "reply", "text": text, "files": files}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})


@require_POST
@guarded("cases.work", find=message_of)
def outcome(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Somebody found out about a message that may not have arrived: it did, or it is sent again."""
    assert opened.message is not None  # noqa: S101 - found by message_of
    if opened.message.outgoing is None:
        raise Http404
    arrived, by = request.POST.get("arrived") == "yes", principal_of(request).actor
    case_to_answer.find_out(opened.message, case=opened.row, arrived=arrived, by=by)
    told = {"changed": {"case": opened.case, "composer": False}}
    response = HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    return toast(response, _("Noted that it arrived") if arrived else _("It is sent once more"))


@require_POST
@guarded("cases.work", find=box_of)
def draft(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keep what is being typed. Answers with the revision that is kept now."""
    revision = request.POST.get("revision", "0")
    kept = cases.save_draft(
        opened.row,
        user=writer_of(request),
        kind=opened.kind,
        text=request.POST.get("text", ""),
        revision=int(revision) if revision.isdigit() and len(revision) < 10 else 0,
    )
    return JsonResponse({"revision": kept})


@require_POST
@guarded("cases.work", find=box_of)
def draft_files(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keep a file with the draft; it survives a reload like the words do."""
    upload = request.FILES.get("file")
    if upload is None:
        raise Invalid(_("Choose a file first."), field="file")
    content_type = upload.content_type or "application/octet-stream"
    file = keep(name=upload.name or "", type=content_type, content=upload.read())
    cases.add_draft_file(opened.row, user=writer_of(request), kind=opened.kind, file=file)
    context = {"file": attached(file), "case": opened.row, "kind": opened.kind}
    return render(request, "web/_attached.html", context)


@require_POST
@guarded("cases.work", find=box_of)
def draft_file_dropped(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Take a file out of the draft."""
    cases.drop_draft_file(opened.row, user=writer_of(request), kind=opened.kind, key=opened.key)
    return HttpResponse("")


@require_POST
@guarded("cases.see", find=case_of)
def presence(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Tell colleagues who looks and who writes, and the customer that his words are being read."""
    user = writer_of(request)
    people.seen(user.pk)
    doing, case = request.POST.get("doing", "looking"), opened.row
    kind = {"reply": "typing.staff", "note": "typing.staff_note"}.get(doing, "looking.staff")
    facts: dict[str, str | int | bool] = {"user_id": user.pk, "name": user.name}
    talks = conversations_of(case)
    if kind == "typing.staff":
        facts["conversation_id"] = next((talk.pk for talk in talks), 0)
    signal(kind, subject=case.topic, case=case.pk, **facts)
    for talk in talks:
        by, read = principal_of(request).actor, talk.messages_count
        conversations.seen(talk, up_to=read, ours=False, by=by, case=case.pk)
    return HttpResponse(status=204)


@require_POST
@guarded("staff")
def here(request: HttpRequest) -> HttpResponse:
    """A sign of an open page: somebody is here who can take work."""
    people.seen(writer_of(request).pk)
    return HttpResponse(status=204)


def writer_of(request: HttpRequest) -> User:
    user = principal_of(request).user
    assert user is not None  # noqa: S101 - the guard lets only staff pass
    return user


def _files(request: HttpRequest) -> list[File]:
    """The files of the form: they must hang on a draft of the writer himself."""
    keys = request.POST.getlist("files")
    found = (
        File.objects.filter(key__in=keys, draft__user=writer_of(request)).distinct() if keys else []
    )
    by_key = {file.key: file for file in found}
    return [by_key[key] for key in keys if key in by_key]


def _told_of(request: HttpRequest) -> frozenset[int]:
    """The conversations of which the form said that everybody reads them."""
    told = request.POST.getlist("everybody")[:20]
    return frozenset(int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 19)


def _way(request: HttpRequest, opened: Opened) -> Conversation | None:
    """The conversation that was chosen, if it belongs to the case; else the usual one."""
    wanted = request.POST.get("conversation", "")
    return next((talk for talk in conversations_of(opened.row) if str(talk.pk) == wanted), None)


def once_only(
    request: HttpRequest, what: str, opened: Opened, act: Callable[[], tuple[int, dict[str, Any]]]
) -> dict[str, Any]:
    key = request.POST.get("once") or ids.random_name(24)
    asked = [opened.case, request.POST.get("text", ""), sorted(request.POST.getlist("files"))]
    asked += sorted(request.POST.getlist("promised"))
    scope = f"{what}:{writer_of(request).pk}"
    _status, answer = once(scope=scope, key=key, request=asked, act=act)
    return answer


def said_again(request: HttpRequest, opened: Opened, kind: str) -> HttpResponse:
    """The conversation with the new words in it, and an empty box."""
    opened.row.refresh_from_db()
    response = render(request, "web/_talk_items.html", talk_context(request, opened.row))
    told = {"sent": {"kind": kind, "once": ids.random_name(24), "version": opened.row.version}}
    response["HX-Trigger"] = json.dumps(told)
    return response


def _stale(request: HttpRequest, opened: Opened, error: CaseChanged) -> HttpResponse:
    """Something newer came: say so above the box, and let the writer decide with it in view."""
    opened.row.refresh_from_db()
    context = {"message": error.message, "case": opened.row}
    response = render(request, "web/_stale.html", context, status=409)
    response["HX-Retarget"] = "#stale-reply"
    response["HX-Reswap"] = "innerHTML"
    return response
