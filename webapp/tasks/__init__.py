"""What waits for a person, the page of one task, what happens after it, and the files that belong to answers."""

from flask import Blueprint

blueprint = Blueprint("tasks", __name__)

from webapp.tasks import attachments, claims, conflicts, handing_over, preparing, saying, views, wording  # noqa: E402, F401 - they add themselves to the blueprint
