from django.urls import path

from makegood.world.farside import views

urlpatterns = [
    path("", views.far, name="far"),
    path("<slug:kind>/connection/", views.connecting, name="far_connecting"),
    path("<slug:kind>/words/", views.writing, name="far_writing"),
    path("<slug:kind>/api/<path:path>", views.api, name="far_api"),
]
