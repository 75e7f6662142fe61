"""What forms say to people on their own account, in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from forms.numbers import write_number

SOURCE_LOCALE = "sv"

SWEDISH = {
    "required": "Fyll i fältet.",
    "required_text": "Fyll i fältet.",
    "required_number": "Ange ett tal.",
    "required_date": "Ange ett datum.",
    "required_time": "Ange ett klockslag.",
    "required_datetime": "Ange datum och klockslag.",
    "required_choice": "Välj ett alternativ.",
    "required_choices": "Välj minst ett alternativ.",
    "required_tick": "Kryssa i rutan.",
    "required_file": "Välj en fil.",
    "control": "Texten innehåller tecken som inte går att spara. Skriv om den delen.",
    "too_long": "Skriv högst {limit} tecken. Texten har {length}.",
    "too_short": "Skriv minst {limit} tecken. Texten har {length}.",
    "email": "Ange en e-postadress, till exempel namn@exempel.se.",
    "phone": "Ange ett telefonnummer med siffror, till exempel 070-123 45 67.",
    "pattern": "Svaret har inte den form som krävs.",
    "not_number": "Ange ett tal, till exempel 1\N{NO-BREAK SPACE}234,5.",
    "number_too_long": "Talet har för många siffror.",
    "not_whole": "Ange ett heltal, utan decimaler.",
    "decimals": "Ange högst {digits} decimaler.",
    "lowest": "Talet får vara lägst {limit}.",
    "highest": "Talet får vara högst {limit}.",
    "not_date": "Ange ett datum som finns, till exempel 2026-05-29.",
    "not_time": "Ange ett klockslag, till exempel 13:30.",
    "not_datetime": "Ange datum och klockslag, till exempel 2026-05-29 13:30.",
    "year": "Ange ett år mellan {first} och {last}.",
    "passed": "Ange dagens datum eller ett senare.",
    "choice": "Välj bland de alternativ som finns.",
    "files_many": "Bifoga högst {limit} filer.",
    "file_type": "Filen måste vara av typen {accept}.",
    "file_empty": "Filen är tom. Välj en fil med innehåll.",
    "file_program": "Filen är ett program eller skript och kan inte bifogas.",
    "file_content": "Innehållet i {filename} är inte vad namnet säger. Spara om filen i rätt format och välj den igen.",
    "file_infected": "Virusskyddet stoppade {filename}. Filen har inte sparats.",
    "file_unscanned": "{filename} kunde inte kontrolleras av virusskyddet just nu. Försök igen om en stund.",
    "file_broken": "Filen kunde inte läsas. Välj den igen.",
    "rows_many": "Listan får ha högst {limit} rader.",
    "rows_few": "Antalet ifyllda rader ska vara minst {limit}.",
    "words": "{words}",
    "step": "Ange ett tal i jämna steg. De två närmaste är {below} och {above}.",
    "interval": "Ange ett klockslag i jämna steg om {minutes} minuter.",
    "unchecked": "Svaret kunde inte kontrolleras. Förenkla det och försök igen.",
    "optional": "frivilligt",
    "choose": "Välj",
    "yes": "Ja",
    "no": "Nej",
    "row": "Rad",
    "add": "Lägg till rad",
    "remove": "Ta bort",
    "no_rows": "Inga rader.",
    "no_answer": "Inget svar",
    "refresh": "Uppdatera formuläret",
    "at_most": "Högst {limit} tecken.",
    "file_types": "Filtyper: {accept}.",
    "attached": "Bifogade filer",
    "one_fault": "Rätta 1 uppgift",
    "faults": "Rätta {count} uppgifter",
    "default_action": "Skicka",
}

ENGLISH = {
    "required": "Fill in this field.",
    "required_text": "Fill in this field.",
    "required_number": "Enter a number.",
    "required_date": "Enter a date.",
    "required_time": "Enter a time.",
    "required_datetime": "Enter a date and a time.",
    "required_choice": "Choose one of the options.",
    "required_choices": "Choose at least one option.",
    "required_tick": "Tick the box.",
    "required_file": "Choose a file.",
    "control": "The text holds characters that cannot be stored. Write that part again.",
    "too_long": "Write at most {limit} characters. The text has {length}.",
    "too_short": "Write at least {limit} characters. The text has {length}.",
    "email": "Enter an e-mail address, such as name@example.com.",
    "phone": "Enter a telephone number in digits, such as 070-123 45 67.",
    "pattern": "The answer does not have the required form.",
    "not_number": "Enter a number, such as 1234.5.",
    "number_too_long": "The number has too many digits.",
    "not_whole": "Enter a whole number, without decimals.",
    "decimals": "Enter at most {digits} decimals.",
    "lowest": "The number must be {limit} or more.",
    "highest": "The number must be {limit} or less.",
    "not_date": "Enter a date that exists, such as 2026-05-29.",
    "not_time": "Enter a time, such as 13:30.",
    "not_datetime": "Enter a date and a time, such as 2026-05-29 13:30.",
    "year": "Enter a year between {first} and {last}.",
    "passed": "Enter today's date or a later one.",
    "choice": "Choose among the options that are offered.",
    "files_many": "Attach at most {limit} files.",
    "file_type": "The file must be of the type {accept}.",
    "file_empty": "The file is empty. Choose one that holds something.",
    "file_program": "The file is a program or a script and cannot be attached.",
    "file_content": "What {filename} holds is not what its name says. Save it in the right format and choose it again.",
    "file_infected": "The virus scanner stopped {filename}. The file has not been kept.",
    "file_unscanned": "{filename} could not be checked by the virus scanner just now. Try again in a while.",
    "file_broken": "The file could not be read. Choose it again.",
    "rows_many": "The list may have at most {limit} rows.",
    "rows_few": "The number of rows filled in must be {limit} or more.",
    "words": "{words}",
    "step": "Enter a number in even steps. The two nearest are {below} and {above}.",
    "interval": "Enter a time in even steps of {minutes} minutes.",
    "unchecked": "The answer could not be checked. Make it simpler and try again.",
    "optional": "optional",
    "choose": "Choose",
    "yes": "Yes",
    "no": "No",
    "row": "Row",
    "add": "Add a row",
    "remove": "Remove",
    "no_rows": "No rows.",
    "no_answer": "No answer",
    "refresh": "Update the form",
    "at_most": "At most {limit} characters.",
    "file_types": "File types: {accept}.",
    "attached": "Attached files",
    "one_fault": "Correct 1 answer",
    "faults": "Correct {count} answers",
    "default_action": "Submit",
}

CATALOGUE: Mapping[str, Mapping[str, str]] = {SOURCE_LOCALE: SWEDISH, "en": ENGLISH}


def say(code: str, locale: str, **values: Any) -> str:
    """The message in the reader's language, in Swedish where there is no catalogue yet."""
    texts = CATALOGUE.get(locale, SWEDISH)
    shown = {
        name: write_number(value, locale) if isinstance(value, Decimal) else value for name, value in values.items()
    }
    return texts[code].format(**shown)
