"""What is kept about oneself: a page that says so, and all of it as a file (GDPR articles 15 and 20)."""

from flask import Blueprint

blueprint = Blueprint("my_data", __name__, url_prefix="/about-me")

from webapp.my_data import views as views  # noqa: E402 - it adds its addresses to the blueprint
