from django.urls import path

from makegood.care.tasks.views import case, mine, plans

app_name = "tasks"
urlpatterns = [
    path("tasks/", mine.tasks, name="tasks"),
    path("tasks/rows/", mine.rows, name="rows"),
    path("tasks/<int:pk>/taking/", mine.taking, name="taking"),
    path("tasks/<int:pk>/result/", mine.result, name="result"),
    path("tasks/<int:pk>/refusal/", mine.refusal, name="refusal"),
    path("tasks/<int:pk>/recall/", case.recall, name="recall"),
    path("tasks/<int:pk>/items/<int:position>/", mine.item, name="item"),
    path("tasks/<int:pk>/items/<int:position>/omission/", mine.omission, name="omission"),
    path("cases/<int:pk>/tasks/", case.panel, name="panel"),
    path("cases/<int:pk>/tasks/ask/<int:team>/", case.ask, name="ask"),
    path("cases/<int:pk>/tasks/plan/<int:plan>/", case.plan, name="begin"),
    path("settings/departments/", plans.departments, name="departments"),
    path("settings/departments/<int:pk>/", plans.department, name="department"),
    path("settings/plans/", plans.plans, name="plans"),
    path("settings/plans/new/", plans.plan_new, name="plan_new"),
    path("settings/plans/<int:pk>/", plans.plan, name="plan"),
    path("settings/plans/<int:pk>/trial/", plans.trial, name="trial"),
]
