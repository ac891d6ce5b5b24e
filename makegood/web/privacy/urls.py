from django.urls import path

from makegood.web.privacy import looking, views

urlpatterns = [
    path("settings/privacy/", views.privacy, name="privacy"),
    path("settings/privacy/keeping/", views.keeping, name="retention"),
    path("contacts/<int:pk>/privacy/", views.person, name="person"),
    path("contacts/<int:pk>/language/", views.language, name="person_language"),
    path("contacts/<int:pk>/copies/", views.copies, name="person_copies"),
    path("person-copies/<int:pk>/", views.copy, name="person_copy"),
    path("contacts/<int:pk>/erasing/", views.erasing, name="person_erasing"),
    path("contacts/<int:pk>/erasing/decision/", views.decision, name="person_decision"),
    path("contacts/<int:pk>/hold/", views.hold, name="person_hold"),
    path("cases/<int:pk>/hidden/", looking.hidden, name="look_at_hidden"),
]
