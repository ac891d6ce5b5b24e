from django.urls import path

from makegood.web.reviews.views import complaints, importing, reviews

app_name = "reviews"
urlpatterns = [
    path("reviews/", reviews.board, name="board"),
    path("reviews/export.csv", reviews.export, name="export"),
    path("reviews/tables/", importing.imports, name="imports"),
    path("reviews/tables/<int:pk>/", importing.table, name="table"),
    path("reviews/deliveries/<int:pk>/", importing.delivery, name="delivery"),
    path("reviews/tables/<int:pk>/going/", importing.going, name="going"),
    path("reviews/tables/<int:pk>/wrong.csv", importing.errors, name="errors"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/answer/", reviews.answering, name="answering"),
    path("reviews/<int:pk>/private/", reviews.private, name="private"),
    path("reviews/answers/<int:pk>/posting/", reviews.posted, name="posted"),
    path("reviews/answers/<int:pk>/removal/", reviews.dropping, name="dropping"),
    path("reviews/matches/<int:pk>/", reviews.matching, name="matching"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("cases/<int:pk>/complaint/", complaints.complaint, name="complaint"),
    path("cases/<int:pk>/reviews/", reviews.panel, name="panel"),
]
