"""The county's towns, with the enforcement office of each and its word in document numbers."""

from dataclasses import dataclass

from portal.demo.county.draw import Weighted

COUNTY = "320281"


@dataclass(frozen=True, slots=True)
class Town:
    region_code: str
    name: str
    word: str
    office: str
    street: str


def _town(number: int, name: str, letters: str, word: str, street: str) -> Town:
    return Town(f"{COUNTY}{number:03d}", name, word, f"{COUNTY}-{letters}-zhzf", street)


TOWNS = (
    _town(1, "澄江", "chengjiang", "江", "澄江街道"),
    _town(2, "南闸", "nanzha", "南", "南闸街道"),
    _town(3, "云亭", "yunting", "云", "云亭街道"),
    _town(4, "夏港", "xiagang", "夏", "夏港街道"),
    _town(5, "申港", "shengang", "申", "申港街道"),
    _town(6, "利港", "ligang", "利", "利港街道"),
    _town(7, "璜土", "huangtu", "璜", "璜土镇"),
    _town(8, "月城", "yuecheng", "月", "月城镇"),
    _town(9, "青阳", "qingyang", "青", "青阳镇"),
    _town(10, "徐霞客", "xuxiake", "徐", "徐霞客镇"),
    _town(11, "华士", "huashi", "华", "华士镇"),
    _town(12, "周庄", "zhouzhuang", "周", "周庄镇"),
    _town(13, "新桥", "xinqiao", "新", "新桥镇"),
    _town(14, "长泾", "changjing", "长", "长泾镇"),
    _town(15, "顾山", "gushan", "顾", "顾山镇"),
    _town(16, "祝塘", "zhutang", "祝", "祝塘镇"),
    _town(17, "高新区", "gaoxinqu", "高", "高新区"),
    _town(18, "临港", "lingang", "临", "临港经开区"),
)
# Most sit in the main town, around the port and in the zones.
BY_SIZE = Weighted(
    *zip(TOWNS, (22, 4, 5, 4, 5, 3, 4, 3, 5, 7, 8, 8, 3, 4, 3, 5, 9, 8), strict=True)
)
BY_CODE = {town.region_code: town for town in TOWNS}
# No street of the county is called like these.
ROADS = ("拟山路", "例桥路", "样河街", "譬园路", "示范弄", "虚舟路", "设塘路", "例港大道")
