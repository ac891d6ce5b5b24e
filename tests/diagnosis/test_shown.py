"""Figures of fault tables as their pages show them."""

from makegood.field.diagnosis.reading.differences import Difference
from makegood.field.diagnosis.views.shown import differences_shown, moving, scores_shown


def difference(column: str, before: str, after: str) -> Difference:
    return Difference("causes", "seal", {"en": "Seal"}, "changed", column, before, after)


def test_shares_are_whole_percent_and_what_hardly_moves_stands_apart():
    given = [
        difference("prior", "0.3", "0.27701"),
        difference("prior", "0.25", "0.2512"),
        difference("repair_minutes", "0.5", "45"),
    ]
    shown, still = moving(differences_shown(given, {"causes": []}, "en"))
    assert [(one.before, one.after) for one in shown] == [("30 %", "28 %"), ("0.5", "45")]
    assert [(one.before, one.after) for one in still] == [("25.0 %", "25.1 %")]
    assert [one.what for one in shown] == ["", ""]


def test_a_proposal_that_is_no_better_says_so():
    live = {"jobs": 20, "top1": 0.81, "brier": 0.280}
    for top1, brier, better in ((0.81, 0.291, False), (0.81, 0.28, False), (0.81, 0.27, True)):
        new = {"jobs": 20, "top1": top1, "brier": brier}
        assert scores_shown({"candidate": new, "live": live}).is_better is better
    assert scores_shown({}).is_better
