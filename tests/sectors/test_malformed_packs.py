"""Malformed packs: each is refused with file and line, and nothing is written."""

from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from core import doors
from core.actors import SYSTEM
from core.errors import Refusal
from sectors.models import Line, OrgUnit, Pack, Region
from sectors.services.packs import load_packs

pytestmark = [pytest.mark.django_db, pytest.mark.req("R270")]

PACK = """section: pack
version: 1
code: mini
kind: county
name: 小县
region: "990101"
sources: [测试]
"""
REGIONS = """section: regions
version: 1
pack: mini
regions:
  - {code: "990000", name: 某省, level: province, parent: null}
  - {code: "990100", name: 某市, level: city, parent: "990000"}
  - {code: "990101", name: 某县, level: county, parent: "990100"}
"""
UNITS = """section: units
version: 1
pack: mini
units:
  - code: u-gov
    level: county
    kind: government
    region: "990101"
    parent: null
    short_name: 县政府
    names: [{name: 某县人民政府}]
  - code: u-house
    level: county
    kind: government
    region: "990101"
    parent: u-gov
    short_name: 住建局
    names:
      - {name: 某县建设局, to: 2015-01-01}
      - {name: 某县住房和城乡建设局, from: 2015-01-01}
successions:
  - from: u-house
    to: u-house
    kind: rename
    effective_on: 2015-01-01
    basis: 某发〔2015〕1号
"""
LINES = """section: lines
version: 1
pack: mini
sectors:
  - {code: housing, name: 住建, determined_by: local, source: 测试}
lines:
  - {code: building, sector: housing, unit: u-house, name: 施工, source: 测, from_date: 2021-03-26}
"""
FILES = {"pack": PACK, "regions": REGIONS, "units": UNITS, "lines": LINES}


@dataclass(frozen=True)
class Bad:
    """In which file, what in place of what, and what is said of it."""

    name: str
    file: str
    old: str
    new: str | bytes
    says: str

    def __str__(self) -> str:
        return self.name


CASES = Path(__file__).with_name("malformed_packs.yaml")
BAD = [Bad(**case) for case in yaml.safe_load(CASES.read_text())] + [
    Bad("NUL byte", "units", "县政府", b"\x00", "units.yaml:10: 含有空字符（NUL）"),
    Bad("not UTF-8", "units", "县政府", "县".encode("gb18030"), "units.yaml:10: 不是 UTF-8 编码"),
    Bad("2 MB", "units", "units:", b"#" * 2_000_000 + b"\nunits:", "units.yaml:1: 文件超过 1 MB"),
    Bad("deep nesting", "units", "u-gov\n    short", b"[" * 5000, "units.yaml:16: 嵌套超过 20 层"),
    Bad("a list at the top", "units", UNITS, b"- 1\n", "units.yaml:1: 内容不是“键: 值”的形式"),
    Bad("empty file", "units", UNITS, b"", "units.yaml:1: 内容不是“键: 值”的形式"),
    Bad("a second header", "lines", LINES, PACK, "lines.yaml:1: section: pack 与 pack.yaml 必须"),
]


def write(folder: Path, bad: Bad | None = None) -> Path:
    """A small right pack, with one thing made wrong."""
    pack = folder / "mini"
    pack.mkdir()
    for name, text in FILES.items():
        raw = text.encode()
        if bad and bad.file == name:
            assert text.count(bad.old) == 1, bad
            new = bad.new if isinstance(bad.new, bytes) else bad.new.encode()
            raw = raw.replace(bad.old.encode(), new)
        (pack / f"{name}.yaml").write_bytes(raw)
    return folder


def nothing_written() -> bool:
    models = (Pack, Region, OrgUnit, Line)
    return not any(model._default_manager.exists() for model in models)


def test_the_right_pack_loads(tmp_path: Path) -> None:
    loaded = doors.run(load_packs, actor=SYSTEM, root=write(tmp_path))
    assert [each.code for each in loaded] == ["mini"]
    assert (OrgUnit.objects.count(), Region.objects.count(), Line.objects.count()) == (2, 3, 1)


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_a_malformed_pack_is_refused_with_file_and_line(bad: Bad, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        doors.run(load_packs, actor=SYSTEM, root=write(tmp_path, bad))
    assert refused.value.code == "sectors.pack_refused"
    said = [f"{field.field}: {field.message}" for field in refused.value.fields]
    assert len(said) == 1
    assert said[0].startswith(f"mini/{bad.says}")
    assert nothing_written()


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    root = write(tmp_path)
    units = root / "mini" / "units.yaml"
    units.write_text(units.read_text().replace("level: county", "level: moon"))
    lines = root / "mini" / "lines.yaml"
    lines.write_text(lines.read_text().replace("determined_by: local", "determined_by: 3"))
    with pytest.raises(Refusal) as refused:
        doors.run(load_packs, actor=SYSTEM, root=root)
    assert [field.field for field in refused.value.fields] == [
        "mini/lines.yaml:5",
        "mini/units.yaml:6",
        "mini/units.yaml:13",
    ]
    assert (
        refused.value.detail
        == "配置包有 3 处问题，没有装载任何内容。请按列出的文件和行号修改后重新装载。"
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../mini", "../mini:1: 不是配置包的名称"),
        ("/etc", "/etc:1: 不是配置包的名称"),
        ("mini/../../etc", "mini/../../etc:1: 不是配置包的名称"),
        ("..", "..:1: 不是配置包的名称"),
        ("MINI", "MINI:1: 不是配置包的名称"),
        ("mini\x00", "mini\x00:1: 不是配置包的名称"),
        ("absent", "absent:1: 没有这个配置包"),
    ],
)
def test_only_folders_under_the_root_are_packs(name: str, says: str, tmp_path: Path) -> None:
    root = tmp_path / "packs"
    root.mkdir()
    write(root)
    err = StringIO()
    with pytest.raises(CommandError):
        call_command("load_packs", name, root=root, stdout=StringIO(), stderr=err)
    assert err.getvalue().startswith(says)
    assert nothing_written()


def test_a_pack_without_header_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path)
    (root / "mini" / "pack.yaml").unlink()
    with pytest.raises(Refusal) as refused:
        doors.run(load_packs, actor=SYSTEM, root=root)
    assert [field.field for field in refused.value.fields] == ["mini/pack.yaml:1"]


def test_links_and_other_files_are_refused(tmp_path: Path) -> None:
    root = write(tmp_path)
    secret = tmp_path.parent / "secret.yaml"
    secret.write_text("section: lines\n")
    (root / "mini" / "linked.yaml").symlink_to(secret)
    (root / "mini" / "units.yml").write_text(UNITS)
    (root / "mini" / "README.md").write_text("notes")
    with pytest.raises(Refusal) as refused:
        doors.run(load_packs, actor=SYSTEM, root=root)
    assert [f"{field.field}: {field.message}" for field in refused.value.fields] == [
        "mini/linked.yaml:1: 是链接，不是文件。请放入文件本身。",
        "mini/units.yml:1: 不是 .yaml 文件。请改名为 .yaml，或移出配置包。",
    ]
    assert nothing_written()


def test_a_thing_two_packs_name_is_refused(tmp_path: Path) -> None:
    root = write(tmp_path)
    doors.run(load_packs, actor=SYSTEM, root=root)
    other = root / "other"
    other.mkdir()
    (other / "pack.yaml").write_text(PACK.replace("code: mini", "code: other"))
    (other / "lines.yaml").write_text(LINES.replace("pack: mini", "pack: other"))
    with pytest.raises(Refusal) as refused:
        doors.run(load_packs, actor=SYSTEM, root=root)
    assert [f"{field.field}: {field.message}" for field in refused.value.fields] == [
        "other/lines.yaml:5: 行业领域“housing”重复。配置包 mini 已有，请从一处删去。",
        "other/lines.yaml:7: 条线“building”重复。配置包 mini 已有，请从一处删去。",
    ]
    assert not Pack.objects.filter(code="other").exists()
