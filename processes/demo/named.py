"""The people of Älvhamn who are told by name, in the order in which a newcomer meets them on the way to a budget."""

from __future__ import annotations

from dataclasses import dataclass

from processes.demo.units import BOARD, COMPANIES, COUNCIL, MUNICIPALITY, PARENT_COMPANY

Role = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """workplace: name of the unit where the position is, None for the elected; roles: pairs of role and unit code;
    does: what the person is for in the demonstration, in Swedish."""

    name: str
    title: str
    does: str
    workplace: str | None = None
    manages: bool = False
    roles: tuple[Role, ...] = ()


def _head(name: str, committee: str, department: str) -> Named:
    return Named(
        name=name, title="Förvaltningschef", workplace=department, manages=True,
        roles=(("head-of-department", committee),),
        does=f"Förvaltningschef {committee}: skriver nämndens plan och budgetförslag",
    )  # fmt: skip


def _controller(name: str, *committees: str) -> Named:
    return Named(
        name=name, title="Controller", workplace="Budget och analys",
        roles=tuple(("controller", committee) for committee in committees),
        does=f"Controller {', '.join(committees)}: granskar nämndernas förslag",
    )  # fmt: skip


def _secretary(name: str, *committees: str) -> Named:
    roles = tuple((role, committee) for role in ("secretary", "registrar") for committee in committees)
    return Named(
        name=name, title="Nämndsekreterare", workplace="Nämndsekretariat", roles=roles,
        does=f"Nämndsekreterare {', '.join(committees)}: för in nämndernas beslut",
    )  # fmt: skip


def _managing_director(name: str, company: str) -> Named:
    return Named(
        name=name, title="Verkställande direktör", workplace=COMPANIES[company], manages=True,
        roles=(("managing-director", company),),
        does=f"VD {COMPANIES[company]}: skriver bolagets plan",
    )  # fmt: skip


NAMED = (
    Named(
        name="Jonas Ek", title="Ekonomidirektör", workplace="Ekonomiavdelningen", manages=True,
        roles=(("finance-director", MUNICIPALITY), ("process-owner", MUNICIPALITY)),
        does="Ekonomidirektör: startar budgetåret, lägger ramarna, väger samman och lägger fram förslaget",
    ),
    Named(
        name="Maria Ros", title="Kommunsekreterare", workplace="Nämndsekretariat",
        roles=(
            ("council-secretary", COUNCIL), ("secretary", COUNCIL), ("secretary", BOARD),
            ("registrar", COUNCIL), ("registrar", BOARD),
        ),
        does="Kommunsekreterare: för in kommunstyrelsens och fullmäktiges beslut och publicerar",
    ),
    Named(
        name="Astrid Lind", title="Kommundirektör", workplace="Kommunledningsförvaltningen", manages=True,
        roles=(("chief-executive", MUNICIPALITY), ("head-of-department", BOARD)),
        does="Kommundirektör: ser hela året; skriver som förvaltningschef KS plan (KL 7:1)",
    ),
    _head("Henrik Ström", "FGN", "Barn- och utbildningsförvaltningen"),
    _head("Ylva Sjö", "GVN", "Gymnasie- och arbetsmarknadsförvaltningen"),
    _head("Amina Warsame", "VON", "Vård- och omsorgsförvaltningen"),
    _head("Peter Hall", "SN", "Socialförvaltningen"),
    _head("Klara Wiik", "KFN", "Kultur- och fritidsförvaltningen"),
    _head("Mikael Grahn", "SBN", "Stadsbyggnadsförvaltningen"),
    _head("Sofia Lager", "MRN", "Miljö- och räddningsförvaltningen"),
    _controller("Erik Sand", "KS", "FGN", "GVN", "VON"),
    _controller("Leila Karimi", "SN", "KFN", "SBN", "MRN"),
    _secretary("Gunilla Moberg", "FGN", "GVN", "VON", "SN"),
    _secretary("Tomas Vik", "KFN", "SBN", "MRN"),
    _managing_director("Cecilia Brandt", "ASH"),
    _managing_director("Lars Hagman", "AEM"),
    _managing_director("Nina Tornberg", "AKF"),
    _managing_director("Patrik Roos", "ALE"),
    _managing_director("Helena Fors", "DAB"),
    # The parent company's people serve its subsidiaries: a role is looked for upward.
    Named(
        name="Viktor Sund", title="Koncerncontroller", workplace=COMPANIES[PARENT_COMPANY],
        roles=(("controller", PARENT_COMPANY),), does="Koncerncontroller: granskar bolagens planer",
    ),
    Named(
        name="Ingrid Palm", title="Styrelsesekreterare", workplace=COMPANIES[PARENT_COMPANY],
        roles=(("secretary", PARENT_COMPANY), ("registrar", PARENT_COMPANY)),
        does="Styrelsesekreterare: för in bolagsstyrelsernas beslut",
    ),
    Named(
        name="Nadia Berg", title="Processägare", workplace="Ekonomiavdelningen",
        roles=(("process-owner", MUNICIPALITY),), does="Processägare: ritar och driftsätter processerna",
    ),
    Named(
        name="Karin Dahl", title="Systemadministratör", workplace="Digital utveckling",
        roles=(("administrator", MUNICIPALITY),), does="Administratör: konton, incidenter, verksamhetstid",
    ),
    Named(
        name="Sara Holm", title="HR-direktör", workplace="HR-avdelningen", manages=True,
        roles=(("hr-director", MUNICIPALITY),), does="HR-direktör: startar medarbetaravtalen och följer hur de går",
    ),
    Named(
        name="Omar Haddad", title="HR-specialist", workplace="HR-stöd", roles=(("hr", MUNICIPALITY),),
        does="HR-specialist: ser vilka avtal som är klara men inte vad som står i dem",
    ),
    Named(
        name="Petra Öst", title="Rektor", workplace="Hamnskolan F–6", manages=True,
        does="Enhetschef på Hamnskolan: skriver avtal med sina medarbetare",
    ),
    Named(
        name="Ali Rask", title="Lärare", workplace="Hamnskolan F–6",
        does="Medarbetare på Hamnskolan: förbereder och bekräftar sitt avtal",
    ),
    Named(
        name="Bengt Stål", title="Förtroendevald revisor", roles=(("auditor", MUNICIPALITY),),
        does="Revisor: läser allt (KL 12:9)",
    ),
    Named(
        name="Eva Norén", title="Kommunstyrelsens ordförande",
        roles=(("chair", BOARD), ("member", BOARD), ("member", COUNCIL)),
        does="Kommunstyrelsens ordförande: läser KS ärenden",
    ),
    Named(
        name="Samir Nasser", title="Ledamot", roles=(("member", "FGN"),),
        does="Ledamot i FGN: läser nämndens ärenden",
    ),
    Named(
        name="Ulla Bergman", title="Ledamot", roles=(("member", "VON"), ("member", COUNCIL)),
        does="Ledamot i VON och fullmäktige: läser nämndens ärenden",
    ),
)  # fmt: skip
