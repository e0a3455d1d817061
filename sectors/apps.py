from django.apps import AppConfig


class SectorsConfig(AppConfig):
    name = "sectors"
    verbose_name = "机构与行业"

    def ready(self) -> None:
        from accounts import units
        from sectors.directory import UnitDirectory
        from sectors.loader import sections

        units.use(UnitDirectory())
        sections.register()
