"""The worked examples: organisations whose every date is known beforehand."""

from datetime import date, timedelta

from portal.demo.county.money import in_words
from portal.demo.stories.cast import PROMISER, SAMPLES
from portal.demo.stories.telling import Teller, other, penalty
from records.models import CURRENT, FactVersion
from records.services import verbs
from records.services.cases import tie_facts
from records.services.verbs import Grounds

AIR = "《中华人民共和国大气污染防治法》第九十九条"
FIRST, THIRD = SAMPLES[0], SAMPLES[2]
DECISION = "锡澄环罚决〔2026〕31号"


def three_degrees(tell: Teller) -> None:
    """A: one month, three degrees. The fine of 15 April (12 万元) comes with the clerk's weekly
    file; it is repaired on 28 July, with the check that led to it."""
    with tell.on(date(2026, 3, 23)):
        found = tell.say(
            FIRST,
            other(
                "inspection",
                "sthjj",
                "",
                date(2026, 3, 20),
                key="JC202603-0031",
                outcome="责令改正",
                fields={"JCSX": "废气处理设施运行情况", "JCLX": "双随机"},
                texts={"WT": "排气筒颗粒物排放浓度超过排放标准。"},
            ),
        )
    with tell.on(date(2026, 5, 14)):
        tell.say(
            FIRST,
            penalty(
                "sthjj",
                "锡澄环罚决〔2026〕46号",
                date(2026, 5, 8),
                act="通过逃避监管的方式排放大气污染物",
                basis=f"{AIR}第三项",
                kinds="罚款",
                severity=3,
                amount=1_200_000,
                behaviour="hb-evasion",
                story="当事人生产期间擅自停运废气处理设施，通过旁路排放废气。",
                outcome=f"罚款{in_words(120_000_000)}。",
            ),
        )
    standing = FactVersion.objects.filter(
        CURRENT, subject_id=tell.subject(FIRST), document_key=DECISION
    )
    fine = standing.values_list("fact_id", flat=True).first()
    if fine is not None:
        with tell.on(date(2026, 5, 15)):
            tie_facts(
                actor=tell.officer("sthjj"),
                fact_ids=[found, fine],
                reason="同一违法行为的检查和处罚",
                number="澄环立〔2026〕31号",
                rests_on={found: fine},
            )
        with tell.on(date(2026, 7, 28)):
            grounds = Grounds(reason="已履行处罚决定并作出信用承诺，准予修复。")
            verbs.repair(actor=tell.officer("sthjj"), fact_id=fine, grounds=grounds)
    with tell.on(date(2026, 9, 25)):
        tell.say(
            FIRST,
            penalty(
                "sthjj",
                "锡澄环罚决〔2026〕88号",
                date(2026, 9, 18),
                act="未按规定保存原始监测记录",
                basis="《排污许可管理条例》第三十七条第三项",
                kinds="警告",
                severity=1,
                story="当事人自行监测的原始记录缺失两日。",
                outcome="警告。",
            ),
        )


def on_a_list(tell: Teller) -> None:
    """B: on the safety list since 26 May 2026, for three years."""
    with tell.on(date(2026, 6, 1)):
        tell.say(
            THIRD,
            other(
                "list-safety",
                "yjj",
                "澄应急列〔2026〕3号",
                date(2026, 5, 26),
                basis="《安全生产严重失信主体名单管理办法》第六条",
                severity=3,
                behaviour="yj-order-refused",
                is_safety=True,
                ends_on=date(2029, 5, 27),
                fields={"LRSY": "拒不执行停产停业的安全监管指令"},
                texts={"SM": "经告知并听取陈述申辩，依法列入安全生产严重失信主体名单。"},
            ),
        )


def deferred_papers(tell: Teller) -> None:
    """C: promised on 21 September, papers due on 19 October; the breach decided on 5 November."""
    promised = other(
        "commitment",
        "spj",
        "",
        date(2026, 9, 21),
        key="CN2026-0921",
        ends_on=date(2026, 10, 19) + timedelta(days=1),
        fields={"CNLX": "容缺受理型", "CNSX": "养老机构备案补交消防安全材料"},
    )
    with tell.on(date(2026, 9, 22)):
        tell.say(PROMISER, promised)
    broken = other(
        "commitment-broken",
        "spj",
        "澄数违诺〔2026〕2号",
        date(2026, 11, 5),
        basis="《江苏省社会信用条例》第二十条",
        severity=2,
        fields={"CNLX": "容缺受理型", "CNSX": "养老机构备案补交消防安全材料"},
    )
    with tell.on(date(2026, 11, 6)):
        tell.say_all([(PROMISER, broken)], by_procedure=True)
