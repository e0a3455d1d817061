from django.apps import AppConfig


class RatingsConfig(AppConfig):
    name = "ratings"
    verbose_name = "信用评价"

    def ready(self) -> None:
        from exchange import consumers
        from ratings import kinds
        from ratings.services import grading

        kinds.register()
        consumers.register(grading.CONSUMER, "等级计算", grading.take_changes, batch=1000)
