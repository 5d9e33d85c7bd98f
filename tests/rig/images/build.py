"""Makes all images, once: what is there already and made from the same sources is kept."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from .debs import Packages
from .layer import Layer, LayerWriter
from .layers import Ingredients, LayerMaker
from .programs import compile_programs
from .recipes import RECIPES, Recipe
from .store import Store

_REGISTRIES = ("mirror", "private")


def build(state_dir: Path, log: Callable[[str], None], coredns: Path | None = None) -> None:
    """Fill the storage of the registries, ``state_dir/registry/mirror`` and ``…/private``.

    ``log`` gets one line a step. Without ``coredns``, a binary, there is no CoreDNS image. Needs the network
    only for Debian's packages, and only for those that ``state_dir/images/packages`` does not hold yet.

    Raises:
        RuntimeError: a package cannot be had, or Go cannot build.
    """
    home = state_dir / "images"
    home.mkdir(parents=True, exist_ok=True)
    stamp = home / "built"
    wanted = _fingerprint(coredns)
    if stamp.exists() and stamp.read_text() == wanted and all(_storage(state_dir, r).is_dir() for r in _REGISTRIES):
        return
    stamp.unlink(missing_ok=True)
    log("images: compiling programs")
    have = Ingredients(Packages(home / "packages"), compile_programs(home / "programs"), coredns)
    recipes = [recipe for recipe in RECIPES if coredns or not recipe.repository.startswith("coredns/")]
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        made = _layers(recipes, have, Path(scratch), log)
        for registry in _REGISTRIES:
            _fill(Path(scratch) / registry, [r for r in recipes if r.registry == registry], made)
            shutil.rmtree(_storage(state_dir, registry), ignore_errors=True)
            _storage(state_dir, registry).parent.mkdir(parents=True, exist_ok=True)
            (Path(scratch) / registry).rename(_storage(state_dir, registry))
    stamp.write_text(wanted)


def _storage(state_dir: Path, registry: str) -> Path:
    return state_dir / "registry" / registry


def _layers(
    recipes: list[Recipe], have: Ingredients, scratch: Path, log: Callable[[str], None]
) -> dict[LayerMaker, Layer]:
    made: dict[LayerMaker, Layer] = {}
    for make in dict.fromkeys(maker for recipe in recipes for maker in recipe.layers):
        writer = LayerWriter(scratch / f"{make.__name__}.tar.gz")
        make(writer, have)
        made[make] = writer.close()
        log(f"images: layer {make.__name__}, {made[make].size / 1e6:.1f} MB")
    return made


def _fill(root: Path, recipes: list[Recipe], made: dict[LayerMaker, Layer]) -> None:
    store = Store(root)
    for recipe in recipes:
        contents = [made[maker] for maker in recipe.layers]
        store.push(recipe.repository, recipe.tags, contents, recipe.config, recipe.architecture, recipe.index)


def _fingerprint(coredns: Path | None) -> str:
    """Of everything that the images are made from, but for the versions of Debian's packages."""
    sum_ = hashlib.sha256()
    here = Path(__file__).parent
    sources = sorted(path for path in here.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in (*sources, *([coredns] if coredns else [])):
        sum_.update(f"{path.name}\0".encode())
        sum_.update(path.read_bytes())
    return sum_.hexdigest()
