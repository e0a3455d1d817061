from django.apps import AppConfig
from django.urls import reverse


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = "变更与共享"

    def ready(self) -> None:
        from desk import kinds

        kinds.register_message(
            "exchange.consumer_halted", "运行告警", url=lambda _: reverse("exchange:overview")
        )
