from django.urls import path

from makegood.web.views import acting, content, finding, trust, workspace, writing

app_name = "web"
urlpatterns = [
    path("", workspace.work, name="work"),
    path("work/", workspace.rows, name="list"),
    path("find/", finding.find, name="find"),
    path("here/", writing.here, name="here"),
    path("cases/<int:pk>/", workspace.case, name="case"),
    path("cases/<int:pk>/head/", workspace.head, name="head"),
    path("cases/<int:pk>/boxes/", workspace.boxes, name="boxes"),
    path("cases/<int:pk>/side/", workspace.side, name="side"),
    path("cases/<int:pk>/talk/", workspace.talk, name="talk"),
    path("cases/<int:pk>/presence/", writing.presence, name="presence"),
    path("cases/<int:pk>/replies/", writing.replies, name="replies"),
    path("cases/<int:pk>/notes/", writing.notes, name="notes"),
    path("cases/<int:pk>/drafts/<slug:kind>/", writing.draft, name="draft"),
    path("cases/<int:pk>/drafts/<slug:kind>/files/", writing.draft_files, name="draft_files"),
    path(
        "cases/<int:pk>/drafts/<slug:kind>/files/<slug:key>/removal/",
        writing.draft_file_dropped,
        name="draft_file_dropped",
    ),
    path("cases/<int:pk>/resolution/", acting.resolution, name="resolution"),
    path("cases/<int:pk>/waiting/", acting.waiting, name="waiting"),
    path("cases/<int:pk>/taking/", acting.taking, name="taking"),
    path("cases/<int:pk>/giving/", acting.giving, name="giving"),
    path("cases/<int:pk>/title/", acting.title, name="title"),
    path("cases/<int:pk>/reopening/", acting.reopening, name="reopening"),
    path("cases/<int:pk>/look/", acting.look, name="look"),
    path("promises/<int:pk>/keeping/", acting.keeping, name="keeping"),
    path("promises/<int:pk>/release/", acting.release, name="release"),
    path("messages/<int:pk>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("messages/<int:pk>/outcome/", writing.outcome, name="outcome"),
    path("messages/<int:pk>/original/", content.original, name="original"),
    path("trust/", trust.trust, name="trust"),
    path("trust/evidence.json", trust.evidence, name="evidence"),
]
