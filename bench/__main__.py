"""bin/bench --list · bin/bench NAME… [--subjects N] [--json]"""

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path

from bench.registry import Measure, known


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="测量平台的速度承诺。")
    parser.add_argument("names", nargs="*", metavar="NAME", help="要运行的项目；不写则全部运行")
    parser.add_argument("--list", action="store_true", help="列出全部项目")
    parser.add_argument("--subjects", type=int, default=100_000, help="数据规模（主体数）")
    parser.add_argument("--json", action="store_true", help="每行输出一个 JSON 对象")
    options = parser.parse_args(arguments)

    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in {"__main__", "registry"}:
            importlib.import_module(f"bench.{module.name}")
    if options.list:
        for entry in known().values():
            print(f"{entry.name:<14}{entry.title}")
        return 0
    unknown = sorted(set(options.names) - set(known()))
    if unknown:
        parser.error(f"没有这些项目：{', '.join(unknown)}。用 --list 查看全部。")
    held = True
    for name in options.names or known():
        for measure in known()[name].run(options.subjects):
            held = held and measure.holds
            print(as_line(measure, as_json=options.json), flush=True)
    return 0 if held else 1


def as_line(measure: Measure, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(measure.as_json(), ensure_ascii=False)
    row = measure.as_json()
    compared = f"{row['value']} {row['unit']}"
    if row["ratio"] is not None:
        compared += f"，为下限 {row['floor']} 的 {row['ratio']} 倍"
    verdict = "成立" if row["holds"] else "不成立"
    return f"{row['name']:<28}{compared}（要求 {row['bound']} {row['limit']}）{verdict}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
