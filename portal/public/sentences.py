"""One plain sentence for each fact: who did what, when, by which paper.

What a field is called comes from the catalogue (records.decisions.fields.public_fields); a sentence
does without what the source did not say.
"""

import re
from collections.abc import Callable, Mapping

from core.decisions import chinese
from portal.public.words import money
from records.models import ItemKind, Polarity
from records.queries.files import PublicFact

LONGEST = 60
ACT, KINDS, TAKEN = "违法行为类型", "处罚类别", "暂扣或吊销证照名称及编号"
CAUSE, MATTER, PROMISE, PROMISE_KIND = "列入情形", "事项名称", "承诺事项", "承诺类型"
LICENCE, CERTIFICATE, CHECKED, WAY = "行政许可决定文书名称", "许可证书名称", "检查事项", "检查方式"
YEAR, HONOUR = "评价年度", "荣誉名称"
# What a sentence says need not be said again below it.
SAID = frozenset({ACT, KINDS, CAUSE, MATTER, PROMISE, LICENCE, CHECKED, WAY, YEAR, HONOUR})

_END = re.compile(r"[\s。；;，,、.]+$")
_PARTS = re.compile(r"[;；]")
# Kinds of penalty that are given; the others say themselves what is done.
GIVEN = frozenset({"警告", "通报批评"})
DEEDS: Mapping[str, str] = {
    ItemKind.COERCION: "采取行政强制",
    ItemKind.CONFIRMATION: "作出行政确认",
    ItemKind.LEVY: "作出行政征收决定",
    ItemKind.PAYMENT: "作出行政给付决定",
    ItemKind.RULING: "作出行政裁决",
    ItemKind.COMPENSATION: "作出行政补偿决定",
    ItemKind.REWARD: "给予行政奖励",
    ItemKind.ORDER: "责令改正",
}


def sentence(fact: PublicFact) -> str:
    """2026年4月15日，无锡市生态环境局因超标排放，对其罚款12万元（锡澄环罚决〔2026〕31号）。"""
    said = _SENTENCES.get(fact.kind, _act)(fact)
    return f"{chinese(fact.decided_on or fact.starts_on)}，{said}{_number(fact)}。"


def _penalty(fact: PublicFact) -> str:
    return f"{_who(fact)}{_because(fact, ACT)}对其{_penalties(fact)}"


def _penalties(fact: PublicFact) -> str:
    kinds = [kind.strip() for kind in _PARTS.split(_field(fact, KINDS)) if kind.strip()]
    if not kinds and fact.amount:
        kinds = ["罚款"]
    done = "、".join(_done(fact, kind) for kind in kinds)
    if not done:
        return "作出行政处罚"
    return f"给予{done}" if kinds[0] in GIVEN else done


def _done(fact: PublicFact, kind: str) -> str:
    if kind == "罚款" and fact.amount:
        return f"罚款{money(fact.amount)}"
    if kind == "没收违法所得" and fact.confiscated:
        return f"没收违法所得{money(fact.confiscated)}"
    if kind == "没收非法财物" and fact.confiscated and "没收违法所得" not in _field(fact, KINDS):
        return f"没收非法财物（价值{money(fact.confiscated)}）"
    if kind in {"暂扣许可证件", "吊销许可证件"} and (taken := _short(_field(fact, TAKEN))):
        return f"{kind}（{taken}）"
    return "作出其他行政处罚" if kind == "其他" else kind


def _entry(fact: PublicFact) -> str:
    """Lists and directories; what a court decides otherwise is an act like any other."""
    if fact.polarity != Polarity.ADVERSE:
        return _act(fact)
    return f"{_who(fact)}{_because(fact, CAUSE)}将其列入{fact.item_name.removesuffix('信息')}"


def _commitment(fact: PublicFact) -> str:
    matter = _after_colon(_field(fact, PROMISE))
    match fact.polarity:
        case Polarity.ADVERSE:
            return f"{_who(fact)}认定其未履行信用承诺{matter}"
        case Polarity.POSITIVE:
            return f"{_who(fact)}确认其履行了信用承诺{matter}"
    return f"其向{_who(fact)}作出信用承诺{matter}"


def _licence(fact: PublicFact) -> str:
    what = _field(fact, LICENCE) or _field(fact, CERTIFICATE)
    return f"{_who(fact)}准予行政许可{_after_colon(what)}"


def _inspection(fact: PublicFact) -> str:
    way = _field(fact, WAY) or "行政检查"
    if not way.endswith(("检查", "巡查")):
        way += "检查"
    return f"{_who(fact)}开展{way}{_after_colon(_field(fact, CHECKED))}{_result(fact)}"


def _evaluation(fact: PublicFact) -> str:
    year = _field(fact, YEAR)
    said = f"{year}年度" if year.isdigit() else year
    name = fact.item_name.removesuffix("结果")
    grade = f"为“{fact.outcome}”" if fact.outcome else ""
    return f"{_who(fact)}评定其{said}{name}{grade}"


def _honour(fact: PublicFact) -> str:
    return f"{_who(fact)}认定其为“{_short(_field(fact, HONOUR)) or fact.item_name}”"


def _act(fact: PublicFact) -> str:
    deed = DEEDS.get(fact.kind) or f"登记{fact.item_name}"
    return f"{_who(fact)}{deed}{_after_colon(_field(fact, MATTER))}{_result(fact)}"


_SENTENCES: Mapping[str, Callable[[PublicFact], str]] = {
    ItemKind.PENALTY: _penalty,
    ItemKind.ABNORMAL: _entry,
    ItemKind.LIST: _entry,
    ItemKind.COURT: _entry,
    ItemKind.COMMITMENT: _commitment,
    ItemKind.LICENCE: _licence,
    ItemKind.INSPECTION: _inspection,
    ItemKind.EVALUATION: _evaluation,
    ItemKind.HONOUR: _honour,
}


def _who(fact: PublicFact) -> str:
    return fact.authority or fact.unit_name


def _because(fact: PublicFact, name: str) -> str:
    why = _short(_field(fact, name))
    return f"因{why}，" if why else ""


def _after_colon(what: str) -> str:
    short = _short(what)
    return f"：{short}" if short else ""


def _result(fact: PublicFact) -> str:
    return f"，结果为“{fact.outcome}”" if fact.outcome else ""


def _number(fact: PublicFact) -> str:
    return f"（{fact.document_no}）" if fact.document_no else ""


def _field(fact: PublicFact, name: str) -> str:
    return str(fact.fields.get(name) or "").strip()


def _short(text: str) -> str:
    """Without the stop at its end; what is long stands in full below the sentence."""
    plain = _END.sub("", text)
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}……"
