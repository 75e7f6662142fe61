"""Names of invented people, each once, always in the same order."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from importlib.resources import files

#: Has no factor in common with the number of pairs, so the walk meets every pair once before it returns.
STRIDE = 7919
MAIL_DOMAIN = "alvhamn.example"
#: Letters that do not come apart into a plain letter and a mark.
PLAIN = str.maketrans({"ı": "i", "ø": "o", "æ": "ae", "ß": "ss"})


def names(reserved: Collection[str]) -> Iterator[str]:
    """Some 14,000 different names, without the reserved ones."""
    told = tomllib.loads(files("processes.demo").joinpath("names.toml").read_text("utf-8"))
    first_names, last_names = told["first"].split(), told["last"].split()
    pairs = len(first_names) * len(last_names)
    for number in range(pairs):
        last, first = divmod(number * STRIDE % pairs, len(first_names))
        name = f"{first_names[first]} {last_names[last]}"
        if name not in reserved:
            yield name


def address(name: str) -> str:
    """`Petra Öst` is petra.ost@alvhamn.example."""
    bare = unicodedata.normalize("NFD", name.lower().translate(PLAIN)).encode("ascii", "ignore").decode()
    return f"{bare.replace(' ', '.')}@{MAIL_DOMAIN}"
