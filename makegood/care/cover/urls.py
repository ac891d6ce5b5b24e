from django.urls import path

from makegood.care.cover.views import absences, settings, shifts

app_name = "cover"
urlpatterns = [
    path("absence/", absences.page, name="page"),
    path("absence/parts/", absences.parts, name="parts"),
    path("absence/new/", absences.new, name="new"),
    path("absence/<int:pk>/", absences.absence, name="absence"),
    path("absence/<int:pk>/acceptance/", absences.acceptance, name="acceptance"),
    path("absence/<int:pk>/refusal/", absences.refusal, name="refusal"),
    path("absence/<int:pk>/cover/", absences.naming, name="naming"),
    path("absence/<int:pk>/cancellation/", absences.cancellation, name="cancellation"),
    path("absence/<int:pk>/return/", absences.returning, name="returning"),
    path("absence/alarms/<int:pk>/hearing/", absences.hearing, name="hearing"),
    path("shifts/new/", shifts.new, name="shift_new"),
    path("shifts/<int:pk>/", shifts.shift, name="shift"),
    path("shifts/<int:pk>/sending/", shifts.sending, name="sending"),
    path("shifts/<int:pk>/signature/", shifts.signature, name="signature"),
    path("settings/cover/", settings.rules, name="rules"),
    path("settings/cover/<int:pk>/", settings.rule, name="rule"),
]
