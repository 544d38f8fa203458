"""Layer 7: files of comments in, files of verdicts out."""
