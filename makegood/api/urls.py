from django.urls import path

from makegood.api import views

app_name = "api"
urlpatterns = [
    path("devices/<str:serial>/events", views.events, name="device_events"),
    path("devices/<str:serial>/key", views.key, name="device_key"),
    path("devices/<str:serial>/readings", views.readings, name="device_readings"),
]
