from django.urls import path

from makegood.adapters.webchat import pages, panels

app_name = "webchat"
urlpatterns = [
    path("widget.js", pages.widget, name="widget"),
    path("cases/<int:pk>/chat-claims/", panels.claims, name="claims"),
    path("demo-shop/", pages.demo_shop, name="demo_shop"),
]
