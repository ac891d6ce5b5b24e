from django.urls import path

from makegood.adapters.webchat import pages

app_name = "webchat"
urlpatterns = [
    path("widget.js", pages.widget, name="widget"),
    path("demo-shop/", pages.demo_shop, name="demo_shop"),
]
