"""Layer 3: detectors add marked spans (concepts) to a comment; they know no clause and no rule."""
