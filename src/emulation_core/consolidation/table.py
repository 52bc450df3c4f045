"""The nominees as evidence of the province's campaign: which facts the agencies' ledgers can state, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import polars as pl

from emulation_core import law, toml
from emulation_core.campaign import Campaign, Loaded, Note
from emulation_core.consolidation.gather import Gathered, notes
from emulation_core.consolidation.nominee import Nominee
from emulation_core.errors import CampaignRefused
from emulation_core.evidence import ROW, SHEET, Evidence, Sheet
from emulation_core.i18n import _
from emulation_core.model import FactType, Text, column_type

Said = Callable[[Nominee], object]
OFFERED: Mapping[str, tuple[FactType, Said]] = {
    "co_quan_de_nghi": (FactType.TEXT, lambda one: one.agency),
    "hinh_thuc_de_nghi": (FactType.TEXT, lambda one: one.award),
    "can_cu_de_nghi": (FactType.TEXT, lambda one: f"{one.clause}, {one.plan}"),
    "de_nghi_chac_chan": (FactType.FLAG, lambda one: one.certain),
    "hoi_dong_co_quan_chon": (FactType.FLAG, lambda one: one.by_council),
    "diem_tai_co_quan": (FactType.NUMBER, lambda one: one.points),
    "xep_hang_tai_co_quan": (FactType.COUNT, lambda one: one.rank),
    "xep_loai_tai_co_quan": (FactType.TEXT, lambda one: one.label),
    "so_suat_cua_co_quan": (FactType.COUNT, lambda one: one.seats),
    "so_de_nghi_cua_co_quan": (FactType.COUNT, lambda one: one.listed),
}
"""The facts a provincial campaign may declare and have filled, each of this type; null is what nobody stated."""


def misfits(loaded: Loaded, form: str) -> CampaignRefused | None:
    """Why the table cannot be evidence of `loaded`: a fact of another type, or no award of the form collected."""
    campaign = loaded.campaign
    problems: list[toml.Problem] = [
        (
            ("facts", name, "type"),
            _("{type}; the consolidated table states it as {accepted}").format(
                type=fact.type.value, accepted=OFFERED[name][0].value
            ),
        )
        for name, fact in campaign.facts.items()
        if name in OFFERED and fact.type is not OFFERED[name][0]
    ]
    if form not in {award.law_form for award in campaign.awards}:
        problems.append((("awards",), _("no award of the form {form}, which is collected").format(form=form)))
    raw = toml.parse(loaded.text, loaded.path)
    return CampaignRefused(toml.faults(loaded.path, loaded.text, raw, problems)) if problems else None


def evidence(gathered: Gathered, campaign: Campaign, decided: date) -> Evidence:
    """Everybody proposed, with those of the `OFFERED` facts that `campaign` declares; every other fact is absent.

    Each run is a sheet, so that every value is read at "ledger#run:place › fact".
    """
    facts = law.dictionary(campaign.facts)
    wanted = {str(name): OFFERED[name][1] for name in campaign.facts if name in OFFERED}
    told = [(n, row, one) for n, (_b, run) in enumerate(gathered.runs) for row, one in enumerate(run.nominees, 1)]
    columns: dict[str, tuple[pl.DataType, list[object]]] = {
        "id": (pl.String(), [one.id for _n, _row, one in told]),
        "name": (pl.String(), [one.name for _n, _row, one in told]),
        "unit": (pl.String(), [one.unit for _n, _row, one in told]),
        "kind": (pl.String(), [one.kind.value for _n, _row, one in told]),
        SHEET: (pl.Int64(), [n for n, _row, _one in told]),
        ROW: (pl.Int64(), [row for _n, row, _one in told]),
    }
    for name, fact in facts.items():
        say = wanted.get(name)
        values = [None if say is None else say(one) for _n, _row, one in told]
        columns[name] = (column_type(fact.type), values)
    return Evidence(
        pl.DataFrame({name: pl.Series(name, values, type, strict=True) for name, (type, values) in columns.items()}),
        tuple(Sheet(f"{book.path.name}#{run.run}", {name: name for name in wanted}) for book, run in gathered.runs),
        tuple(sorted({*notes(gathered, decided), *_absent(campaign)})),
        origins=tuple(
            (run.campaign, run.round, run.head, book.last, next(reversed(book.anchors), "") if run.vouched else "")
            for book, run in gathered.runs
        ),
    )


def _absent(campaign: Campaign) -> Iterator[Note]:
    """Facts that agencies' ledgers cannot state."""
    for name in campaign.facts:
        if name not in OFFERED:
            yield Note(Text(name), Text(_("no agency's ledger states it; absent for everybody")))
