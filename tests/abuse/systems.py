"""What a department's system that means harm, or is merely broken, sends where it is let in: real
numbers and codes in the addresses, rows that are almost right."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from schemathesis import Case

from core import doors, runner
from records.intake import calls
from records.models import Batch, Fact
from records.services.snapshots import start_snapshot
from tests.records.api.asking import Asking, penalty
from tests.records.api.test_facts import licence, licences
from tests.records.intake.office import Office
from tests.records.intake.samples import HEADINGS, NAMES, code, comma, row

FACTS, BATCHES = "/api/v1/facts", "/api/v1/batches"
LONG = "长" * 5_000
ODD: tuple[Any, ...] = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ufeff",
        "\u202e",
        "NULL",
        "无",
        "/",
        "-",
        "'",
        '"',
        ";",
    ),
    *(
        "2026-02-31",
        "2099-01-01",
        "9999-12-31",
        "0001-01-01",
        "1948-01-01",
        "长期",
        "46127",
        "十月",
    ),
    *(
        "=1+1",
        "@SUM(1)",
        "<script>",
        "%s",
        "{label}",
        "{0}",
        "\\u0000",
        "〔〕号",
        "号",
        "第号",
        LONG,
    ),
    *("9.13203E+17", "91320281MAY000017O", "00000000000000000X", "11010119900307371X", code(3)),
    *("罚款;警告", "罚款,没收", "不予处罚", "其他-责令", "简易程序", "自然人", "个体工商户"),
    *("-1", "1e400", "0.001", "99999999999999999999", "１２", "NaN", "Infinity", "一万"),
    *(True, False, None, 0, -1, 1.5, 1e300, 10**30, [], {}, [[]], {"a": 1}),
)


@dataclass
class Target:
    """What there is to be hit, and who hits it."""

    asking: Asking = field(default_factory=lambda: Asking(Office(), budget=60_000))
    calls: int = 0

    def __post_init__(self) -> None:
        asking = self.asking
        asking.office.enrol(1, 2)
        self.licence = licences(asking).item.code
        checked = licences(asking, needs_check=True).item.code
        self.items = 3 * [asking.item, self.licence, checked]
        self.items += [asking.licence, asking.office.register.item.code, "none", "\x00"]
        world = asking.office.world
        subject = world.subject()
        world.open(world.penalty_row(subject), world.neutral_row(world.licence, subject))
        self.codes = [subject.uscc, code(1), code(2), code(9)]
        actor = asking.actor()
        for mode in ("check", "partial", "check", "check"):
            doors.run(
                calls.submit_rows,
                actor=actor,
                unit_id=world.bureau.pk,
                item_code=self.licence,
                rows=[licence()],
                mode=mode,
            )
        snapshot = doors.run(start_snapshot, actor=actor)
        runner.run(snapshot.pk)
        self.ids: dict[str, list[Any]] = {
            "batch_id": list(Batch.objects.values_list("id", flat=True)),
            "fact_id": list(Fact.objects.values_list("id", flat=True)),
            "snapshot_id": [snapshot.pk],
            "job_id": [snapshot.pk],
            "uscc": self.codes,
            "code": self.items,
        }
        self.words: dict[str, list[str]] = {
            "item": self.items,
            "q": ["演示", "jysc", *self.codes, NAMES[1], "%_", "\\"],
            "on": ["2026-04-15", "1990-01-01", "2099-01-01"],
            "known": ["2026-04-15T00:00:00Z", "2999-01-01T00:00:00+08:00"],
            "outcome": ["held", "rejected", "open"],
            "mode": ["check", "partial", "whole"],
        }

    def fit(self, case: Case[Any], seed: int) -> None:
        """Put what exists in place of most of what was thought up."""
        self.calls += 1
        # What is drawn is often 0 or the same once more.
        random = Random(f"{seed} {self.calls}")
        for name in case.path_parameters or {}:
            if name in self.ids and random.random() < 0.7:
                case.path_parameters[name] = random.choice(self.ids[name])
        for name in case.query or {}:
            if name in self.words and random.random() < 0.6:
                case.query[name] = random.choice(self.words[name])
        if random.random() < 0.8:
            for name in [name for name in case.headers or {} if name == "Idempotency-Key"]:
                case.headers[name] = f"key-of-call-{random.randrange(500)}"
        if case.method == "POST" and random.random() < 0.8:
            if case.path == FACTS:
                case.body, case.media_type = self._call(random), "application/json"
            elif case.path == BATCHES:
                case.query = {**(case.query or {}), "item": random.choice(self.items)}
                case.body, case.media_type = self._file(random), "text/csv"

    def _call(self, random: Random) -> dict[str, Any]:
        item = random.choice(self.items)
        of = penalty if item == self.asking.item else licence
        said: dict[str, Any] = {
            "item": item,
            "rows": [self._row(random, of) for _ in range(random.randint(1, 4))],
        }
        if random.random() < 0.4:
            said["mode"] = random.choice(["check", "partial", "whole", "force", 1])
        if random.random() < 0.1:
            said[random.choice(["item", "rows", "mode", "x"])] = random.choice(ODD)
        return said

    def _row(self, random: Random, of: Callable[[int], dict[str, Any]]) -> Any:
        found = of(random.randint(1, 3))
        if random.random() < 0.6:
            number = f"锡澄文〔2026〕{random.randrange(10**6)}号"
            found["CF_WSH" if of is penalty else "XK_WSH"] = number
        for _ in range(random.choice([0, 0, 0, 1, 2])):
            found[random.choice([*found, "x", ""])] = random.choice(ODD)
        return found if random.random() < 0.95 else random.choice(ODD)

    def _file(self, random: Random) -> bytes:
        rows = [row(random.randint(1, 4)) for _ in range(random.randint(0, 4))]
        for each in rows[1:]:
            odd = random.choice(ODD)
            each[random.randrange(len(each))] = odd if isinstance(odd, str) else repr(odd)
        if random.random() < 0.3:
            lines = (json.dumps(self._row(random, penalty)) for _ in rows)
            return "\n".join(lines).encode()
        text = comma([HEADINGS, *rows])
        encoding = random.choice(["utf-8", "utf-8", "gb18030", "utf-16"])
        encoded = text.encode(encoding)
        if random.random() < 0.2:
            at = random.randrange(len(encoded))
            encoded = encoded[:at] + random.randbytes(5) + encoded[at:]
        return encoded
