from django.urls import path

from makegood.web.contacts import views

urlpatterns = [
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("contacts/<int:pk>/merging/", views.merging, name="contact_merging"),
    path("contacts/<int:pk>/apart/", views.apart, name="contact_apart"),
    path("contacts/<int:pk>/splitting/", views.splitting, name="contact_splitting"),
    path("contact-merges/<int:pk>/undoing/", views.merge_undo, name="contact_merge_undo"),
    path("contact-splits/<int:pk>/undoing/", views.split_undo, name="contact_split_undo"),
    path("cases/<int:pk>/known/", views.known, name="known"),
    path("cases/<int:pk>/merging/", views.case_merging, name="case_merging"),
    path("cases/<int:pk>/splitting/", views.case_splitting, name="case_splitting"),
    path("case-merges/<int:pk>/undoing/", views.case_merge_undo, name="case_merge_undo"),
    path("recognitions/<int:pk>/", views.recognition, name="recognition"),
]
