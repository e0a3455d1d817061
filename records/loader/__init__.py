"""The sections of a pack this floor loads: the catalogue, who sends what, acts, disclosure."""

from records.loader.behaviours import BEHAVIOURS_SECTION
from records.loader.catalogue import CATALOGUE_SECTION
from records.loader.disclosure import DISCLOSURE_SECTION
from records.loader.senders import SENDERS_SECTION
from sectors.loader.registry import register_section


def register() -> None:
    for section in (CATALOGUE_SECTION, SENDERS_SECTION, BEHAVIOURS_SECTION, DISCLOSURE_SECTION):
        register_section(section)
