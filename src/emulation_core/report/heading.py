"""What stands in every paper: who issues it, what it stands on, which run it was made from."""

from __future__ import annotations

import re

from emulation_core import law
from emulation_core.campaign import Note, Round, RoundKind
from emulation_core.plan import Plan
from emulation_core.report.material import Material
from emulation_core.report.result import short
from emulation_core.report.variables import Common
from emulation_core.report.words import cited, ended, inside, long_day

DIRECTOR, CHAIR = "GIÁM ĐỐC", "CHỦ TỊCH"
COMMITTEE = "ỦY BAN NHÂN DÂN"
_AGENCY = re.compile(r"^(?P<own>Sở .+?),? (?P<of>(?:tỉnh|thành phố) (?P<place>.+))$")
_COMMITTEE = re.compile(r"^[UỦ][ỷỶyY] ban nhân dân (?P<of>(?:tỉnh|thành phố) (?P<place>.+))$")
_SYMBOL = re.compile(r"/KH-(?P<letters>S[A-ZĐ&]+)$")


def common(material: Material, by: str | None = None) -> Common:
    """The variables of every paper; `by` is the issuer addressed, where one is: nobody petitions himself."""
    outcome, campaign = material.outcome, material.campaign
    *before, agency = outcome.agencies
    found, committee = _AGENCY.match(agency), _COMMITTEE.match(agency)
    own = found["own"] if found else agency
    # The agency of the plan is named in full once another signs: Sở Công Thương may be that of another province.
    plans = campaign.agency if before else own
    # The letters of an agency stand in its plan's number; those of the one that took over stand nowhere.
    symbol = None if before else _SYMBOL.search(campaign.plan.number)
    deputy = material.deputy or by == ("chu_tich_ubnd_tinh" if committee else "giam_doc_so")
    place = found or committee
    return Common(
        co_quan_chu_quan=f"{COMMITTEE}\n{found['of'].upper()}" if found else "",
        co_quan=f"{COMMITTEE}\n{committee['of'].upper()}" if committee else own.upper(),
        ten_co_quan=own,
        viet_tat="UBND" if committee else symbol["letters"] if symbol else "…",
        dia_danh=place["place"] if place else "…",
        ngay=long_day(outcome.on),
        phong_trao=_movement(campaign.title),
        ke_hoach=_plan(campaign.plan, plans),
        can_cu=_bases(campaign.plan, plans, _movement(campaign.title)),
        dot=_round(outcome.round),
        luot=material.run,
        ma_so=short(material.head),
        ngay_xet=f"{outcome.on:%d/%m/%Y}",
        ngay_quyet_dinh=f"{outcome.decided:%d/%m/%Y}",
        gia_dinh=tuple(ended(note.says) for note in outcome.assumptions),
        chua_co_van_ban=tuple(_text_not_held(material, note) for note in outcome.unresolved),
        ky=_signing(CHAIR if committee else DIRECTOR, deputy, committee is not None),
        nguoi_ky=material.signer,
    )


def _signing(head: str, deputy: bool, committee: bool) -> tuple[str, ...]:
    """The signer's office: a chairman signs for the committee (NĐ 30/2020/NĐ-CP, Phụ lục I, II.7)."""
    office = (f"KT. {head}", f"PHÓ {head}") if deputy else (head,)
    return (f"TM. {COMMITTEE}", *office) if committee else office


def issuer(material: Material, by: str) -> str:
    """An authority as a paper addresses it: its name in law, with the agency or the place it belongs to."""
    agency = material.outcome.agencies[-1]
    found = _AGENCY.match(agency) or _COMMITTEE.match(agency)
    own = found["own"] if found and "own" in found.groupdict() else agency
    known = law.issuers().get(by)
    name = known.name if known else by
    if name.endswith(" Sở"):
        return f"{name.removesuffix(' Sở')} {own}"
    return f"{name.removesuffix('tỉnh')}{found['of']}" if found and name.endswith(" tỉnh") else name


def _movement(title: str) -> str:
    return inside(title) if title.startswith("Phong trào") else f"phong trào thi đua “{title}”"


def _plan(plan: Plan, own: str) -> str:
    """The plan as one cites it; what its day leaves open stays open, and so does its number."""
    first, last = plan.earliest, plan.latest
    day = long_day(first)
    if first != last:
        month = f"{first.month:02}" if first.month < 3 else f"{first.month}"
        month = month if (first.year, first.month) == (last.year, last.month) else "…"
        year = f"{first.year}" if first.year == last.year else "…"
        day = f"ngày … tháng {month} năm {year}"
    return f"Kế hoạch số {plan.number} {day} của {own}"


def _bases(plan: Plan, own: str, movement: str) -> tuple[str, ...]:
    lines = [*map(cited, plan.basis), f"{_plan(plan, own)} về {movement}"]
    return tuple(f"Căn cứ {line}{'.' if n == len(lines) else ';'}" for n, line in enumerate(lines, 1))


def _round(round: Round) -> str:
    if round.kind is RoundKind.YEARLY:
        return f"năm {round.until.year}"
    return f"giai đoạn {round.starts.year}-{round.until.year}"


def _text_not_held(material: Material, note: Note) -> str:
    """A text that is not held: its own name, or the criterion that waits for it."""
    waiting = [criterion.clause for criterion in material.campaign.criteria if str(criterion.id) == note.about]
    return ended(f"{waiting[0] if waiting else note.about}: {note.says}")
