"""What all releases have in common after their rows and cards are written: terms, canary, errata, versions."""
