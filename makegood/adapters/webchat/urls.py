from django.urls import path

from makegood.adapters.webchat import views

app_name = "chat"
urlpatterns = [
    path("session/", views.session, name="session"),
    path("messages/", views.messages, name="messages"),
    path("files/", views.files, name="files"),
    path("typing/", views.typing, name="typing"),
    path("seen/", views.seen, name="seen"),
    path("answer/", views.answer, name="answer"),
    path("address/", views.address, name="address"),
]
