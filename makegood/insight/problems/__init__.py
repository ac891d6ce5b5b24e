"""What breaks too often for a reason: raised, owned, and watched until the figures say that it is gone."""
