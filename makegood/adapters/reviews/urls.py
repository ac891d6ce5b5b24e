from django.urls import path

from makegood.adapters.reviews import views

app_name = "reviews_in"
urlpatterns = [path("reviews/<str:address>/", views.delivery, name="delivery")]
