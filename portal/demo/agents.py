"""An agent who acts for an organisation, granted by the credit office as it would be."""

from accounts.models import Representation, User
from accounts.services.agents import grant_representation
from core import clock, doors
from portal.demo.desk import serving
from portal.demo.roster import AGENT
from portal.demo.stories.cast import SAMPLES
from records.models import Subject


def prepare() -> None:
    agent = User.objects.get(username=AGENT[0])
    found = Subject.objects.filter(uscc=SAMPLES[0].uscc).values_list("id", flat=True)
    subject_id = found.first()
    if subject_id is not None and not Representation.objects.filter(user=agent).exists():
        doors.run(
            grant_representation,
            actor=serving("credit"),
            user_id=agent.pk,
            subject_id=subject_id,
            starts_on=clock.today(),
            basis="演示：营业执照和授权委托书",
        )
