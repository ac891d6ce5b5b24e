"""Made good: who will be let down hears it first, with the true reason and a new time, and is offered something."""
