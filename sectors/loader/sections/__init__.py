"""The sections this floor loads: codes, units, sectors and lines."""

from sectors.loader.registry import register_section
from sectors.loader.sections.codes import INDUSTRIES_SECTION, REGIONS_SECTION
from sectors.loader.sections.lines import LINES_SECTION
from sectors.loader.sections.packs import PACK_SECTION
from sectors.loader.sections.units import UNITS_SECTION


def register() -> None:
    for section in (
        REGIONS_SECTION,
        INDUSTRIES_SECTION,
        PACK_SECTION,
        UNITS_SECTION,
        LINES_SECTION,
    ):
        register_section(section)
