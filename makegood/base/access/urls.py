"""Addresses of signing in. Names without a prefix are those by which allauth finds its pages."""

from django.urls import include, path

from makegood.base.access import entrance, mine

own = [
    path("sign-in/forgotten/", entrance.forgotten, name="forgotten"),
    path("invite/<str:token>/", entrance.new_password, {"purpose": "invite"}, name="invite"),
    path("reset/<str:token>/", entrance.new_password, {"purpose": "reset"}, name="reset"),
    path("settings/", mine.settings_index, name="settings"),
    path("settings/me/", mine.me, name="me"),
    path("settings/sign-in/password/", mine.password, name="password"),
    path("settings/sessions/", mine.sessions, name="sessions"),
    path("settings/sessions/end/", mine.session_end, name="session_end"),
    path("settings/company/", mine.company, name="company"),
]
urlpatterns = [
    path("", include((own, "access"))),
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/second-step/", entrance.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", entrance.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("sign-in/again/", mine.again, name="account_reauthenticate"),
    path("sign-in/again/code/", mine.again_by_code, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", mine.again_by_key, name="mfa_reauthenticate_webauthn"),
    path("settings/sign-in/", mine.steps, name="mfa_index"),
    path("settings/sign-in/app/", mine.app_on, name="mfa_activate_totp"),
    path("settings/sign-in/app/removal/", mine.app_off, name="mfa_deactivate_totp"),
    path("settings/sign-in/passkeys/", mine.keys_list, name="mfa_list_webauthn"),
    path("settings/sign-in/passkeys/new/", mine.key_on, name="mfa_add_webauthn"),
    path("settings/sign-in/passkeys/<int:pk>/removal/", mine.key_off, name="mfa_remove_webauthn"),
    path("settings/sign-in/codes/", mine.view_codes, name="mfa_view_recovery_codes"),
    path("settings/sign-in/codes/new/", mine.new_codes, name="mfa_generate_recovery_codes"),
]
