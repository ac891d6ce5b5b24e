from django.urls import path

from makegood.base.ui import content, views

app_name = "ui"
urlpatterns = [
    path("ui/language/", views.choose_language, name="language"),
    path("ui/theme/", views.choose_theme, name="theme"),
    path("ui/keys/", views.choose_keys, name="keys"),
    path(
        "content/<slug:purpose>/<str:name>/<int:until>/<str:signature>/",
        content.show,
        name="content",
    ),
]
