"""Layer 5: scan, mark, match, contexts, score, safeguard, moderator."""
