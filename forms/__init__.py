"""form-js schemas as server-side forms: rendered as accessible HTML, validated by marshmallow."""
