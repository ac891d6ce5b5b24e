"""The far side of each channel, played: it speaks the provider's real protocol and knows no shortcut into ours."""
