from django.urls import path

from makegood.records.people import views

app_name = "people"
urlpatterns = [
    path("presence/", views.presence, name="presence"),
    path("settings/people/", views.people, name="people"),
    path("settings/people/new/", views.invite, name="invite"),
    path("settings/people/<int:pk>/", views.person, name="person"),
    path("settings/people/<int:pk>/link/", views.link, name="link"),
    path("settings/people/<int:pk>/leaving/", views.leaving, name="leaving"),
    path("settings/teams/", views.teams, name="teams"),
    path("settings/teams/new/", views.team_new, name="team_new"),
    path("settings/teams/<int:pk>/", views.team, name="team"),
]
