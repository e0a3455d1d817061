"""The county's offices as the ledger knows them, and one colleague in each who stands for what it
sent in."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import Person
from accounts.services.demo import create_demo_colleague
from core import clock, doors
from core.actors import SYSTEM, Actor, ActorKind, AdminRole, Duty, Role
from portal.demo.county.places import TOWNS
from portal.demo.people import administrator
from records.models import Attestation, Behaviour, CatalogueVersion
from records.queries.catalogue import versions_on
from records.services.facts import attest
from sectors.models import Membership, OrgUnit
from sectors.services.memberships import confirm_membership, propose_membership

COUNTY = "320281"
# Who sends in at all; the rest of the county's bodies only read.
WORDS = (
    *("bb", "cgj", "czj", "fgw", "fy", "gxj", "hg", "hsj", "jtj", "jyj", "mzj", "nyj", "rsj"),
    *("scjgj", "shangwj", "shuiwj", "slj", "spj", "sthjj", "tjj", "wjw", "wtgl", "xfdd", "ycj"),
    *("yjj", "zjj"),
)
CODES = (*(f"{COUNTY}-{word}" for word in WORDS), *(town.office for town in TOWNS))
STATEMENT = "本单位报送的上述期间决定均已依法告知当事人并送达，送达证明存本单位备查。（演示数据）"


@dataclass(frozen=True, slots=True)
class Office:
    id: int
    code: str
    name: str
    # As intake writes it, so that what is sent again in a file is known again.
    key: str
    officer: Actor

    @property
    def reader(self) -> int:
        assert self.officer.person_id is not None
        return self.officer.person_id


@dataclass(slots=True)
class Offices:
    by_code: dict[str, Office]
    versions: dict[str, CatalogueVersion]
    behaviours: dict[str, int]
    attestations: dict[tuple[str, str, date], int] = field(default_factory=dict)

    def attested(self, unit: str, item: str, until: date, since: date) -> int:
        """The officer's word for what the office decided up to a day; given once."""
        key = (unit, item, until)
        if key not in self.attestations:
            self.attestations[key] = self._attest(unit, item, until, since)
        return self.attestations[key]

    def _attest(self, unit: str, item: str, until: date, since: date) -> int:
        office, item_id = self.by_code[unit], self.versions[item].item_id
        given = Attestation.objects.filter(
            unit_id=office.id, item_id=item_id, decided_from=since, decided_to=until
        )
        found = given.values_list("id", flat=True).order_by("id").first()
        if found is not None:
            return found
        return doors.run(
            attest,
            actor=office.officer,
            unit_id=office.id,
            item_id=item_id,
            wording=STATEMENT,
            decided_from=since,
            decided_to=until,
        ).id


def staffed() -> Offices:
    """All offices with their colleagues, taken on the day that is being told."""
    units = OrgUnit.objects.filter(code__in=CODES).order_by("code")
    return Offices(
        {
            unit.code: Office(unit.pk, unit.code, unit.name, unit.code.upper(), _officer(unit))
            for unit in units
        },
        {version.item.code: version for version in versions_on(clock.today())},
        dict(Behaviour.objects.values_list("code", "id")),
    )


def _officer(unit: OrgUnit) -> Actor:
    number = f"DEMO-{unit.code.removeprefix(f'{COUNTY}-').upper()}"
    person = Person.objects.filter(staff_number=number).first()
    if person is None:
        name = f"演示审核员（{unit.short_name}）"
        person = doors.run(create_demo_colleague, actor=SYSTEM, name=name, staff_number=number)
    if not Membership.objects.filter(person=person, unit=unit).exists():
        proposed = doors.run(
            propose_membership,
            actor=administrator(AdminRole.SYSTEM),
            unit_id=unit.pk,
            person_key=number,
            role=Role.REVIEWER,
            valid_from=clock.today(),
            basis="演示",
        )
        doors.run(
            confirm_membership,
            actor=administrator(AdminRole.SECURITY),
            membership_id=proposed.pk,
        )
    duty = Duty(unit_id=unit.pk, role=Role.REVIEWER)
    return Actor(ActorKind.STAFF, person_id=person.pk, unit_id=unit.pk, duties=(duty,))
