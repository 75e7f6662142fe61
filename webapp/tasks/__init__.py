"""What waits for a person, the page of one task, what happens after it, and the files that belong to answers."""

from importlib import import_module

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)

PAGES = (
    "attachments", "claims", "conflicts", "drafts", "handing_over", "preparing", "saying", "views",
    "withdrawing", "wording",
)  # fmt: skip
for _page in PAGES:  # each adds itself to the blueprint
    import_module(f"webapp.tasks.{_page}")
