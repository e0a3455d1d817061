from django.urls import URLPattern, path

from accounts.views import account, agents, clients, people, representations, sign_in, signing_keys

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/second-factor", sign_in.second_factor, name="second_factor"),
    path("sign-in/recovery", sign_in.recovery, name="recovery"),
    path("sign-in/enrol", sign_in.enrol, name="enrol"),
    path("sign-in/new-password", sign_in.new_password, name="new_password"),
    path("sign-out", account.sign_out, name="sign_out"),
    path("activate", agents.activate, name="activate"),
    path("agents", representations.representations, name="representations"),
    path("agents/grant", representations.grant_representation, name="grant_representation"),
    path("agents/codes", representations.activation_codes, name="activation_codes"),
    path("agents/codes/new", representations.issue_code, name="issue_code"),
    path("agents/codes/<int:code_id>/revoke", representations.revoke_code, name="revoke_code"),
    path(
        "agents/<int:representation_id>/end",
        representations.end_representation,
        name="end_representation",
    ),
    path("account", account.account, name="account"),
    path("account/password", account.change_password, name="change_password"),
    path("account/recovery-codes", account.recovery_codes, name="recovery_codes"),
    path("account/sessions/<int:session_id>/end", account.end_session, name="end_session"),
    path("account/sessions/end-others", account.end_other_sessions, name="end_other_sessions"),
    path("administration/people", people.people, name="people"),
    path("administration/people/new", people.create_person, name="create_person"),
    path("administration/people/<int:user_id>", people.user, name="user"),
    path("administration/people/<int:user_id>/update", people.update_person, name="update_person"),
    path("administration/people/<int:user_id>/add-account", people.add_account, name="add_account"),
    path(
        "administration/people/<int:user_id>/reset-password",
        people.reset_password,
        name="reset_password",
    ),
    path("administration/people/<int:user_id>/confirm", people.confirm_user, name="confirm_user"),
    path("administration/people/<int:user_id>/reject", people.reject_user, name="reject_user"),
    path(
        "administration/people/<int:user_id>/deactivate",
        people.deactivate_user,
        name="deactivate_user",
    ),
    path("administration/people/<int:user_id>/unlock", people.unlock_user, name="unlock_user"),
    path(
        "administration/people/<int:user_id>/reset-second-factor",
        people.reset_second_factor,
        name="reset_second_factor",
    ),
    path("administration/confirmations", people.confirmations, name="confirmations"),
    path("administration/api-clients", clients.clients, name="clients"),
    path("administration/api-clients/new", clients.create_client, name="create_client"),
    path("administration/api-clients/<int:client_id>", clients.client, name="client"),
    path(
        "administration/api-clients/<int:client_id>/rotate", clients.rotate_key, name="rotate_key"
    ),
    path(
        "administration/api-clients/<int:client_id>/revoke",
        clients.revoke_client,
        name="revoke_client",
    ),
    path("administration/api-keys/<int:key_id>/confirm", clients.confirm_key, name="confirm_key"),
    path("administration/api-keys/<int:key_id>/reject", clients.reject_key, name="reject_key"),
    path("administration/api-keys/<int:key_id>/end", clients.end_key, name="end_key"),
    path("administration/signing-keys", signing_keys.signing_keys, name="signing_keys"),
    path("administration/signing-keys/rotate", signing_keys.rotate, name="rotate_signing_key"),
    path(".well-known/credit-keys.json", signing_keys.public_keys, name="public_keys"),
]
