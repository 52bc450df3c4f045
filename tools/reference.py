"""The pages of docs/ that are made from the program itself: the file, the rules, the command line, what was assumed.

    python tools/reference.py            write them
    python tools/reference.py --check    write nothing; exit code 1 where one is out of date

A rule without a docstring, or an option without help, is an error here: it could not be documented.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import attrs
import click

from emulation_core import plugins
from emulation_core.cli import EXIT, Verbs
from emulation_core.cli.verbs import verbs
from emulation_core.config import Catalogue, load
from emulation_core.config.schema import campaign_schema
from emulation_core.i18n import _, set_language

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by tools/reference.py; not to be edited. -->"
ENDS = {
    "done": ("Xong.", "Done."),
    "users_fault": (
        "Dữ liệu, tệp kế hoạch hoặc sổ của người dùng có chỗ sai: một khối trên stderr nói sai gì, ở đâu.",
        "The user's data, configuration or ledger is at fault: one block on stderr says what and where.",
    ),
    "usage": ("Gõ sai lệnh hoặc tùy chọn.", "Wrong usage: an unknown verb, option or argument."),
    "our_fault": (
        "Lỗi của chương trình: chi tiết nằm trong một tệp được nêu tên.",
        "Our fault: what happened is in a file that is named.",
    ),
    "stopped": (
        "Người dùng dừng (Ctrl-C): không tệp nào viết dở.",
        "Stopped by the user (Ctrl-C): no file is left half written.",
    ),
}
SLOTS = {
    "evaluators": ("Evaluators", "what judges a criterion: `evaluator`, `applies_if`, `[[scope]]`"),
    "quotas": ("Quotas", "how many seats an award has: `quota`"),
    "periods": ("Periods", "how a campaign lies in time: `period`"),
    "procedures": ("Procedures", "what is handed in and by when: `[procedure]`"),
}
PLAIN = {"string": "text", "number": "number", "integer": "whole number", "boolean": "`true`, `false`"}

Schema = Mapping[str, Any]


def registry() -> plugins.Registry:
    """The builtin rules and those that are shipped, whatever else is installed here."""
    ours = [entry for entry in entry_points(group=plugins.GROUP) if entry.dist and entry.dist.name == "emulation-core"]
    return plugins.load(ours)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table in Markdown; nothing without rows."""
    rows = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    if rows:
        head = list(head)
        yield from ("", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
        yield from (f"| {' | '.join(row)} |" for row in rows)


# The file and its rules.


def name(definition: str) -> str:
    """A definition of the schema as pages call it: rules by their `use`, tables by their class."""
    slot, _dot, rule = definition.partition(".")
    return rule if slot in SLOTS else definition.rpartition(".")[2]


def references(schema: Any) -> Iterator[str]:
    """The definitions that a part of the schema names."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].removeprefix("#/$defs/")
        for inner in schema.values():
            yield from references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from references(inner)


def places(schema: Schema) -> dict[str, list[str]]:
    """Of each definition the keys it stands at: `awards`, `Award.votes`, `bands.bands`."""
    found: dict[str, list[str]] = {}
    for owner, inner in (("", schema), *schema["$defs"].items()):
        for key, value in inner.get("properties", {}).items():
            for definition in references(value):
                found.setdefault(definition, []).append(f"`{name(owner)}.{key}`" if owner else f"`{key}`")
    return found


def worded(schema: Schema) -> str:
    """A type in words; what has a heading of its own is linked."""
    if "$ref" in schema:
        of = schema["$ref"].removeprefix("#/$defs/")
        return {"Id": "id", "Text": "text", "CampaignId": "campaign id", "Seats": "0 or more"}.get(of, f"`{name(of)}`")
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(map(worded, schema[key])))
    if schema.get("format") == "date":
        return "day"
    if schema.get("type") == "array":
        return f"list of {worded(schema['items'])}" if "items" in schema else "list"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"table: id → {worded(inner)}" if isinstance(inner, dict) else "table"
    return PLAIN.get(str(schema.get("type")), "anything")


def keys(schema: Schema) -> Iterator[str]:
    """The keys of a table: required ones first, then those with a default, each group in the order of the class."""
    required = set(schema.get("required", ()))
    shown = {key: inner for key, inner in schema.get("properties", {}).items() if key != "use"}
    rows = [
        (f"`{key}`", worded(inner), "required" if key in required else default(inner))
        for key, inner in sorted(shown.items(), key=lambda pair: pair[0] not in required)
    ]
    yield from table(("key", "value", "default"), rows)


def default(schema: Schema) -> str:
    """A default as TOML writes it; a dash where a key may just be absent."""
    return f"`{json.dumps(schema['default'], ensure_ascii=False)}`" if "default" in schema else "–"


def said(cls: type) -> tuple[str, str] | None:
    """The rule in words, with its fields as slots; None where the criterion's text speaks for it."""
    if not hasattr(cls, "says"):
        return None
    rule = cls(*(() if field.default is attrs.NOTHING else field.default for field in attrs.fields(cls)))
    vi, en = rule.says()
    return vi, en


def rule_page(rule: plugins.Rule, schema: Schema) -> Iterator[str]:
    """One rule: what it asks, in its own words, its keys, its sentence."""
    about = inspect.getdoc(rule.cls)
    if not about:
        sys.exit(f"{rule.name}: a rule needs a docstring")
    yield from ("", f"### `{rule.name}`", "", about)
    if sentence := said(rule.cls):
        vi, en = (half.replace("{", "‹").replace("}", "›") for half in sentence)
        yield from ("", f"*{vi}* · *{en}*")
    yield from keys(schema)


def evaluators() -> Iterator[str]:
    """Every rule a campaign may name, the builtin ones first, then those of the provinces that are shipped."""
    rules = registry()
    defs = campaign_schema(rules)["$defs"]
    yield from (
        "# Rules: evaluators, quotas, periods, procedures",
        "",
        MADE,
        "",
        'A rule is named by `use` in its table: `{ use = "at_least", fact = "so_sang_kien", value = 1 }`. Names with a',
        "dot belong to a province: only its own campaigns may use them. Below each rule stands the sentence that",
        "explanations print, with its keys in ‹›. What a cell must hold to be read is in [evidence.md](evidence.md),",
        "how points are counted in [points.md](points.md); how to write a rule of your own, in [hooks.md](hooks.md).",
        "`fact` and every other id of a fact names an entry of `[facts]`; tables inside a rule are explained in",
        "[campaign-file.md](campaign-file.md).",
    )
    for slot, (title, about) in SLOTS.items():
        yield from ("", f"## {title}", "", about[0].upper() + about[1:] + ".")
        for rule in rules.rules[slot].values():
            yield from rule_page(rule, defs[f"{slot}.{rule.name}"])


def campaign_file() -> Iterator[str]:
    """Every table of a campaign file, from its schema."""
    schema = campaign_schema(registry())
    yield from (
        "# The campaign file, key by key",
        "",
        MADE,
        "",
        "One file in TOML per plan. [Từ kế hoạch giấy đến tệp TOML](tu-ke-hoach-giay-den-toml.md) writes one clause",
        "by clause; the rules that `use` names are in [evaluators.md](evaluators.md). An unknown key, a wrong type, a",
        "fact that is not declared or that nothing reads is refused, with every other fault of the file, each as",
        "`file:line:column: key: what`.",
        "",
        "## The file",
        "",
        schema["description"],
    )
    (needed,) = (part["else"]["required"] for part in schema["allOf"] if "required" in part["else"])
    yield from keys({**schema, "required": needed})
    yield from ("", "A file that [extends](extending.md) another needs none of them.")
    stands = places(schema)
    for definition, inner in sorted(schema["$defs"].items(), key=lambda pair: name(pair[0])):
        is_rule = definition.partition(".")[0] in SLOTS or "oneOf" in inner
        if not is_rule and inner.get("type") == "object" and "properties" in inner:
            where = ", ".join(dict.fromkeys(stands[definition]))
            yield from ("", f"## `{name(definition)}`", "", f"At {where}. {inner['description']}")
            yield from keys(inner)
    yield from ("", "## Words", "", "Values that are one of a closed set.")
    words = {d: s for d, s in schema["$defs"].items() if "enum" in s}
    yield from table(("", "one of", ""), ((f"`{d}`", worded(s), s["description"]) for d, s in words.items()))


# The command line.


def both(english: str) -> tuple[str, str]:
    """A message in Vietnamese and English; it was read while the program spoke English."""
    set_language("vi")
    vietnamese = _(english)
    set_language("en")
    return vietnamese, english


def options(command: click.Command, but: Iterable[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Each option: as it is typed, in Vietnamese, in English."""
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in but:
            if not option.help:
                sys.exit(f"{command.name} {option.opts[0]}: an option needs help")
            context = click.Context(command)
            typed = ", ".join([*option.opts, *option.secondary_opts])
            takes = "" if option.is_flag else f" {option.make_metavar(context)}"
            yield (f"`{typed}{takes}`", *both(option.help))


def verb_page(path: str, command: click.Command, shared: Iterable[str]) -> Iterator[str]:
    """A verb: what it does, how it is typed, its own options; then the verbs below it."""
    vi, en = both(command.help or sys.exit(f"{path}: a verb needs help"))
    context = click.Context(command, info_name=path)
    places = " ".join(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))
    names = command.list_commands(context) if isinstance(command, click.Group) else []
    below = {name: command.get_command(context, name) for name in names} if isinstance(command, click.Group) else {}
    yield from ("", f"## `{path}`", "", f"{vi} *{en}*", "")
    yield f"`emulation {path}{f' {places}' if places else ''}{' COMMAND' if below else ''} [OPTIONS]`"
    yield from table(("Tùy chọn", "Để làm gì", "What for"), options(command, shared))
    for inner, one in below.items():
        assert one is not None, "it is listed"
        yield from verb_page(f"{path} {inner}", one, shared)


def command_line() -> Iterator[str]:
    """Every verb with its options, and how a command ends."""
    set_language("en")
    commands = {verb: Verbs().get_command(click.Context(Verbs()), verb) for verb in verbs()}
    common = ("provinces", "lang", "as_json")
    some: click.Command = commands["campaigns"]
    yield from (
        "# Các lệnh · The command line",
        "",
        MADE,
        "",
        "`CAMPAIGN` là mã của phong trào (`lam_dong/so_cong_thuong_2026`) hoặc đường dẫn tới tệp; `RUN` là mã của lần",
        "chấm hoặc `latest`; ngày viết `2027-03-01` hoặc `01/03/2027`. Mọi tùy chọn đứng sau tên lệnh. Không lệnh",
        "nào hỏi lại khi không có người ngồi trước màn hình.",
        "",
        "*`CAMPAIGN` is a campaign's id or a path, `RUN` a run's id or `latest`. Options stand after the verb.*",
        "",
        "## Lệnh nào cũng nhận · Accepted by every verb",
    )
    everywhere = [one for one in options(some) if any(word in one[0] for word in ("provinces", "lang", "json"))]
    yield from table(("Tùy chọn", "Để làm gì", "What for"), everywhere)
    yield from (
        "",
        "`--help`: mọi tùy chọn của một lệnh. *Everything a verb accepts.* `EMULATION_PROVINCES` thêm thư mục như",
    )
    yield "`--provinces`. *Adds folders as `--provinces` does.*"
    yield from ("", "## Mã thoát · Exit codes")
    rows = ((f"`{code}`", *ENDS[why]) for why, code in sorted(EXIT.items(), key=lambda pair: pair[1]))
    yield from table(("Mã", "Nghĩa", "Meaning"), rows)
    for verb, command in commands.items():
        yield from verb_page(verb, command, common)
    set_language("vi")


# What was assumed.


def assumptions() -> Iterator[str]:
    """Of every shipped campaign what its file assumes, lacks and remarks."""
    rules, known = registry(), Catalogue()
    yield from (
        "# Năm kế hoạch: giả định, văn bản chưa có, chỗ cần lưu ý",
        "",
        MADE,
        "",
        "Lấy từ chính các tệp: kết quả nào cũng in kèm hai phần đầu. Vì sao hiểu như vậy thì đọc trang của từng tỉnh.",
        "",
        "*From the files themselves. Every result prints the first two parts; the page of each province says why.*",
    )
    for id, path in known.campaigns():
        campaign, province = load(path, id, rules, known).campaign, id.partition("/")[0]
        yield from ("", f"## {campaign.agency}: `{id}`", "", f"{campaign.title}. [Cách đọc](readings/{province}.md)")
        parts = (
            ("Giả định", campaign.assumptions),
            ("Văn bản chưa có", campaign.unresolved),
            ("Chỗ cần lưu ý", campaign.notes),
        )
        for title, remarks in parts:
            if remarks:
                yield from ("", f"### {title}", "")
                yield from (f"- **{remark.about}**: {remark.says}" for remark in remarks)


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "evaluators.md": evaluators,
    "campaign-file.md": campaign_file,
    "cli.md": command_line,
    "assumptions.md": assumptions,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are out of date."""
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    stale = 0
    # The command line first: its messages are fixed when its modules are imported.
    for page in sorted(PAGES, key=lambda page: page != "cli.md"):
        text, path = "\n".join(PAGES[page]()) + "\n", DOCS / page
        if arguments and (not path.is_file() or path.read_text("utf-8") != text):
            print(f"out of date: docs/{page}; run: python tools/reference.py")
            stale = 1
        elif not arguments:
            path.write_text(text, "utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
