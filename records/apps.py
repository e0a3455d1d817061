from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "信用档案"

    def ready(self) -> None:
        from records import kinds, loader, opening, papers, policies, readers, scopes, work

        kinds.register()
        opening.register()
        loader.register()
        papers.register()
        policies.register()
        scopes.register()
        readers.register()
        work.register()
