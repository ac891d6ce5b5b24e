from django.urls import path

from makegood.world.mailbox import views

urlpatterns = [
    path("", views.mailbox, name="mailbox"),
    path("received/", views.received, name="mailbox_received"),
    path("write/", views.write, name="mailbox_write"),
    path("say/", views.say, name="mailbox_say"),
    path("raw/<int:pk>/", views.raw, name="mailbox_raw"),
]
