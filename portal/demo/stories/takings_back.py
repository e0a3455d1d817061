"""What was said and taken back: annulled on review, misread, uploaded by mistake."""

from dataclasses import replace
from datetime import date

from core.actors import SYSTEM
from portal.demo.county.money import in_words
from portal.demo.stories import cast
from portal.demo.stories.telling import Teller, other, penalty
from records.models import CorrectionNote
from records.services import facts as facts_service
from records.services import verbs
from records.services.verbs import Grounds

WAN = 1_000_000


def annulled(tell: Teller) -> None:
    """Annulled on review, and the public told why."""
    with tell.on(date(2026, 6, 15)):
        fact_id = tell.say(
            cast.ANNULLED,
            penalty(
                "jtj",
                "澄交罚〔2026〕58号",
                date(2026, 6, 10),
                act="放行超限超载车辆",
                basis="《公路安全保护条例》第六十五条",
                kinds="罚款",
                severity=2,
                amount=20_000,
                behaviour="jt-overload-source",
                story="当事人放行超限车辆驶出装载场地。",
                outcome=f"罚款{in_words(2 * WAN)}。",
            ),
        )
    officer = tell.officer("jtj")
    with tell.on(date(2026, 9, 14)):
        verbs.withdraw(
            actor=officer,
            fact_id=fact_id,
            grounds=Grounds(
                reason="行政复议决定撤销原处罚决定。", document_no="〔2026〕澄行复第17号"
            ),
        )
    with tell.on(date(2026, 9, 16)):
        note = CorrectionNote.objects.get(fact_id=fact_id)
        text = "澄交罚〔2026〕58号行政处罚决定已由行政复议机关依法撤销，原公示信息同时撤回。"
        verbs.publish_note(actor=officer, note_id=note.pk, text=text)


def annulled_now(tell: Teller) -> None:
    """Withdrawn the other day: the note is still owed."""
    with tell.on(date(2026, 8, 24)):
        fact_id = tell.say(
            cast.ANNULLED_NOW,
            penalty(
                "sthjj",
                "锡澄环罚决〔2026〕79号",
                date(2026, 8, 19),
                act="堆场未采取有效抑尘措施",
                basis="《中华人民共和国大气污染防治法》第一百一十七条",
                kinds="罚款",
                severity=2,
                amount=30_000,
                story="当事人露天堆放的物料未苫盖。",
                outcome=f"罚款{in_words(3 * WAN)}。",
            ),
        )
    with tell.on(date(2026, 11, 19)):
        grounds = Grounds(reason="人民法院判决撤销原处罚决定。", document_no="(2026)苏0281行初40号")
        verbs.withdraw(actor=tell.officer("sthjj"), fact_id=fact_id, grounds=grounds)


def misread_amount(tell: Teller) -> None:
    """Ten times too high at first; put right; its text waits to be read."""
    wrong = penalty(
        "tjj",
        "澄统罚决字〔2026〕9号",
        date(2026, 9, 2),
        act="迟报统计资料",
        basis="《中华人民共和国统计法》第四十四条",
        kinds="警告；罚款",
        severity=2,
        amount=50_000,
        story="当事人未在规定期限内报送统计报表。",
        outcome=f"警告；罚款{in_words(5 * WAN)}。",
    )
    with tell.on(date(2026, 9, 7)):
        fact_id = tell.say(cast.MISREAD, wrong, is_read=False)
    outcome = f"警告；罚款{in_words(WAN // 2)}。"
    right = replace(wrong, amount=WAN // 2, texts={**wrong.texts, "CF_NR": outcome})
    with tell.on(date(2026, 9, 21)):
        row = replace(tell.row(0, cast.MISREAD, right), fact_id=fact_id)
        facts_service.revise_facts(actor=SYSTEM, rows=[row])


def mistaken_batch(tell: Teller) -> None:
    """Five permissions uploaded for the wrong year, taken back a week later."""
    said = [
        (
            shop,
            other(
                "licence",
                "cgj",
                f"澄城管占许〔2026〕{number}号",
                date(2026, 7, 30),
                ends_on=date(2027, 7, 30),
                outcome="1",
                fields={
                    "XK_XKWS": "临时占用城市道路许可决定书",
                    "XK_XKLB": "普通",
                    "XK_XKZS": "临时占道许可证",
                },
            ),
        )
        for number, shop in enumerate(cast.MISTAKEN, 101)
    ]
    with tell.on(date(2026, 8, 3)):
        facts = tell.say_all(said)
    with tell.on(date(2026, 8, 10)):
        grounds = Grounds(reason="上传时误选上年度文件，整批更正。")
        verbs.retract(actor=tell.officer("cgj"), fact_ids=facts, grounds=grounds)
