from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "账户"

    def ready(self) -> None:
        from accounts import units
        from accounts.queries import names as queries
        from core import names

        names.use("person", queries.of_people)
        names.use("unit", units.names)
        names.use("client", queries.of_clients)
