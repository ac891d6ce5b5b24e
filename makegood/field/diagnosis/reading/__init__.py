"""Fault tables as people write them: words for chances, names in three scripts, sheets, differences."""
