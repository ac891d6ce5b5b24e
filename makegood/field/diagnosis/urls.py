from django.urls import path

from makegood.field.diagnosis.views import case, editor, tables

app_name = "diagnosis"
urlpatterns = [
    path("settings/faults/", tables.faults, name="faults"),
    path("settings/faults/new/", tables.fault_new, name="fault_new"),
    path("settings/faults/<int:pk>/", tables.fault, name="fault"),
    path("settings/faults/<int:pk>/table.json", tables.export_json, name="json"),
    path("settings/faults/<int:pk>/table.csv", tables.export_csv, name="csv"),
    path("settings/faults/<int:pk>/trial/", tables.trial, name="trial"),
    path("settings/faults/<int:pk>/learning/", tables.learning, name="learning"),
    path("settings/faults/<int:pk>/retirement/", tables.retirement, name="retirement"),
    path("settings/faults/<int:pk>/draft/", editor.draft, name="draft"),
    path("settings/faults/<int:pk>/draft/publication/", editor.publication, name="publication"),
    path("settings/faults/<int:pk>/draft/removal/", editor.removal, name="removal"),
    path("settings/faults/<int:pk>/import/", editor.importing, name="importing"),
    path("settings/fault-versions/<int:pk>/turn/", tables.turn, name="turn"),
    path("settings/fault-versions/<int:pk>/revival/", tables.revival, name="revival"),
    path("settings/fault-versions/<int:pk>/proposal/", tables.proposal, name="proposal"),
    path("cases/<int:pk>/diagnosis/", case.panel, name="panel"),
    path("cases/<int:pk>/diagnosis/fault/", case.choice, name="choice"),
    path("cases/<int:pk>/diagnosis/answers/", case.answers, name="answers"),
    path("cases/<int:pk>/diagnosis/cause/", case.cause, name="cause"),
    path("diagnosis/answers/<int:pk>/undo/", case.undo, name="undo"),
]
