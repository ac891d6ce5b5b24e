from django.urls import path

from makegood.web.entitled.views import campaigns, case, device, money, terms

app_name = "entitled"
urlpatterns = [
    path("cases/<int:pk>/entitlement/", case.panel, name="case"),
    path("cases/<int:pk>/entitlement/again/", case.again, name="again"),
    path("cases/<int:pk>/entitlement/use/", case.use, name="use"),
    path("cases/<int:pk>/entitlement/use/back/", case.use_back, name="use_back"),
    path("cases/<int:pk>/entitlement/goodwill/", case.cover_anyway, name="cover_anyway"),
    path("cases/<int:pk>/handling/", case.note, name="note"),
    path("cases/<int:pk>/handling/read/", case.read, name="read"),
    path("cases/<int:pk>/handling/end/", case.note_end, name="note_end"),
    path("devices/<int:pk>/entitlement/", device.panel, name="device"),
    path("devices/<int:pk>/handling/", device.note, name="device_note"),
    path("services/<int:pk>/done/", device.service_done, name="service_done"),
    path("services/<int:pk>/now/", device.service_now, name="service_now"),
    path("goodwill/<int:pk>/back/", device.goodwill_back, name="goodwill_back"),
    path("settings/warranty/", terms.products, name="products"),
    path("settings/warranty/<int:pk>/", terms.terms, name="terms"),
    path("settings/warranty/<int:pk>/services/", terms.plan_new, name="plan_new"),
    path("settings/warranty/versions/<int:pk>/removal/", terms.terms_drop, name="terms_drop"),
    path("settings/services/<int:pk>/", terms.plan, name="plan"),
    path("settings/campaigns/", campaigns.all_campaigns, name="campaigns"),
    path("settings/campaigns/new/", campaigns.campaign_new, name="campaign_new"),
    path("settings/campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("settings/campaigns/<int:pk>/change/", campaigns.campaign_change, name="campaign_change"),
    path("settings/campaigns/<int:pk>/start/", campaigns.campaign_start, name="campaign_start"),
    path("settings/campaigns/<int:pk>/end/", campaigns.campaign_end, name="campaign_end"),
    path("settings/campaigns/devices/<int:pk>/", campaigns.device, name="campaign_device"),
    path("settings/goodwill/", money.goodwill, name="goodwill"),
    path("settings/goodwill/limit/", money.limit, name="limit"),
    path("settings/goodwill/budget/", money.budget, name="budget"),
    path("settings/contracts/<int:pk>/gives/", money.gives, name="gives"),
]
