"""What operators ask: alive, ready, and the numbers."""

from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from makegood.base.access.http import guarded, principal_of
from makegood.base.access.policy import may
from makegood.base.database import rows
from makegood.base.invariants.checks import AGES, counts
from makegood.kernel.clock import now

LOOPBACK = ("127.0.0.1", "::1")


@require_safe
@guarded("public")
def alive(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@guarded("public")
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether requests can be served now, with the reasons if not (503)."""
    reasons = _reasons()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _reasons() -> list[str]:
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - heavy, and only here

    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return ["the database does not answer"]
    return [f"{len(waiting)} migrations are not applied"] if waiting else []


class Numbers:
    """Read at the moment they are asked for."""

    def collect(self) -> list[GaugeMetricFamily]:
        """Gauges for Prometheus."""
        broken = GaugeMetricFamily(
            "makegood_invariant_violations", "Rows that break an invariant", labels=["invariant"]
        )
        for name, count in counts().items():
            broken.add_metric([name], count)
        waiting = GaugeMetricFamily(
            "makegood_oldest_waiting_seconds", "Age of the oldest unprocessed item", labels=["door"]
        )
        for name, age in AGES.items():
            oldest = age.oldest()
            waiting.add_metric([name], (now() - oldest).total_seconds() if oldest else 0)
        return [broken, waiting, _beats(), _states()]


def _beats() -> GaugeMetricFamily:
    found = GaugeMetricFamily(
        "makegood_process_silent_seconds", "Since a process was last heard of", labels=["kind"]
    )
    for kind, seen in rows("SELECT kind, max(seen_at) FROM jobs_beat GROUP BY kind"):
        found.add_metric([kind], (now() - seen).total_seconds())
    return found


def _states() -> GaugeMetricFamily:
    found = GaugeMetricFamily("makegood_cases", "Cases that are not closed", labels=["state"])
    for state, count in rows(
        "SELECT status, count(*) FROM cases_case WHERE status <> 'closed' GROUP BY status"
    ):
        found.add_metric([state], count)
    return found


@require_safe
@guarded("public")
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text: counts and ages, nothing of anybody. For this machine and for those who oversee."""
    if request.META.get("REMOTE_ADDR") not in LOOPBACK and not may(principal_of(request), "oversee"):
        raise Http404
    registry = CollectorRegistry()
    registry.register(Numbers())  # type: ignore[arg-type]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
