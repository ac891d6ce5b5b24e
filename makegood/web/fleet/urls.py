from django.urls import path

from makegood.web.fleet import views

app_name = "fleet"
urlpatterns = [
    path("fleet/", views.fleet, name="fleet"),
    path("fleet/problems/<int:pk>/", views.problem, name="problem"),
]
