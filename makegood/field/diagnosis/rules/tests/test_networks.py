"""Networks are read as written, refused when they are none, and asked exactly."""

from itertools import product

import numpy as np
import pytest

from makegood.field.diagnosis.rules.bif import read_bif
from makegood.field.diagnosis.rules.networks import BadNetwork, Network, Node
from makegood.field.diagnosis.rules.trees import Impossible, Tree

RAIN = """
network unknown { }
variable rain { type discrete [ 2 ] { yes, no }; }
variable sprinkler { type discrete [ 2 ] { on, off }; property x = 1; }
variable grass { type discrete [ 3 ] { wet, damp, dry }; }
probability ( rain ) { table 0.2, 0.8; }
probability ( sprinkler | rain ) { (yes) 0.01, 0.99; (no) 0.4, 0.6; }
probability ( grass | sprinkler, rain ) {
  (on, yes) 0.9, 0.09, 0.01; (on, no) 0.8, 0.1, 0.1; (off, yes) 0.7, 0.2, 0.1; default 0, 0.1, 0.9; // rest
}
"""


def made_up(seed: int, count: int = 8) -> Network:
    """A random network, small enough to count out by hand."""
    luck = np.random.default_rng(seed)
    names = [f"v{number}" for number in range(count)]
    sizes = {name: int(luck.integers(2, 4)) for name in names}
    nodes = []
    for place, name in enumerate(names):
        parents = tuple(luck.permutation(names[:place])[: luck.integers(0, 4)].tolist())
        shape = tuple(sizes[one] for one in (*parents, name))
        table = luck.dirichlet(np.ones(shape[-1]), size=shape[:-1])
        nodes.append(Node(name, tuple("abc"[: sizes[name]]), parents, table))
    return Network(reversed(nodes))


def counted(network: Network, evidence: dict[str, int]) -> dict[str, np.ndarray]:
    """Every posterior by going through all that can be."""
    names = list(network.nodes)
    found = {name: np.zeros(network.sizes[name]) for name in names}
    for states in product(*(range(network.sizes[name]) for name in names)):
        case = dict(zip(names, states, strict=True))
        if all(case[name] == state for name, state in evidence.items()):
            chance = 1.0
            for node in network.nodes.values():
                chance *= node.table[tuple(case[one] for one in (*node.parents, node.name))]
            for name in names:
                found[name][case[name]] += chance
    return found


@pytest.mark.parametrize("seed", range(12))
def test_every_posterior_is_what_counting_it_all_out_gives(seed: int):
    network = made_up(seed)
    luck = np.random.default_rng(seed + 100)
    seen = luck.permutation(list(network.nodes))[: luck.integers(0, 4)].tolist()
    evidence = {name: int(luck.integers(network.sizes[name])) for name in seen}
    tree, plain = Tree(network), counted(network, evidence)
    for name, chances in tree.posteriors(evidence).items():
        assert chances == pytest.approx(plain[name] / plain[name].sum(), abs=1e-12)
    whole = plain[next(iter(network.nodes))].sum()
    assert tree.log_probability(evidence) == pytest.approx(np.log(whole), abs=1e-12)


def test_parts_that_know_nothing_of_each_other_are_asked_together():
    flat = np.array([0.3, 0.7])
    network = Network([Node(name, ("a", "b"), (), flat) for name in "xyz"])
    assert Tree(network).posteriors({"x": 1})["z"] == pytest.approx(flat)


def test_a_network_is_read_with_its_defaults_and_comments():
    network = read_bif(RAIN)
    assert network.nodes["grass"].table[1, 1] == pytest.approx([0, 0.1, 0.9])
    wet = Tree(network).posteriors(network.indices({"grass": "wet"}))
    assert wet["rain"][0] == pytest.approx(
        0.2 * (0.01 * 0.9 + 0.99 * 0.7) / (0.2 * (0.01 * 0.9 + 0.99 * 0.7) + 0.8 * 0.4 * 0.8)
    )


def test_what_cannot_be_is_said():
    network = read_bif(RAIN)
    with pytest.raises(Impossible):
        Tree(network).posteriors(
            network.indices({"rain": "no", "sprinkler": "off", "grass": "wet"})
        )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("table 0.2, 0.8", "table 0.2, 0.7, 0.1", "rain"),
        ("(no) 0.4, 0.6;", "", "sprinkler"),
        ("( sprinkler | rain )", "( sprinkler | snow )", "snow"),
        ("(on, yes)", "(maybe, yes)", "maybe"),
        ("probability ( rain ) { table 0.2, 0.8; }", "", "rain"),
        ("(on, yes)", "(on)", "grass"),
    ],
)
def test_a_network_that_is_none_is_refused_by_name(old: str, new: str, said: str):
    with pytest.raises(BadNetwork, match=said):
        read_bif(RAIN.replace(old, new))


def test_a_cycle_is_refused():
    loop = np.full((2, 2), 0.5)
    with pytest.raises(BadNetwork, match="cycle among: a, b"):
        Network([Node("a", ("x", "y"), ("b",), loop), Node("b", ("x", "y"), ("a",), loop)])


def test_draws_come_as_often_as_the_network_says():
    drawn = read_bif(RAIN).sampled(20_000, np.random.default_rng(3))
    assert np.mean(drawn["rain"] == 0) == pytest.approx(0.2, abs=0.01)
    assert np.mean(drawn["sprinkler"][drawn["rain"] == 1] == 0) == pytest.approx(0.4, abs=0.02)
