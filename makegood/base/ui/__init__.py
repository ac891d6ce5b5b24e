"""The interface kit: layout, design tokens, icons, times, slots, refusals and security headers. No domain template."""
