"""Translation by a server that speaks the API of LibreTranslate, an own one or a hosted one."""
