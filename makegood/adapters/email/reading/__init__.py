"""Raw mail read into typed values: no Django, no network, no files."""
