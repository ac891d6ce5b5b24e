from django.urls import path

from makegood.records.worktime import views

app_name = "worktime"
urlpatterns = [
    path("settings/hours/", views.teams, name="teams"),
    path("settings/hours/new/", views.new, name="new"),
    path("settings/hours/<int:pk>/", views.calendar, name="calendar"),
    path("settings/teams/<int:pk>/hours/", views.hours, name="hours"),
]
