"""One story for each thing that can happen."""

from dataclasses import replace
from datetime import date

from core.actors import SYSTEM
from portal.demo.county.money import in_words
from portal.demo.stories import cast
from portal.demo.stories.telling import Teller, other, penalty
from records.models import CorrectionNote
from records.services import facts as facts_service
from records.services import objects, persons, subjects, verbs
from records.services.cases import tie_facts
from records.services.verbs import Grounds
from records.sql.subjects import SubjectRow

WAN = 1_000_000


def successions(tell: Teller) -> None:
    """Merged into another, converted into a company: facts stay with whom they were said about."""
    for kind, old, new, day, basis in (
        ("merger", cast.GONE, cast.MERGED, date(2026, 3, 16), "吸收合并协议（演示）"),
        ("conversion", cast.OLD_FORM, cast.NEW_FORM, date(2026, 1, 5), "改制批复（演示）"),
    ):
        with tell.on(day):
            subjects.record_succession(
                actor=SYSTEM,
                predecessor_id=tell.subject(old),
                successor_id=tell.subject(new),
                kind=kind,
                effective_on=day,
                basis=basis,
                unit_id=tell.offices.by_code["320281-scjgj"].id,
            )


def provisional(tell: Teller) -> None:
    """Entered by an officer before the register has sent it."""
    with tell.on(date(2026, 11, 16)):
        row = SubjectRow(
            uscc=cast.PROVISIONAL,
            valid_from=date(2026, 11, 10),
            name="江阴市月城演示新材料有限公司",
            kind="enterprise",
            region_code="320281008",
        )
        officer = tell.officer("sthjj")
        assert officer.unit_id is not None
        subjects.add_provisional_subject(actor=officer, unit_id=officer.unit_id, row=row)


def three_parties(tell: Teller) -> None:
    """One decision, three parties."""
    said = penalty(
        "scjgj",
        "澄市监处罚〔2026〕00112号",
        date(2026, 6, 3),
        act="发布虚假广告",
        basis="《中华人民共和国广告法》第五十五条",
        kinds="罚款",
        severity=2,
        amount=30_000,
        behaviour="gg-false-ad",
        story="当事人与另外两家单位共同发布内容虚假的预付费健身广告。",
        outcome=f"罚款{in_words(3 * WAN)}。",
    )
    with tell.on(date(2026, 6, 8)):
        tell.say_all([(party, said) for party in cast.PARTIES])


def several_acts(tell: Teller) -> None:
    """One decision on two violations."""
    with tell.on(date(2026, 7, 6)):
        tell.say(
            cast.SEVERAL,
            penalty(
                "sthjj",
                "锡澄环罚决〔2026〕67号",
                date(2026, 7, 1),
                act="超标排放水污染物；未按规定设置危险废物识别标志",
                basis="《中华人民共和国水污染防治法》第八十三条第二项；"
                "《中华人民共和国固体废物污染环境防治法》第一百一十二条第一款第一项",
                kinds="罚款",
                severity=2,
                amount=280_000,
                behaviour="hb-water-excess",
                story="当事人总排口化学需氧量超过纳管标准；危险废物贮存场所未设置识别标志。",
                outcome=f"两项合并罚款{in_words(28 * WAN)}。",
            ),
        )


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


def ships(tell: Teller) -> None:
    """Two ships with their owner, and a foreign one nobody here owns."""
    officer = tell.officer("hsj")
    assert officer.unit_id is not None
    with tell.on(date(2025, 9, 1)):
        ids = [
            objects.add_object(
                actor=officer, unit_id=officer.unit_id, kind="ship", number=number, name=name
            ).pk
            for number, name in (
                ("YS-00000001", "演示货1号"),
                ("YS-00000002", "演示货2号"),
                ("YS-90000003", "DEMO VOYAGER（演示外轮）"),
            )
        ]
        for object_id in ids[:2]:
            objects.hold_object(
                actor=officer,
                object_id=object_id,
                subject_id=tell.subject(cast.FLEET),
                role="owner",
                valid_from=date(2019, 5, 6),
            )
    with tell.on(date(2026, 4, 20)):
        objects.record_on_object(
            actor=officer,
            unit_id=officer.unit_id,
            object_id=ids[2],
            catalogue_version_id=tell.offices.versions["inspection"].id,
            decided_on=date(2026, 4, 17),
            authority=tell.offices.by_code["320281-hsj"].name,
            outcome="责令改正",
            fields={"JCSX": "船舶防污染文书", "JCLX": "专项检查"},
        )
        row = tell.row(
            0,
            cast.FLEET,
            penalty(
                "hsj",
                "澄海事罚字〔2026〕21号",
                date(2026, 4, 16),
                act="船舶配员不符合要求",
                basis="《中华人民共和国内河交通安全管理条例》第六十五条",
                kinds="罚款",
                severity=2,
                amount=20_000,
                behaviour="hs-manning",
                story="当事人所属船舶演示货1号实际配员低于最低安全配员要求。",
                outcome=f"罚款{in_words(2 * WAN)}。",
            ),
        )
        facts_service.open_facts(actor=SYSTEM, rows=[replace(row, supervised_object_id=ids[0])])


def responsible(tell: Teller) -> None:
    """On a list, and with it the person a statute names."""
    with tell.on(date(2026, 3, 30)):
        fact_id = tell.say(
            cast.LISTED,
            other(
                "list-safety",
                "yjj",
                "澄应急列〔2026〕2号",
                date(2026, 3, 26),
                basis="《安全生产严重失信主体名单管理办法》第六条",
                severity=3,
                behaviour="yj-accident",
                is_safety=True,
                ends_on=date(2029, 3, 27),
                fields={"LRSY": "发生较大生产安全事故负有责任"},
                texts={"SM": "经告知并听取陈述申辩，依法列入。"},
            ),
        )
        persons.name_person(
            actor=tell.officer("yjj"),
            fact_id=fact_id,
            role="principal",
            name="李例丁",
            statute="《安全生产严重失信主体名单管理办法》第六条",
        )


def wages(tell: Teller) -> None:
    """Check, order, penalty and list entry of one matter; the list stands alone."""
    with tell.on(date(2026, 2, 9)):
        checked, ordered = tell.say_all(
            [
                (
                    cast.BUILDER,
                    other(
                        "inspection",
                        "rsj",
                        "",
                        date(2026, 2, 3),
                        key="JC202602-0028",
                        outcome="责令改正",
                        fields={"JCSX": "农民工工资专用账户使用情况", "JCLX": "投诉举报"},
                        texts={"WT": "未开设农民工工资专用账户，拖欠工资。"},
                    ),
                ),
                (
                    cast.BUILDER,
                    other(
                        "order",
                        "rsj",
                        "澄人社责改〔2026〕11号",
                        date(2026, 2, 4),
                        basis="《保障农民工工资支付条例》第五十五条",
                        outcome="逾期未改正",
                        fields={"SXMC": "责令限期支付工资并开设专用账户"},
                    ),
                ),
            ]
        )
    with tell.on(date(2026, 3, 16)):
        fined = tell.say(
            cast.BUILDER,
            penalty(
                "rsj",
                "澄人社罚〔2026〕6号",
                date(2026, 3, 11),
                act="未开设农民工工资专用账户",
                basis="《保障农民工工资支付条例》第五十五条第一项",
                kinds="罚款",
                severity=2,
                amount=60_000,
                behaviour="rs-wage-account",
                story="当事人作为施工总承包单位，未按规定开设农民工工资专用账户，经责令仍未改正。",
                outcome=f"罚款{in_words(6 * WAN)}。",
            ),
        )
    with tell.on(date(2026, 4, 27)):
        listed = tell.say(
            cast.BUILDER,
            other(
                "list-wages",
                "rsj",
                "澄人社列〔2026〕1号",
                date(2026, 4, 22),
                basis="《拖欠农民工工资失信联合惩戒对象名单管理暂行办法》第五条",
                severity=3,
                behaviour="rs-wages-withheld",
                ends_on=date(2029, 4, 23),
                fields={"LRSY": "拖欠农民工工资，经责令限期支付逾期未支付"},
            ),
        )
        tie_facts(
            actor=tell.officer("rsj"),
            fact_ids=[checked, ordered, fined, listed],
            reason="同一拖欠工资案件",
            number="澄人社立〔2026〕9号",
            rests_on={checked: fined},
        )


def honoured(tell: Teller) -> None:
    with tell.on(date(2026, 4, 27)):
        tell.say_all(
            [
                (
                    cast.HONOURED,
                    other(
                        item,
                        office,
                        "",
                        day,
                        key=f"RY-30-{item}",
                        starts_on=day,
                        ends_on=ends_on,
                        fields={"RYMC": name},
                    ),
                )
                for item, office, day, ends_on, name in (
                    (
                        *("honour-tax-a", "shuiwj", date(2026, 4, 20), date(2027, 4, 21)),
                        "纳税信用A级纳税人",
                    ),
                    (
                        *("honour-aeo", "hg", date(2026, 2, 10), date(2029, 2, 11)),
                        "海关高级认证企业",
                    ),
                    (
                        *("honour-labour", "rsj", date(2025, 12, 19), date(2028, 12, 20)),
                        "江阴市和谐劳动关系企业",
                    ),
                )
            ]
        )


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


def shops(tell: Teller) -> None:
    """A shop found by its sign, and one that is found by its code only."""
    with tell.on(date(2026, 8, 17)):
        tell.say(
            cast.SHOP,
            penalty(
                "wjw",
                "澄卫医罚〔2026〕9号",
                date(2026, 8, 12),
                act="餐饮具集中消毒记录缺失",
                basis="《中华人民共和国食品安全法》第一百二十六条",
                kinds="罚款",
                severity=2,
                amount=6_000,
                story="当事人使用的消毒餐饮具无合格证明。",
                outcome=f"罚款{in_words(600_000)}。",
            ),
        )
        tell.say(
            cast.NAMELESS,
            penalty(
                "xuxiake-zhzf",
                "澄徐综执罚决字〔2026〕第7号",
                date(2026, 8, 13),
                act="擅自占用城市道路经营",
                basis="《城市道路管理条例》第四十二条",
                kinds="罚款",
                severity=2,
                amount=5_000,
                story="当事人在门店外占道摆放货物，经责令改正逾期未改。",
                outcome=f"罚款{in_words(500_000)}。",
            ),
        )
