from django.urls import path

from makegood.web.settings import views
from makegood.web.settings.channels import views as channels
from makegood.web.settings.contracts import views as contracts
from makegood.web.settings.floors import views as floors
from makegood.web.settings.policies import views as policies
from makegood.web.settings.routing import views as routing
from makegood.web.settings.sites import views as sites
from makegood.web.settings.wording import views as wording

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
    path("settings/routing/", routing.all_rules, name="routing"),
    path("settings/routing/new/", routing.rule_new, name="rule_new"),
    path("settings/routing/<int:pk>/", routing.rule, name="rule"),
    path("settings/routing/<int:pk>/order/", routing.rule_raise, name="rule_raise"),
    path("settings/routing/<int:pk>/retire/", routing.rule_retire, name="rule_retire"),
    path("settings/contracts/", contracts.all_contracts, name="contracts"),
    path("settings/contracts/new/", contracts.contract_new, name="contract_new"),
    path("settings/contracts/tier/", contracts.tier, name="tier"),
    path("settings/contracts/<int:pk>/", contracts.contract, name="contract"),
    path("settings/contracts/<int:pk>/end/", contracts.contract_end, name="contract_end"),
    path("settings/contracts/<int:pk>/floors/", floors.floors, name="floors"),
    path("settings/sites/", sites.sites, name="sites"),
    path("settings/wording/", wording.wording, name="wording"),
    path("settings/wording/<int:pk>/removal/", wording.wording_drop, name="wording_drop"),
    path("settings/channels/", channels.channels, name="channels"),
    path("settings/channels/new/<slug:kind>/", channels.channel_new, name="channel_new"),
    path("settings/channels/<int:pk>/", channels.channel, name="channel"),
    path("settings/channels/<int:pk>/switch/", channels.channel_switch, name="channel_switch"),
    path(
        "settings/channels/<int:pk>/undelivered/",
        channels.channel_undelivered,
        name="channel_undelivered",
    ),
    path("settings/sending/", channels.sending, name="sending"),
]
