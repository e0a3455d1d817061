"""Who acts for an organisation: activation codes, new agents' accounts, representations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts import errors, identity, tokens
from accounts.actors import actor_of_account
from accounts.decisions.steps import Pending
from accounts.models import ActivationCode, Credential, Person, Representation, User
from accounts.policy import policy
from accounts.queries.agents import lock_representation
from accounts.queries.people import person_of, user_of
from accounts.services.passwords import refuse_unfit, set_password
from accounts.services.people import plain_name, plain_username
from accounts.services.sign_in import after_password
from core import clock, doors
from core import errors as core_errors
from core.actors import Actor, ActorKind, Role
from core.services import audit


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code with its plain text, which is shown once and kept nowhere."""

    record: ActivationCode
    text: str


def issue_activation_code(*, actor: Actor, subject_id: int, basis: str) -> IssuedCode:
    """The credit office gives an organisation a code, against the papers named in `basis`."""
    doors.require_transaction()
    _require_credit_office(actor)
    now = clock.now()
    text = tokens.new_code()
    record = ActivationCode.objects.create(
        subject_id=subject_id,
        code_hash=tokens.digest(text),
        basis=basis.strip(),
        issued_at=now,
        issued_by_id=person_of(actor),
        expires_at=now + timedelta(days=policy().activation_days),
    )
    audit.record(
        actor=actor,
        action="accounts.issue_activation_code",
        target=("activation_code", record.pk),
        subject_id=subject_id,
    )
    return IssuedCode(record, text)


def revoke_activation_code(*, actor: Actor, code_id: int) -> None:
    doors.require_transaction()
    _require_credit_office(actor)
    record = ActivationCode.objects.select_for_update().filter(id=code_id).first()
    if record is None:
        raise core_errors.NOT_FOUND()
    if record.used_at is not None or record.revoked_at is not None:
        raise errors.ALREADY_DECIDED()
    record.revoked_at = clock.now()
    record.save(update_fields=["revoked_at"])
    audit.record(
        actor=actor,
        action="accounts.revoke_activation_code",
        target=("activation_code", record.pk),
        subject_id=record.subject_id,
    )


def activate_new_agent(
    *,
    actor: Actor,
    evidence: Mapping[str, str],
    name: str,
    username: str,
    password: str,
    provider: str = identity.ActivationCodes.code,
) -> Pending:
    """A new account for who proves the right to act for an organisation. They go on to enrol a
    second factor; only then are they signed in."""
    doors.require_transaction()
    now = clock.now()
    source = identity.provider(provider)
    right = source.prove(evidence, now=now)
    person = Person.objects.create(name=plain_name(name), duty=Person.Duty.AGENT, created_at=now)
    user = User(
        person=person,
        duty=Person.Duty.AGENT,
        username=plain_username(username),
        origin=User.Origin.ACTIVATION,
        created_at=now,
        confirmed_at=now,
        confirmed_by_id=right.granted_by_id,
    )
    refuse_unfit(password, user=user, credential=None)
    user.save(force_insert=True)
    credential = Credential(user=user)
    set_password(credential, password, now=now, days=policy().password_days, must_change=False)
    own = actor_of_account(user, actor.request_id)
    audit.record(actor=own, action="accounts.activate_new_agent", target=("user", user.pk))
    _represent(own, user, source, right, now)
    return after_password(credential, now)


def activate(
    *,
    actor: Actor,
    evidence: Mapping[str, str],
    provider: str = identity.ActivationCodes.code,
) -> Representation:
    """A signed-in agent takes on another organisation."""
    doors.require_transaction()
    if actor.kind is not ActorKind.AGENT:
        raise errors.AGENT_ONLY()
    now = clock.now()
    user = User.objects.select_related("person").get(id=user_of(actor))
    source = identity.provider(provider)
    return _represent(actor, user, source, source.prove(evidence, now=now), now)


def grant_representation(
    *, actor: Actor, user_id: int, subject_id: int, starts_on: date, basis: str
) -> Representation:
    """The credit office makes an agent's account act for an organisation, without a code; at the
    earliest from today, as nothing done before becomes lawful afterwards."""
    doors.require_transaction()
    _require_credit_office(actor)
    user = User.objects.active().filter(id=user_id).first()
    if user is None:
        raise core_errors.NOT_FOUND()
    if not user.is_agent:
        raise errors.AGENT_ONLY()
    begins = max(starts_on, clock.today())
    return _write(actor, user, subject_id, begins, basis, person_of(actor))


def end_representation(*, actor: Actor, representation_id: int, ends_on: date) -> None:
    """From `ends_on` the agent no longer acts for the organisation: by the credit office, or by
    the agent who gives it up. Never in the past: what was done was done by right."""
    doors.require_transaction()
    representation = lock_representation(actor=actor, representation_id=representation_id)
    today = clock.today()
    if representation.ends_on is not None and representation.ends_on <= today:
        raise errors.ALREADY_DECIDED()
    representation.ends_on = max(ends_on, today, representation.starts_on)
    representation.save(update_fields=["ends_on"])
    audit.record(
        actor=actor,
        action="accounts.end_representation",
        target=("representation", representation.pk),
        subject_id=representation.subject_id,
    )


def _represent(
    actor: Actor,
    user: User,
    source: identity.IdentityProvider,
    right: identity.ProvenRight,
    now: datetime,
) -> Representation:
    source.consume(right, user=user, now=now)
    return _write(actor, user, right.subject_id, now.date(), right.basis, right.granted_by_id)


def _write(
    actor: Actor, user: User, subject_id: int, starts_on: date, basis: str, granted_by_id: int
) -> Representation:
    representation = Representation.objects.create(
        user=user,
        subject_id=subject_id,
        starts_on=starts_on,
        basis=basis.strip(),
        granted_by_id=granted_by_id,
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor,
        action="accounts.represent",
        target=("representation", representation.pk),
        subject_id=subject_id,
        detail={"user": user.pk},
    )
    return representation


def _require_credit_office(actor: Actor) -> None:
    if not actor.holds({Role.CREDIT_OFFICE}):
        raise core_errors.NOT_ALLOWED()
