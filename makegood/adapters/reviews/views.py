from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from makegood.adapters.reviews.secrets import secret_of
from makegood.adapters.reviews.signing import SIGNATURE, TIME, is_signed
from makegood.base.access.http import guarded
from makegood.care.feedback.models import KIND
from makegood.care.feedback.operations import accept
from makegood.contact.channels.queries import account_for
from makegood.kernel.clock import now

LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
@guarded("public")
def delivery(request: HttpRequest, address: str) -> HttpResponse:
    """Reviews of one source, signed by it. Kept before it is answered; the same bytes again are one. An
    unknown source, a wrong signature and an old moment all look the same."""
    body = request.body
    if len(body) > LARGEST:
        return JsonResponse({"error": "too large"}, status=413)
    source = account_for(KIND, [address])
    told = request.headers.get(TIME, ""), body, request.headers.get(SIGNATURE, "")
    if not is_signed(secret_of(source), *told, at=now().timestamp()) or source is None:
        return JsonResponse({"error": "not signed"}, status=401)
    return JsonResponse({"kept": True, "new": accept(source, body)}, status=202)
