from django.urls import path

from makegood.web.settings import views
from makegood.web.settings.policies import views as policies

app_name = "settings"
urlpatterns = [
    path("setup/<str:token>/", views.setup, name="setup"),
    path("settings/queues/", views.queues, name="queues"),
    path("settings/queues/new/", views.queue_new, name="queue_new"),
    path("settings/queues/<int:pk>/", views.queue, name="queue"),
    path("settings/policies/", policies.all_policies, name="policies"),
    path("settings/policies/new/", policies.policy_new, name="policy_new"),
    path("settings/policies/<int:pk>/", policies.policy, name="policy"),
    path("settings/policies/<int:pk>/retire/", policies.policy_retire, name="policy_retire"),
    path("settings/channels/", views.channels, name="channels"),
    path("settings/channels/new/<slug:kind>/", views.channel_new, name="channel_new"),
    path("settings/channels/<int:pk>/", views.channel, name="channel"),
    path("settings/channels/<int:pk>/switch/", views.channel_switch, name="channel_switch"),
    path("settings/sending/", views.sending, name="sending"),
]
