"""Every rule by which somebody is refused, in the reader's words: what the rule is, and what to do."""

from __future__ import annotations

from engine.rules import Rule, Unfit
from webapp.i18n import LazyText, _l

REFUSALS: dict[Rule, tuple[LazyText, LazyText]] = {
    Rule.ADMINISTRATORS_ONLY: (
        _l("Det här gör bara administratören"),
        _l("Be kommunens administratör om hjälp. Har du nyligen fått uppdraget? Då är det inte registrerat än."),
    ),
    Rule.PROCESS_OWNERS_ONLY: (
        _l("Det här gör bara processägaren"),
        _l("Be processägaren, eller den som startade ärendet, om det du ville göra."),
    ),
    Rule.STARTERS_ONLY: (
        _l("Du kan inte starta det här"),
        _l("Processen säger vilka som startar den. Be processägaren att starta den, eller att låta dig göra det."),
    ),
    Rule.HIDDEN_VALUE: (
        _l("Du får inte ändra det du inte får läsa"),
        _l("Uppgiften som du ville ändra är dold för dig. Be någon som får läsa den att rätta den."),
    ),
    Rule.WAITS_FOR_OTHERS: (
        _l("Uppgiften väntar på någon annan"),
        _l("Den har kanske lämnats över, eller så har ditt uppdrag ändrats. Ska den vara din? Be chefen eller "
           "processägaren att lämna över den till dig."),
    ),
    Rule.SENDER_ONLY: (
        _l("Bara den som skickade in svaren kan ta tillbaka dem"),
        _l("Be den som skickade in dem att ta tillbaka och rätta."),
    ),
    Rule.CLAIMED: (
        _l("En kollega har tagit uppgiften"),
        _l("Bara den som har tagit uppgiften kan slutföra den. Kollegan, chefen eller processägaren kan släppa den."),
    ),
    Rule.BEING_PREPARED: (
        _l("Uppgiften förbereds"),
        _l("Den som förbereder lämnar tillbaka uppgiften, och den som bad om det slutför den. Den som bad om det kan "
           "ta tillbaka den när som helst."),
    ),
    Rule.CONFLICT_OF_INTEREST: (
        _l("Du har anmält jäv"),
        _l("Den som är jävig deltar inte i ärendets handläggning. Någon annan gör uppgiften."),
    ),
    Rule.NOT_SAME_PERSON: (
        _l("Någon annan måste kontrollera"),
        _l("Du har gjort det som ska kontrolleras här, och ingen kontrollerar sitt eget arbete. Någon annan gör "
           "uppgiften."),
    ),
    Rule.NO_DEPUTY: (
        _l("Uppgiften går inte att överlåta"),
        _l("Den görs personligen, inte av en ställföreträdare eller en kollega. Behöver någon annan göra den får "
           "chefen eller processägaren lämna över den."),
    ),
    Rule.DEPUTY_SCOPE: (
        _l("Din ställföreträdarroll räcker inte"),
        _l("Du är ställföreträdare, men har inte fått rätt till det som uppgiften kräver, till exempel att skriva "
           "under. Den du företräder, eller dennes chef, kan ge dig det."),
    ),
    Rule.LEADERS_ONLY: (
        _l("Det här gör bara chefen eller processägaren"),
        _l("Chefer ovanför enheten, processägaren och administratören lämnar över och släpper andras uppgifter. Be "
           "någon av dem."),
    ),
    Rule.LINE_ONLY: (
        _l("Det här bestämmer personen själv eller chefen"),
        _l("Be den som det gäller, eller dennes chef."),
    ),
    Rule.STAYS_CONFIDENTIAL: (
        _l("Det här stannar mellan er"),
        _l("Uppgiften är förtrolig, till exempel mellan medarbetare och chef. Den kan inte lämnas över till någon "
           "annan eller förberedas av en kollega."),
    ),
}  # fmt: skip

UNFIT: dict[Unfit, LazyText] = {
    Unfit.NOBODY: _l("Ingen har det uppdraget i dag. Välj någon annan."),
    Unfit.AWAY: _l("Personen är frånvarande i dag. Välj någon annan."),
    Unfit.EXCLUDED: _l("Personen är jävig, eller har gjort det som ska kontrolleras. Välj någon annan."),
    Unfit.ONESELF: _l("Uppgiften är redan din. Välj någon annan."),
}
