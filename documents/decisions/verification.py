"""What the public is told about a paper: whether it holds, by whom, since when. Nothing personal:
neither its title nor the reason for its end, both of which can name people."""

from dataclasses import dataclass
from datetime import date

from core.decisions import chinese


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    unit: str
    number: str
    issued_on: date
    valid_until: date | None
    state: str
    ended_on: date | None
    successor: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`holds` is the one word a machine needs; the rest is for people."""

    holds: bool
    state: str
    tone: str
    headline: str
    sentence: str


def standing(paper: Paper, today: date) -> Standing:
    issued = f"{paper.unit}于{chinese(paper.issued_on)}签发的{paper.title}（{paper.number}）"
    ended = chinese(paper.ended_on) if paper.ended_on else ""
    if paper.state == "revoked":
        sentence = f"{issued}已于{ended}由签发单位作废，不能再使用。"
        return Standing(False, paper.state, "danger", "这份文书已经作废", sentence)
    if paper.state == "superseded":
        sentence = f"{issued}已于{ended}由{paper.successor}代替，请以新的文书为准。"
        return Standing(False, paper.state, "warn", "这份文书已被新的文书代替", sentence)
    if paper.valid_until and today > paper.valid_until:
        sentence = f"{issued}的有效期到{chinese(paper.valid_until)}为止，现在已过有效期。"
        return Standing(False, "expired", "warn", "这份文书已过有效期", sentence)
    until = f"有效期至{chinese(paper.valid_until)}。" if paper.valid_until else ""
    sentence = f"{issued}真实有效。{until}请核对手中文书的文号和内容是否与此一致。"
    return Standing(True, paper.state, "ok", "这份文书有效", sentence)
