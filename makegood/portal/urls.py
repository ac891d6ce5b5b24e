from django.urls import path

from makegood.portal import appointments, guide, home, offers, panels, speaking, views, visits

app_name = "portal"
urlpatterns = [
    path("portal/", views.form, name="form"),
    path("portal/sign-in/", home.sign_in, name="sign_in"),
    path("portal/sign-in/code/", home.code, name="code"),
    path("portal/sign-in/<str:token>/", home.by_link, name="by_link"),
    path("portal/language/", speaking.language, name="language"),
    path("portal/written/", speaking.written, name="written"),
    path("portal/me/", home.home, name="home"),
    path("portal/sign-out/", home.sign_out, name="sign_out"),
    path("portal/colleagues/<int:pk>/", home.colleague, name="colleague"),
    path("cases/<int:pk>/seat/", panels.panel, name="seat_panel"),
    path("cases/<int:pk>/seat/given/", panels.seat, name="seat"),
    path("s/<str:token>/complaint/", home.complaint, name="complaint"),
    path("s/<str:token>/", views.status, name="status"),
    path("s/<str:token>/now/", views.part, name="now"),
    path("s/<str:token>/question/", views.question, name="question"),
    path("s/<str:token>/messages/", views.words, name="messages"),
    path("s/<str:token>/answer/", views.answer, name="answer"),
    path("s/<str:token>/visit/", visits.visit, name="visit"),
    path("s/<str:token>/visit/time/", visits.chosen, name="visit_time"),
    path("s/<str:token>/seen/", views.seen, name="seen"),
    path("guide/d/<str:token>/", guide.of_device, name="guide_device"),
    path("guide/p/<slug:model>/", guide.of_product, name="guide_product"),
    path("guide/<str:token>/", guide.page, name="guide"),
    path("guide/<str:token>/answers/", guide.answers, name="guide_answers"),
    path("guide/<str:token>/back/", guide.back, name="guide_back"),
    path("guide/<str:token>/end/", guide.end, name="guide_end"),
    path("guide/<str:token>/case/", guide.case, name="guide_case"),
    path("e/<str:token>/", appointments.appointment, name="appointment"),
    path("e/<str:token>/answer/", appointments.answer, name="appointment_answer"),
    path("o/<str:token>/", offers.offer, name="offer"),
    path("o/<str:token>/choice/", offers.choice, name="offer_choice"),
]
