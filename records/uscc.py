"""The unified social credit code (GB 32100-2015) and the organisation code inside it (GB 11714)."""

import re
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_PERSON = re.compile(
    r"[1-9][0-9]{5}(19[0-9]{2}|20[0-2][0-9])(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"
)
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# What stands for "a household without a code" in files. Never a subject.
PLACEHOLDER = "00000000000000000X"

# Who registers and what kind of body: pairs met so far. An unknown pair is a warning, not an error.
KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "19": "机构编制其他",
    "21": "外国常驻新闻机构",
    "29": "外交其他",
    "31": "律师执业机构",
    "32": "公证处",
    "33": "基层法律服务所",
    "34": "司法鉴定机构",
    "35": "仲裁委员会",
    "39": "司法行政其他",
    "41": "外国在华文化中心",
    "49": "文化其他",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "54": "村民委员会",
    "55": "居民委员会",
    "59": "民政其他",
    "61": "旅游机构",
    "62": "旅游机构",
    "69": "旅游其他",
    "71": "宗教活动场所",
    "72": "宗教院校",
    "79": "宗教其他",
    "81": "基层工会",
    "89": "工会其他",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "A1": "军队事业单位",
    "A9": "军队其他",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
    "N9": "农业其他",
    "Y1": "其他",
}

# What a subject is, by the pair its code begins with; whoever is not named here is "other".
_SUBJECT_KINDS = {
    "11": "organ",
    "12": "institution",
    "51": "social",
    "52": "social",
    "53": "social",
    "59": "social",
    "91": "enterprise",
    "92": "household",
    "93": "cooperative",
}


class Oddity(StrEnum):
    """What is odd about a code of the right shape. Some real early codes fail the check
    character, so such a code needs proof from the register instead of being refused."""

    CHECK = "校验位不符"
    ORGANISATION_CHECK = "组织机构代码校验位不符"
    KIND = "机构类别未知"


@dataclass(frozen=True, slots=True)
class Reading:
    """A code as read: `code` is empty when it cannot be one."""

    code: str
    oddities: tuple[Oddity, ...] = ()


def read(raw: str) -> Reading:
    code = raw.strip().upper()
    if not _SHAPE.fullmatch(code) or code == PLACEHOLDER or is_person_number(code):
        return Reading("")
    oddities = []
    if code[17] != check_character(code):
        oddities.append(Oddity.CHECK)
    if code[16] != organisation_check_character(code[8:16]):
        oddities.append(Oddity.ORGANISATION_CHECK)
    if code[:2] not in KINDS:
        oddities.append(Oddity.KIND)
    return Reading(code, tuple(oddities))


def subject_kind(code: str) -> str:
    """The kind of subject a code is given to: a household's begins with 92."""
    return _SUBJECT_KINDS.get(code[:2], "other")


def is_person_number(code: str) -> bool:
    """The number of an identity card, which has the shape of a credit code: a day of birth stands
    in it and its own check digit fits. No card begins as the codes of businesses do. The twin of
    SQL `records_is_person_number`."""
    if not _PERSON.fullmatch(code):
        return False
    total = sum(int(c) * w for c, w in zip(code[:17], _PERSON_WEIGHTS, strict=True))
    if "10X98765432"[total % 11] != code[17]:
        return False
    return code[:2] not in {"91", "92", "93"} or code[17] != check_character(code)


def check_character(code: str) -> str:
    total = sum(_VALUE[c] * w for c, w in zip(code[:17], _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    total = sum(
        _ORGANISATION_ALPHABET.index(c) * w
        for c, w in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))
