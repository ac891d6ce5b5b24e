"""Reading what service people write: promises and their due moments, and wording that hurts."""
