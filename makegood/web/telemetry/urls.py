from django.urls import path

from makegood.web.telemetry.views import devices, provisioning

app_name = "telemetry"
urlpatterns = [
    path("devices/<int:pk>/readings/", devices.of_device, name="of_device"),
    path("devices/<int:pk>/seen/", devices.seen, name="seen"),
    path("devices/<int:pk>/keys/", devices.keys, name="keys"),
    path("devices/<int:pk>/keys/new/", devices.key_new, name="key_new"),
    path("device-keys/<int:pk>/end/", devices.key_end, name="key_end"),
    path("products/<int:pk>/device-keys/", provisioning.many, name="product_keys"),
    path(
        "products/<int:pk>/device-keys/new/", provisioning.product_key_new, name="product_key_new"
    ),
    path("product-keys/<int:pk>/end/", provisioning.product_key_end, name="product_key_end"),
]
