from django.urls import path

from makegood.desk.translating import views

app_name = "translating"
urlpatterns = [
    path("settings/translation/", views.settings, name="settings"),
    path("cases/<int:pk>/translation/", views.panel, name="panel"),
    path("cases/<int:pk>/translation/wish/", views.wish, name="wish"),
    path("cases/<int:pk>/translation/reply/", views.reply, name="reply"),
    path("cases/<int:pk>/translation/kept/", views.kept, name="kept"),
]
