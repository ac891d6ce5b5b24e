"""What machines ask: is it alive, is it ready, what are its figures."""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from makegood.base.access.http import guarded
from makegood.base.invariants.checks import AGES
from makegood.base.invariants.counting import tallies
from makegood.base.jobs.models import Beat, SweepRun
from makegood.base.jobs.queue import dead
from makegood.kernel.clock import now

LOOPBACK = ("127.0.0.1", "::1")


@require_safe
@guarded("public")
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when this process can serve people; 503 with the reasons when it cannot."""
    reasons = reasons_against()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def reasons_against() -> list[str]:
    """Why this process cannot serve people now."""
    try:
        missing = missing_migrations()
    except DatabaseError:
        return ["the database does not answer"]
    return [f"the database is not up to date: {missing} steps are missing"] if missing else []


def missing_migrations() -> int:
    """Steps that the database has not gone through. Once there are none it only asks whether it answers."""
    global _up_to_date  # noqa: PLW0603 - it cannot become untrue in a process of this version
    if _up_to_date:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _up_to_date = not missing
    return missing


_up_to_date = False


@require_safe
@guarded("public")
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, to programs on this machine alone: they tell a rival how busy we are."""
    if request.META.get("REMOTE_ADDR") not in LOOPBACK:
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


class Figures(Collector):
    """What the database knows: the same in every process, so that it does not matter which is asked."""

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing at registration: the database need not be there yet."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Invariants, waiting items, signs of life, sweeps."""
        broken = GaugeMetricFamily(
            "makegood_invariant_broken", "Rows that break an invariant", labels=["name"]
        )
        counted = GaugeMetricFamily(
            "makegood_invariant_counted_seconds", "Time since it was counted", labels=["name"]
        )
        for name, tally in tallies().items():
            broken.add_metric([name], tally.broken)
            counted.add_metric([name], (now() - tally.counted_at).total_seconds())
        yield broken
        yield counted
        yield GaugeMetricFamily("makegood_jobs_given_up", "Jobs that were given up", value=dead())
        waiting = GaugeMetricFamily(
            "makegood_oldest_waiting_seconds", "Age of the oldest unprocessed item", labels=["door"]
        )
        for name, one in AGES.items():
            oldest = one.oldest()
            waiting.add_metric([name], (now() - oldest).total_seconds() if oldest else 0.0)
        yield waiting
        silent = GaugeMetricFamily(
            "makegood_silent_seconds", "Time since the last sign of life", labels=["kind"]
        )
        latest = dict(Beat.objects.order_by("seen_at").values_list("kind", "seen_at"))
        for kind, seen in latest.items():
            silent.add_metric([kind], (now() - seen).total_seconds())
        yield silent
        failing = GaugeMetricFamily(
            "makegood_sweep_failures", "Failures of a sweep in a row", labels=["name"]
        )
        for name, failures in SweepRun.objects.values_list("name", "failures"):
            failing.add_metric([name], failures)
        yield failing


REGISTRY.register(Figures())
