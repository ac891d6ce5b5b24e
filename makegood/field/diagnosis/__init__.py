"""From a fault code to the likely cause, the check that pays most, and the part to bring; learns from closed jobs."""
