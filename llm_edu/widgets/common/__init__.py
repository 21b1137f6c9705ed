"""What several widgets share: the base class, JavaScript modules and the style, tokens as chips."""
