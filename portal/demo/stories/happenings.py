"""One story for each thing that can happen."""

from dataclasses import replace
from datetime import date

from core.actors import SYSTEM
from portal.demo.county.money import in_words
from portal.demo.stories import cast
from portal.demo.stories.telling import Teller, other, penalty
from records.services import facts as facts_service
from records.services import objects, persons, subjects
from records.services.cases import tie_facts
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
                basis="人力资源社会保障部令第45号第五条",
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
