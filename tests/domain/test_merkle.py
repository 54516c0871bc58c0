"""The hash tree of RFC 9162 (2.1)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.merkle import Tree, root_of_path

# The eight leaves with which the authors of Certificate Transparency try every implementation, and their roots.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

trees = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert Tree.of(LEAVES[:size]).root.hex() == ROOTS[size]


def test_the_path_of_the_third_of_five_is_built_by_hand() -> None:
    def h(data: bytes) -> bytes:
        return hashlib.sha256(data).digest()

    a, b, c, d, e = (h(b"\0" + leaf) for leaf in (b"a", b"b", b"c", b"d", b"e"))
    ab = h(b"\1" + a + b)
    tree = Tree.of([b"a", b"b", b"c", b"d", b"e"])
    assert tree.path(2) == (d, ab, e)
    assert tree.root == h(b"\1" + h(b"\1" + ab + h(b"\1" + c + d)) + e)
    assert tree.path(4) == (h(b"\1" + ab + h(b"\1" + c + d)),)


@given(trees, st.data())
def test_every_leaf_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    tree = Tree.of(leaves)
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert root_of_path(leaves[index], index, len(leaves), tree.path(index)) == tree.root


@given(trees, st.data())
def test_nothing_but_that_leaf_at_that_place_does(leaves: list[bytes], data: st.DataObject) -> None:
    leaves = [bytes([n]) + leaf for n, leaf in enumerate(leaves)]  # each its own
    tree, size = Tree.of(leaves), len(leaves)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-1, size + 1))
    path = tree.path(index)
    if other != index:
        assert root_of_path(leaves[index], other, size, path) != tree.root
    assert root_of_path(leaves[index] + b"!", index, size, path) != tree.root
    assert root_of_path(leaves[index], index, size, (*path, path[0] if path else tree.root)) != tree.root
    assert path == () or root_of_path(leaves[index], index, size, path[1:]) != tree.root


@given(trees, st.data())
def test_a_node_is_no_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    """Two hashes side by side, given as one leaf, lead nowhere: leaves and nodes are hashed apart."""
    tree = Tree.of(leaves)
    for level in tree.levels[:-1]:
        pairs = [level[i] + level[i + 1] for i in range(0, len(level) - 1, 2)]
        if pairs and len(tree.levels) > 1:
            assert Tree.of([data.draw(st.sampled_from(pairs))]).root not in {n for line in tree.levels for n in line}


@given(trees, trees)
def test_other_leaves_have_another_root(ours: list[bytes], theirs: list[bytes]) -> None:
    assert (Tree.of(ours).root == Tree.of(theirs).root) == (ours == theirs)
