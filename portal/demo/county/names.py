"""Names nobody has: every sign begins with a word that says "for example", which is a word no
business puts first, and goes on with two characters that make no word together."""

from math import gcd

FIRST = "拟例样虚譬示设喻"
SECOND = "岚桐禾泽霁朔屿棠沅岑桉潼衡砚笙箬蓼麓珩鹭榆檀沁菀"
THIRD = "澄舟川泉岭溪原石林湾丘野渡峰洲汀崖汐涧坞皋垣圃畈"
LONGER = "亭榭廊轩阁斋堂庐坊苑庭园圩垛埠堰"
SIGNS = len(FIRST) * len(SECOND) * len(THIRD)
# No factor in common with the number of signs, so that every number has a sign of its own in turn.
STEP = 2_741
assert gcd(STEP, SIGNS) == 1

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡"
# A household without a sign is called by its operator: by somebody who cannot be anybody.
GIVEN = ("样甲", "样乙", "样丙", "例丁", "例戊", "例己", "拟庚", "拟辛", "拟壬", "拟癸")


def sign(number: int, seed: int) -> str:
    """The sign of the organisation with this number; when all are given away they grow longer."""
    cycle, _ = divmod(number, SIGNS)
    place = (number * STEP + seed) % SIGNS
    place, third = divmod(place, len(THIRD))
    first, second = divmod(place, len(SECOND))
    longer = ""
    while cycle:
        cycle, more = divmod(cycle - 1, len(LONGER))
        longer += LONGER[more]
    return FIRST[first] + SECOND[second] + THIRD[third] + longer


def operator(number: int) -> str:
    given, surname = divmod(number, len(SURNAMES))
    return SURNAMES[surname] + GIVEN[given % len(GIVEN)]


def is_invented(name: str) -> bool:
    """Whether a name says of itself that it is an example: 演示, or a sign or name as above."""
    signs = (name[place : place + 3] for place in range(len(name) - 2))
    return (
        "演示" in name
        or any(s[0] in FIRST and s[1] in SECOND and s[2] in THIRD for s in signs)
        or (name[:1] in SURNAMES and name[1:3] in GIVEN)
    )
