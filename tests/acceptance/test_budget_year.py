"""Budget year 2027 from frames to the new council's decision, by signing in as each role involved."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.acceptance.conftest import Served
from tests.acceptance.visitor import FIRST, Visitor

HEADS = {
    "Kommunstyrelsen": "Astrid Lind", "Förskole- och grundskolenämnden": "Henrik Ström",
    "Gymnasie-, vuxenutbildnings- och arbetsmarknadsnämnden": "Ylva Sjö", "Vård- och omsorgsnämnden": "Amina Warsame",
    "Socialnämnden": "Peter Hall", "Kultur- och fritidsnämnden": "Klara Wiik", "Stadsbyggnadsnämnden": "Mikael Grahn",
    "Miljö- och räddningsnämnden": "Sofia Lager",
}  # fmt: skip
DIRECTORS = {
    "Älvhamns Stadshus AB": "Cecilia Brandt", "Älvhamns Energi och Miljö AB": "Lars Hagman",
    "Älvhamns Kommunfastigheter AB": "Nina Tornberg", "Älvhamns Logistik och Etablering AB": "Patrik Roos",
    "Destination Älvhamn AB": "Helena Fors",
}  # fmt: skip
CONTROLLERS = {"Erik Sand": 4, "Leila Karimi": 4}
SECRETARIES = {"Gunilla Moberg": 4, "Tomas Vik": 3, "Maria Ros": 1}
FRAMES = (360, 2215, 905, 455, 110, 430, 665, 2290)
COMMITMENT = {
    "commitments.0.title": "Läxhjälp på alla skolor", "commitments.0.responsible": "Enhetschefen",
    "commitments.0.target": "40 grupper", "commitments.0.due": "2027-06-01",
}  # fmt: skip


def decision(number: int, **more: str) -> dict[str, str]:
    return {"decision": "bifall", "meeting": FIRST, "paragraph": str(number), "diary_no": f"KSKF/2026:{number}"} | more


def test_a_newcomer_carries_the_budget_to_the_councils_decision(visitor: Visitor, served: Served) -> None:
    finance_starts_the_year(visitor)
    committees_and_companies_hand_in(visitor)
    finance_weighs_together(visitor)
    served.yearwheel("demo", "--at", "2026-10-20")
    board_proposes(visitor)
    council_decides(visitor)


def finance_starts_the_year(visitor: Visitor) -> None:
    visitor.become("Jonas Ek")
    visitor.start("Årshjulet: budget", {"year": "2027"})
    frames = {f"frames.{row}.frame_prev": str(amount - 20) for row, amount in enumerate(FRAMES)}
    frames |= {f"frames.{row}.priority": "20" for row in range(len(FRAMES))}
    frames |= {f"frames.{row}.investment_frame": "100" for row in range(len(FRAMES))}
    targets = {f"company_targets.{row}.result_target": "10" for row in range(len(DIRECTORS))}
    answers = {"directives": "Håll ramen.", **frames, **targets, "mbl_status": "pågår"}
    visitor.open_task("Ta fram direktiv och ramar")
    visitor.fill(answers | {"directives": ""})
    visitor.send()
    summary = visitor.page.get_by_role("alert")
    expect(summary).to_contain_text("irektiv")
    expect(visitor.page.locator('[name="frames.3.priority"]')).to_have_value("20")
    visitor.fill({"directives": "Håll ramen."})
    assert "KS beslutar om ramar" in visitor.finish()
    visitor.become("Maria Ros")
    said = visitor.do("KS beslutar om ramar", decision(41))
    assert "13" in said, said


def committees_and_companies_hand_in(visitor: Visitor) -> None:
    for body, head in HEADS.items():
        visitor.become(head)
        visitor.open_task("Ta fram nämndplan och budgetförslag", body)
        visitor.fill(
            {
                "goal_contributions.0.goal": "Fler klarar skolan", "goal_contributions.0.contribution": "Läxhjälp",
                **COMMITMENT, "budget_request": "100", "deviation_reason": "Färre elever",
            }
        )  # fmt: skip
        assert "Granska förslaget" in visitor.finish()
    for body, director in DIRECTORS.items():
        visitor.become(director)
        visitor.do(
            "Ta fram affärsplan och budget", {"owner_directive": "Följs", "result_budget": "12", **COMMITMENT}, body
        )
    for controller, number in {**CONTROLLERS, "Viktor Sund": 5}.items():
        visitor.become(controller)
        for _ in range(number):
            visitor.do("Granska förslaget", {"arith_ok": "true", "within_frame": "true", "result": "godkänd"})
    for secretary, number in SECRETARIES.items():
        visitor.become(secretary)
        for paragraph in range(number):
            visitor.do("Nämnden beslutar", decision(60 + paragraph))
    visitor.become("Ingrid Palm")
    for _ in range(5):
        visitor.do("Styrelsen beslutar", {"decision": "bifall", "meeting": "2026-05-20", "paragraph": "7"})


def finance_weighs_together(visitor: Visitor) -> None:
    visitor.become("Jonas Ek")
    sent_back = {"proposal": "FGN ser över sin plan.", "outcome": "committees", "return_to": "FGN"}
    visitor.do("Sammanställ och avväg", sent_back)
    visitor.become("Henrik Ström")
    visitor.open_task("Ta fram nämndplan och budgetförslag")
    expect(visitor.page.locator('[name="budget_request"]')).to_have_value("100")
    visitor.fill({"budget_request": "90"})
    visitor.finish()
    visitor.become("Erik Sand")
    visitor.do("Granska förslaget", {"arith_ok": "true", "within_frame": "true", "result": "godkänd"})
    visitor.become("Gunilla Moberg")
    visitor.do("Nämnden beslutar", decision(71))
    visitor.become("Jonas Ek")
    visitor.do("Sammanställ och avväg", {"proposal": "I balans.", "outcome": "balanced"})
    visitor.become("Maria Ros")
    premises = {"premises": "Oförändrade tills vidare.", "price_wage_index": "2,1"}
    said = visitor.do("KS fastställer tekniska förutsättningar", decision(80, **premises))
    assert "Skriv budgetförslaget" in said


def board_proposes(visitor: Visitor) -> None:
    visitor.become("Jonas Ek")
    amounts = {f"appropriations.{row}.amount": "100" for row in range(len(HEADS))}
    documents = {"budget_doc": "file", "three_year_plan": "file", "company_account": "Se bilagan."}
    visitor.do("Skriv budgetförslaget", {"tax_rate": "22,02", **amounts, **documents})
    visitor.become("Maria Ros")
    visitor.do("KS beslutar om budgetförslaget", decision(90))
    notice = {"notice_on": "2026-11-16", "published_on": "2026-11-16", "web_address": "https://alvhamn.example/budget"}
    visitor.do("Kungör och publicera", {"council_meeting": "2026-11-26", **notice})


def council_decides(visitor: Visitor) -> None:
    amounts = {f"appropriations.{row}.amount": "100" for row in range(len(HEADS))}
    budget = decision(95, meeting="2026-11-26", tax_rate="22,02") | amounts
    visitor.open_task("KF beslutar om budget")
    visitor.fill(budget)
    visitor.send()
    expect(visitor.page.get_by_role("alert")).to_contain_text("fullmäktige")
    visitor.fill({"adopted_by_new_kf": "true"})
    assert "avslutat" in visitor.finish()
    visitor.become("Astrid Lind")
    visitor.page.goto(f"{visitor.address}/cycle/?year=2027")
    expect(visitor.page.locator("main")).to_contain_text("Vård- och omsorgsnämnden")
    visitor.page.get_by_role("link", name="Öppna ärendet").click()
    files = visitor.page.locator('a[href^="/attachments/"]')
    expect(files.first, "the budget can be opened").to_be_attached()
    opened = visitor.page.request.get(f"{visitor.address}{files.first.get_attribute('href')}")
    assert opened.body() == visitor.document.read_bytes()
