"""What the languages of upstreams are called on the screen, by the names the settings have for them."""

TITLES = {
    "chat": "Chat Completions",
    "responses": "Responses",
    "anthropic": "Messages",
    "gemini": "Gemini",
    "bedrock": "Bedrock",
}
"""In the order in which they are offered."""

SHORT = {**TITLES, "chat": "Chat"}
"""Where a column has to hold them."""
