"""One of everything, so that every address that shows something has something to show.

The shipped packs and the demonstration, made through the real services, and what they lack.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from accounts.actors import actor_of_account
from accounts.decisions import totp
from accounts.models import ApiClient, User
from core import clock, doors
from core.models import AuditEvent, Job
from core.queries.anomalies import Thresholds
from core.services import exports, jobs
from desk.models import Message, WorkItem
from documents.models import IssuedDocument, PaperDraft
from documents.services.drafts import add_draft
from portal.demo import agents, desk, people
from portal.demo.desk import serving
from portal.demo.roster import ENVIRONMENT
from records.models import Case, ResponsiblePerson
from records.quality.decisions.figures import Month
from records.quality.services import months
from records.services.texts import request_name_erasure
from records.services.verbs import Grounds, withdraw
from sectors.models import Division, Membership, OrgUnit, Sector
from tests import people as suite
from tests.core.counting import COUNT
from tests.documents import keeping
from tests.documents.writing import letter
from tests.permissions.endpoints import Endpoint
from tests.portal.files import stage
from tests.portal.public.shown import organisation
from tests.queries import submitting, systems

USERNAMES = {
    "clerk": "clerk",
    "approver": "approver",
    "credit_office": "credit",
    "system": "system",
    "security": "security",
    "audit": "audit",
    "agent": "agent",
}


FILE_PAGES = ("file", "file_compare", "file_section", "fact")


@dataclass(slots=True)
class World:
    """Who asks, and what each address is asked for: its arguments and its query."""

    key: str
    users: dict[str, User] = field(default_factory=dict)
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)

    def address_of(self, endpoint: Endpoint) -> str:
        arguments = self.arguments.get(endpoint.name, dict(endpoint.arguments))
        query = self.queries.get(endpoint.name, "")
        address = reverse(endpoint.name, kwargs=arguments)
        return f"{address}?{query}" if query else address


def build() -> World:
    call_command("load_packs", stdout=StringIO())
    people.prepare(password=suite.PASSWORD, totp_secret=totp.new_secret())
    world = World(key=people.client_key())
    agents.prepare()
    desk.prepare()
    for role, username in USERNAMES.items():
        world.users[role] = User.objects.select_related("person").get(username=username)
    _accounts(world)
    _log_and_jobs(world)
    _papers(world)
    _units(world)
    _organisation(world)
    _file(world)
    world.arguments |= systems.prepare()
    world.arguments |= submitting.prepare()
    _quality(world)
    today = clock.today().isoformat()
    days = f"purpose=routine&first_day={today}&last_day={today}"
    world.queries |= {
        **systems.QUERIES,
        **submitting.QUERIES,
        **{f"portal:{name}": "purpose=check" for name in FILE_PAGES},
        "portal:subjects": urlencode({"q": "演示", "purpose": "check"}),
        "core:audit_events": days,
        "core:audit_event": "purpose=routine",
        "core:audit_anomalies": urlencode({"purpose": "routine", **asdict(Thresholds())}),
    }
    return world


def _accounts(world: World) -> None:
    client, user = ApiClient.objects.earliest("id"), User.objects.get(username="colleague")
    of_client = ("client", "rotate_key", "revoke_client")
    of_user = ["user", "update_person", "add_account", "reset_password", "unlock_user"]
    of_user += ["confirm_user", "reject_user", "deactivate_user", "reset_second_factor"]
    world.arguments |= {f"accounts:{name}": {"client_id": client.pk} for name in of_client}
    world.arguments |= {f"accounts:{name}": {"user_id": user.pk} for name in of_user}
    for name in ("confirm_key", "reject_key", "end_key"):
        world.arguments[f"accounts:{name}"] = {"key_id": client.keys.earliest("id").pk}
    for name in ("claim", "release"):
        world.arguments[f"desk:{name}"] = {"item_id": WorkItem.objects.earliest("id").pk}
    world.arguments |= {
        "desk:message": {"message_id": Message.objects.earliest("id").pk},
    }


def _log_and_jobs(world: World) -> None:
    client = actor_of_account(ApiClient.objects.earliest("id"), "")
    of_clerk = doors.run(jobs.start, actor=serving("clerk"), kind=COUNT)
    of_client = doors.run(jobs.start, actor=client, kind=COUNT)
    exported = doors.run(jobs.start, actor=serving("audit"), kind=exports.KIND)
    now = clock.now()
    Job.objects.filter(id=exported.pk).update(
        state=Job.State.DONE, ended_at=now, result={"summary": "已导出。"}
    )
    exports.folder().mkdir(parents=True, exist_ok=True)
    exports.file_of(exported.pk).write_bytes(b"PK")
    world.arguments |= {
        "api_job": {"job_id": of_client.pk},
        "core:job": {"job_id": of_clerk.pk},
        "core:audit_export_file": {"job_id": exported.pk},
        "core:audit_event": {"event_id": AuditEvent.objects.earliest("id").pk},
        "core:calendar_year": {"year": 2026},
        "core:calendar_change": {"year": 2026},
        "core:cancel_job": {"job_id": of_clerk.pk},
        "core:resume_job": {"job_id": of_clerk.pk},
    }


def _papers(world: World) -> None:
    clerk = serving("clerk")
    unit = OrgUnit.objects.get(code=ENVIRONMENT)
    draft = doors.run(add_draft, actor=clerk, kind="letter", unit_id=unit.pk, data=letter())
    file = keeping.keep(clerk, unit)
    keeping.scan_all()
    document = IssuedDocument.objects.earliest("id")
    world.arguments |= {
        f"documents:{name}": {"draft_id": draft.pk}
        for name in ("draft", "edit_draft", "preview", "submit_draft", "discard_draft")
    }
    submitted = PaperDraft.objects.filter(state=PaperDraft.State.SUBMITTED).earliest("id")
    for name in ("issue_draft", "return_draft"):
        world.arguments[f"documents:{name}"] = {"draft_id": submitted.pk}
    world.arguments |= {
        "documents:document": {"document_id": document.pk},
        "documents:revoke": {"document_id": document.pk},
        "documents:pdf": {"document_id": document.pk},
        "documents:file": {"file_id": file.pk},
        "documents:verify_code": {"code": document.code},
        "verification": {"code": document.code},
    }


def _file(world: World) -> None:
    on_stage = stage.build(serving("clerk"), serving("approver"))
    of_file = {"uscc": on_stage.subject.uscc}
    world.arguments |= {
        "portal:file": of_file,
        "portal:file_compare": of_file,
        "portal:file_section": {**of_file, "key": "penalties"},
        "portal:fact": {"fact_id": on_stage.shown.fact_id},
    }
    _acts(world, on_stage)


def _acts(world: World, on_stage: stage.Stage) -> None:
    """What the units of the organisation's facts have to do about them."""
    acts = ["withdraw", "retract", "dispute", "move_fact", "tie_fact", "attach_document"]
    acts += ["review_text", "erase_text"]
    of_shown = {"fact_id": on_stage.shown.fact_id}
    world.arguments |= {f"records:{name}": of_shown for name in acts}
    person = ResponsiblePerson.objects.get(fact_id=on_stage.shown.fact_id)
    asked = doors.run(
        request_name_erasure, actor=on_stage.approver, person_id=person.pk, reason="记录期限届满"
    )
    withdrawn = doors.run(
        withdraw,
        actor=on_stage.approver,
        fact_id=on_stage.waiting_text.fact_id,
        grounds=Grounds("行政复议撤销", "澄行复〔2026〕1号"),
    )
    assert withdrawn.note
    world.arguments |= {
        "records:end_dispute": {"fact_id": on_stage.disputed.fact_id},
        "records:untie_fact": {**of_shown, "case_id": Case.objects.earliest("id").pk},
        "records:erase_name": {"person_id": person.pk},
        "records:note": {"note_id": withdrawn.note.pk},
        **{
            f"records:{name}": {"erasure_id": asked.pk}
            for name in ("erasure", "confirm_erasure", "decline_erasure")
        },
    }


def _units(world: World) -> None:
    unit = OrgUnit.objects.get(code=ENVIRONMENT)
    division = Division.objects.filter(valid_to=None).earliest("id")
    serves = Membership.objects.filter(unit=unit).earliest("id")
    pages = ["unit", "change_unit", "rename_unit", "end_unit", "register_succession", "routes"]
    pages += ["add_division", "members", "appoint"]
    world.arguments |= {f"sectors:{name}": {"code": unit.code} for name in pages}
    world.arguments |= {
        "sectors:correct_name": {"code": unit.code, "name_id": unit.names.earliest("id").pk},
        "sectors:change_division": {"division_id": division.pk},
        "sectors:end_division": {"division_id": division.pk},
        "sectors:end_membership": {"membership_id": serves.pk},
        "sectors:confirm_membership": {"membership_id": serves.pk},
        "sectors:decline_membership": {"membership_id": serves.pk},
        "sectors:reopen_unit": {"code": unit.code},
        "sectors:region": {"code": "320281"},
        "sectors:sector": {"code": Sector.objects.earliest("code").code},
        "records:item": {"code": "penalty"},
        "records:new_edition": {"code": "penalty"},
    }


def _quality(world: World) -> None:
    """A closed month; the pages of a unit that reports."""
    place: dict[str, Any] = {}
    closed = None
    with transaction.atomic():
        while closed is None:
            place, closed = months.advance(Month(date(2026, 6, 1)), place)
    for name in ("unit", "unit_calendar"):
        world.arguments[f"quality:{name}"] = {"code": ENVIRONMENT}
    world.arguments["quality:rows"] = {"code": ENVIRONMENT, "what": "facts"}
    world.arguments["quality:monthly_file"] = {"form": "csv"}


def _organisation(world: World) -> None:
    """One with facts the public sees, by the shipped catalogue."""
    code = organisation()
    world.arguments |= {
        "public:file": {"uscc": code},
        "public:qr": {"uscc": code},
        "public:catalogue_item": {"code": "penalty"},
    }
    world.queries["public:search"] = urlencode({"q": "毛纺"})
