"""Layer 6: labelled cases, metrics, examples of rules."""
