"""Layer 7: verdicts and measurements in plain English."""
