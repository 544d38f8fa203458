"""Layer 4: rulebooks as files: read, check, compile."""
