from django.urls import path

from makegood.web.devices.views import devices, doing, importing, labels, photos, products, words

app_name = "devices"
urlpatterns = [
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.entering, name="entering"),
    path("devices/labels/", labels.labels, name="labels"),
    path("devices/photo/", photos.photo, name="photo"),
    path("devices/fields/", products.fields, name="fields"),
    path("devices/fields/<int:pk>/ending/", products.field_ending, name="field_ending"),
    path("devices/tables/", importing.imports, name="imports"),
    path("devices/tables/<int:pk>/", importing.table, name="table"),
    path("devices/tables/<int:pk>/flaws.csv", importing.flaws, name="flaws"),
    path("devices/<int:pk>/", devices.device, name="device"),
    path("devices/<int:pk>/changing/", devices.changing, name="changing"),
    path("devices/<int:pk>/papers/", devices.papers_added, name="papers"),
    path("devices/<int:pk>/transfer/", doing.transferring, name="transferring"),
    path("devices/<int:pk>/retiring/", doing.retiring, name="retiring"),
    path("devices/<int:pk>/reading/", doing.reading, name="reading"),
    path("devices/<int:pk>/fitting/", doing.fitting, name="fitting"),
    path("devices/<int:pk>/label.svg", labels.label, name="label"),
    path("devices/<int:pk>/label.png", labels.label_png, name="label_png"),
    path("device-readings/<int:pk>/settling/", devices.settling, name="settling"),
    path("device-parts/<int:pk>/removal/", devices.removing, name="removing"),
    path("device-papers/<int:pk>/removal/", devices.paper_dropped, name="paper_dropped"),
    path("products/", products.products, name="products"),
    path("products/new/", products.product_new, name="product_new"),
    path("products/names/", words.all_words, name="words"),
    path("products/names.csv", words.words_csv, name="words_csv"),
    path("products/<int:pk>/", products.product, name="product"),
    path("products/<int:pk>/changing/", products.product_changing, name="product_changing"),
    path("products/<int:pk>/parts/", products.part_adding, name="part_adding"),
    path("products/<int:pk>/parts/removal/", products.part_dropping, name="part_dropping"),
    path("products/<int:pk>/papers/", products.papers_added, name="product_papers"),
    path("cases/<int:pk>/device/", photos.case_panel, name="case_panel"),
    path("cases/<int:pk>/device/choice/", photos.case_device, name="case_device"),
]
