from django.urls import path

from makegood.portal import offers, views

app_name = "portal"
urlpatterns = [
    path("portal/", views.form, name="form"),
    path("s/<str:token>/", views.status, name="status"),
    path("s/<str:token>/now/", views.part, name="now"),
    path("s/<str:token>/question/", views.question, name="question"),
    path("s/<str:token>/messages/", views.words, name="messages"),
    path("s/<str:token>/answer/", views.answer, name="answer"),
    path("s/<str:token>/seen/", views.seen, name="seen"),
    path("o/<str:token>/", offers.offer, name="offer"),
    path("o/<str:token>/choice/", offers.choice, name="offer_choice"),
]
