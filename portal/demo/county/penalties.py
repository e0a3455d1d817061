"""Penalties, with the check before and the order beside them, and what became of them."""

from collections.abc import Iterator
from datetime import date, timedelta

from portal.demo.county.acts import ACTS, Act
from portal.demo.county.degrees import GENERAL, HUGE, MINOR, SERIOUS, degree
from portal.demo.county.draw import Draw
from portal.demo.county.money import in_words
from portal.demo.county.said import Kind, Later, Said
from portal.demo.county.subjects import Organisation
from portal.demo.county.weeks import BEGAN, FIRST_DAY, day_of, week_after

# Acts for which a decision can come to more than a million.
GRAVE = {"air", "water", "chemicals", "subcontract"}
GOODS = ("没收违法所得", "没收非法财物")


def penalty(draw: Draw, of: Organisation, day: date, week: int, case: str) -> Iterator[Said]:
    name = draw.pick(of.trade.acts)
    act = ACTS[name]
    fine = _amount(draw, act, is_grave=name in GRAVE and draw.chance(0.03))
    taken = 10_000 * draw.between(2, 90) if set(act.penalties) & set(GOODS) else None
    unit = act.office or of.town.office
    severity = degree(act.penalties, fine)
    series = act.series.replace("{word}", of.town.word)
    performed_on = day + timedelta(days=draw.between(4, 15)) if draw.chance(0.85) else None
    said = Said(
        number=of.number,
        item="penalty",
        unit=unit,
        week=week,
        decided_on=day,
        series=series,
        width=act.width,
        basis=act.basis,
        behaviour=act.behaviour,
        severity=severity,
        is_safety=act.is_safety,
        amount=fine,
        confiscated=taken,
        performed_on=performed_on if performed_on and performed_on <= day_of(week) else None,
        fields={
            "CF_WFXW": act.name,
            "CF_CFLB": "；".join(act.penalties),
            "X_SDRQ": (day + timedelta(days=draw.between(1, 4))).isoformat(),
            "X_CXLX": "普通程序",
        },
        texts={"CF_SY": f"{act.story}。", "CF_NR": content(act.penalties, fine, taken)},
    )
    said.later = _later(draw, said, act)
    if draw.chance(0.12) and day > FIRST_DAY + timedelta(days=60) and of.established_on < day:
        said.case = case
        yield from _before(draw, of, said, act)
    yield said


def content(penalties: tuple[str, ...], fine: int | None, taken: int | None) -> str:
    words = []
    for each in penalties:
        if each == "罚款" and fine is not None:
            words.append(f"罚款{in_words(fine)}")
        elif each == "没收违法所得" and taken is not None:
            words.append(f"没收违法所得{in_words(taken)}")
        else:
            words.append(each)
    return f"{'；'.join(words)}。"


def _amount(draw: Draw, act: Act, *, is_grave: bool) -> int | None:
    if "罚款" not in act.penalties:
        return None
    if is_grave:
        return HUGE + 10_000_000 * draw.between(0, 18)
    amount = act.lowest + int((act.highest - act.lowest) * draw.share() ** 3)
    step = 100_000 if amount >= 1_000_000 else 10_000
    return max(step, amount // step * step)


def _before(draw: Draw, of: Organisation, said: Said, act: Act) -> Iterator[Said]:
    """What was found, and the order to put it right: each earlier than the decision."""
    found_on = max(said.decided_on - timedelta(days=draw.between(25, 50)), of.established_on)
    ordered_on = min(found_on + timedelta(days=draw.between(1, 5)), said.decided_on)
    shared = {"number": of.number, "unit": said.unit, "case": said.case}
    yield Said(
        **shared,  # type: ignore[arg-type]  # the three are what Said takes them for
        item="inspection",
        week=min(said.week, max(week_after(found_on), of.week)),
        decided_on=found_on,
        key=f"JC-{said.case}",
        outcome="责令改正",
        fields={"JCSX": act.name, "JCLX": draw.pick(("双随机", "投诉举报", "日常巡查"))},
        texts={"WT": f"{act.story}。"},
        rests=True,
    )
    yield Said(
        **shared,  # type: ignore[arg-type]  # as above
        item="order",
        week=min(said.week, max(week_after(ordered_on), of.week)),
        decided_on=ordered_on,
        series=f"澄责改〔{{year}}〕{said.unit[7:10]}{{number}}号",
        basis="《中华人民共和国行政处罚法》第二十八条第一款",
        outcome="已改正" if said.performed_on else "限期改正",
        fields={"SXMC": f"责令改正{act.name}的行为"},
    )


def _later(draw: Draw, said: Said, act: Act) -> Later | None:
    share = draw.share()
    if share < 0.02 and said.amount and "罚款" in act.penalties:
        return _misread(said, act)
    if share < 0.035:
        ends = said.week + 4 if draw.chance(0.6) else None
        return Later(Kind.DISPUTED, said.week + 2, until_week=ends)
    if share < {MINOR: 0.15, GENERAL: 0.4}.get(said.severity or 0, 0.12):
        months = 13 if said.is_safety or said.severity == SERIOUS else 3
        earliest = said.decided_on + timedelta(days=31 * months + draw.between(1, 200))
        return Later(Kind.REPAIRED, max(week_after(max(earliest, BEGAN)), said.week + 1))
    return None


def _misread(said: Said, act: Act) -> Later:
    """The column is in 万元 and was filled ten times too high; put right a few weeks later."""
    right = Later(
        Kind.AMOUNT,
        said.week + 3,
        amount=said.amount,
        severity=said.severity,
        text=said.texts["CF_NR"],
    )
    assert said.amount is not None
    said.amount *= 10
    said.severity = degree(act.penalties, said.amount)
    said.texts = {**said.texts, "CF_NR": content(act.penalties, said.amount, said.confiscated)}
    return right
