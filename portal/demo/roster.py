"""Who is in the demonstration. All names are invented."""

from dataclasses import dataclass

from accounts.models import Person
from accounts.services.founding import Founder
from core.actors import Role


@dataclass(frozen=True, slots=True)
class Member:
    username: str
    name: str
    unit_code: str
    role: Role
    division_code: str = ""

    @property
    def staff_number(self) -> str:
        return f"DEMO-{self.username.upper()}"


ADMINISTRATORS = (
    Founder(Person.Duty.SYSTEM, "system", "系管甲"),
    Founder(Person.Duty.SECURITY, "security", "安管乙"),
    Founder(Person.Duty.AUDIT, "audit", "审管丙"),
)

ENVIRONMENT = "320281-sthjj"
COUNTER = "320281-spj"
CREDIT = "320281-fgw"

MEMBERS = (
    Member("clerk", "经办丁", ENVIRONMENT, Role.CLERK),
    Member("reviewer", "审核戊", ENVIRONMENT, Role.REVIEWER),
    Member("approver", "批准己", ENVIRONMENT, Role.APPROVER),
    Member("colleague", "同事庚", ENVIRONMENT, Role.CLERK),
    Member("credit", "信用辛", CREDIT, Role.CREDIT_OFFICE, "320281-fgw-xyb"),
    Member("reader", "窗口壬", COUNTER, Role.READER),
)

AGENT = ("agent", "经办人癸")
