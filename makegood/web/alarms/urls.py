from django.urls import path

from makegood.web.alarms.views import board, setting

app_name = "alarms"
urlpatterns = [
    path("alarms/", board.board, name="board"),
    path("alarms/acknowledgement/", board.acknowledgement, name="acknowledgement"),
    path("alarms/acknowledgement/undo/", board.acknowledgement_undo, name="undo"),
    path("alarms/<int:pk>/", board.alarm, name="alarm"),
    path("alarms/<int:pk>/case/", board.case_wanted, name="case"),
    path("alarms/<int:pk>/apart/", board.apart, name="apart"),
    path("alarms/floods/<int:pk>/cases/", board.one_case_each, name="each"),
    path("alarms/reminders/<int:pk>/", board.reminder, name="reminder"),
    path("devices/<int:pk>/alarms/", board.of_device, name="of_device"),
    path("cases/<int:pk>/alarms/", board.of_case, name="of_case"),
    path("cases/<int:pk>/visit/", board.visit, name="visit"),
    path("settings/alarms/", setting.rules, name="rules"),
    path("settings/alarms/new/", setting.rule_new, name="rule_new"),
    path("settings/alarms/<int:pk>/", setting.rule, name="rule"),
    path("settings/alarms/<int:pk>/order/", setting.rule_raise, name="rule_raise"),
    path("settings/alarms/<int:pk>/retire/", setting.rule_retire, name="rule_retire"),
    path("settings/alarms/windows/new/", setting.window_new, name="window_new"),
    path("settings/alarms/windows/<int:pk>/end/", setting.window_end, name="window_end"),
    path("settings/alarms/steps/", setting.steps, name="steps"),
]
