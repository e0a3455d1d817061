from sectors.models.codes import Industry, Region
from sectors.models.lines import Line, LineOwner, LineRoute, Sector
from sectors.models.memberships import HandOver, Membership
from sectors.models.packs import Basis, Pack, PackLoad, PackOverride, PackRow
from sectors.models.units import Division, OrgUnit, UnitName, UnitSuccession
from sectors.models.validity import valid_on

__all__ = [
    "Basis",
    "Division",
    "HandOver",
    "Industry",
    "Line",
    "LineOwner",
    "LineRoute",
    "Membership",
    "OrgUnit",
    "Pack",
    "PackLoad",
    "PackOverride",
    "PackRow",
    "Region",
    "Sector",
    "UnitName",
    "UnitSuccession",
    "valid_on",
]
