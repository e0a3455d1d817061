"""A small rulebook to bend in tests."""

from datetime import date

from ratings.checking import ItemWords, LineWords, Vocabulary
from ratings.language import Written, read_rulebook

TODAY = date(2026, 11, 20)
VOCABULARY = Vocabulary(
    items={
        "penalty": ItemWords(1, "penalty", "adverse", {"CF_CFLB": "choices", "TS": "whole"}),
        "court": ItemWords(2, "court", "adverse"),
        "list-safety": ItemWords(3, "list", "adverse"),
        "honour": ItemWords(4, "honour", "positive", {"RYMC": "text"}),
        "evaluation": ItemWords(5, "evaluation", "neutral", {"DQ": "text"}),
        "licence": ItemWords(6, "licence", "neutral"),
    },
    lines={
        "hb-emitters": LineWords(1),
        "ss-tax": LineWords(2, "national", ("A", "B", "M", "C", "D")),
        "mz-homes": LineWords(3, "local", ("A", "B", "C")),
        "all-in-one": LineWords(4, "local", ("I", "II"), ("ss-tax", "mz-homes")),
        "round-about": LineWords(5, "local", ("I", "II"), ("hb-emitters",)),
    },
    behaviours={"hb-air": 1, "hb-water": 2, "ny-residue": 3},
    sectors={"hb": (1, 2), "ny": (3,), "hs": ()},
)

SMALL = """\
rulebook: hb-emitters
version: 1
line: hb-emitters
name: 企事业环保信用评价（示例）
determined_by: local
from_date: 2027-01-01
documents:
  - {code: method, title: 江苏省企事业环保信用评价办法}
visible_to: public
scale:
  grades:
    - {code: green, name: 绿色}
    - {code: blue, name: 蓝色}
    - {code: black, name: 黑色}
  start: 9
  most: 12
  round: "1"
  thresholds:
    - {grade: green, from: 11}
    - {grade: blue, from: 1, to: 10}
    - {grade: black, to: 0}
indicators:
  - code: acts
    name: 违法行为
    rules:
      - code: penalties
        name: 行政处罚
        cites: {document: method, article: 第九条, mark: illustrative}
        select: {items: [penalty]}
        window: {from: recorded, after_days: 15, months: 12}
        points:
          by: severity
          cases:
            - {in: [minor], points: -1}
            - {in: [general], points: -3}
            - {in: [serious], points: "-6.5"}
vetoes:
  - code: crime
    name: 环境犯罪
    grade: black
    when: {has: {select: {items: [court]}}}
    cites: {document: method, article: 第十条, mark: illustrative}
"""


def written(text: str = SMALL) -> Written:
    return read_rulebook("hb.yaml", text.encode())
