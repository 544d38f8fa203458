"""Layer 1: frozen data models without I/O: policy, concept, rule, comment, verdict."""
