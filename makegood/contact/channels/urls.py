from django.urls import path

from makegood.contact.channels import views

app_name = "channels"
urlpatterns = [path("<slug:kind>/<int:pk>/<slug:key>/", views.hook, name="hook")]
