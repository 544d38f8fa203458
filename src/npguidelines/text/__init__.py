"""Layer 2: folding, readings, tokens, sentences, features. Knows no clause and no rule."""
