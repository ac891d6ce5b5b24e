from django.urls import path

from makegood.adapters.email import views

app_name = "mail"
urlpatterns = [
    path("mail/<int:pk>/raw/", views.raw, name="raw"),
    path("settings/undelivered/", views.undelivered, name="undelivered"),
]
