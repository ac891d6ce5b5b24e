from django.urls import include, path

app_name = "world"
urlpatterns = [
    path("mailbox/", include("makegood.world.mailbox.urls")),
    path("far/", include("makegood.world.farside.urls")),
]
