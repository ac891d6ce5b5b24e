"""Every address of the product, in one list."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from makegood.config import health

PLACES = {
    "": [
        "makegood.base.ui.urls",
        "makegood.base.access.urls",
        "makegood.records.people.urls",
        "makegood.records.worktime.urls",
        "makegood.care.cover.urls",
        "makegood.care.tasks.urls",
        "makegood.care.recovery.urls",
        "makegood.desk.translating.urls",
        "makegood.field.diagnosis.urls",
        "makegood.web.urls",
        "makegood.web.settings.urls",
        "makegood.web.entitled.urls",
        "makegood.web.reviews.urls",
        "makegood.web.devices.urls",
        "makegood.web.alarms.urls",
        "makegood.web.telemetry.urls",
        "makegood.web.fleet.urls",
        "makegood.portal.urls",
        "makegood.adapters.email.urls",
        "makegood.adapters.webchat.root_urls",
    ],
    "hooks/": ["makegood.adapters.reviews.urls", "makegood.contact.channels.urls"],
    "api/v1/": ["makegood.api.urls"],
    "chat/": ["makegood.adapters.webchat.urls"],
    "demo/": ["makegood.world.urls"],
}
urlpatterns: list[URLPattern | URLResolver] = [
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    *(
        path(prefix, include(module))
        for prefix, modules in PLACES.items()
        for module in modules
        if find_spec(module)
    ),
]
handler400 = "makegood.base.ui.views.bad_request"
handler403 = "makegood.base.ui.views.forbidden"
handler404 = "makegood.base.ui.views.not_found"
handler429 = "makegood.base.access.entrance.too_many"  # asked for by allauth
handler500 = "makegood.base.ui.views.server_error"
