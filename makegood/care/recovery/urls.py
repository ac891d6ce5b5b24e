from django.urls import path

from makegood.care.recovery.views import case, settings

app_name = "recovery"
urlpatterns = [
    path("cases/<int:pk>/recovery/", case.panel, name="panel"),
    path("cases/<int:pk>/offers/", case.offering, name="offering"),
    path("apologies/<int:pk>/sending/", case.sending, name="sending"),
    path("apologies/<int:pk>/words/", case.words, name="words"),
    path("apologies/<int:pk>/word/", case.word, name="word"),
    path("offers/<int:pk>/consent/", case.consent, name="consent"),
    path("offers/<int:pk>/recall/", case.recall, name="recall"),
    path("settings/remedies/", settings.remedies, name="remedies"),
    path("settings/remedies/new/", settings.remedy_new, name="remedy_new"),
    path("settings/remedies/<int:pk>/", settings.remedy, name="remedy"),
    path("settings/remedies/authority/", settings.authority, name="authority"),
    path("settings/remedies/budget/", settings.budget, name="budget"),
    path("settings/reminders/", settings.nudges, name="nudges"),
    path("settings/reminders/<int:pk>/", settings.nudge, name="nudge"),
]
