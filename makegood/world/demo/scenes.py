"""Finds a trouble that fits a customer's machine and that has not been told too often."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

from makegood.world.demo.content import Asset, Contact, Content, data_toml
from makegood.world.demo.words import Voice

_COMMON = {"invoice", "double-charge"}  # troubles that need no machine
_RARE = {"praise", "owner-change", "no-show", "review-bad", "account-locked", *_COMMON}


@dataclass(frozen=True)
class Scene:
    """One kind of trouble with its words in one voice."""

    id: str
    path: str
    kinds: tuple[str, ...]
    models: tuple[str, ...]
    skill: str
    part: str
    urgency: str
    mood: str
    channel: str
    tags: tuple[str, ...]
    words: dict[str, list[str]]


@dataclass
class Stage:
    """The scenes of one voice, and what has been used of them so far."""

    scenes: tuple[Scene, ...]
    used: Counter[str]
    told: Counter[tuple[str, str, str]]

    def cast(
        self, contact: Contact, had: set[str], content: Content, plan: str, luck: Random
    ) -> tuple[Scene, Asset | None]:
        """A scene and a machine that fit this customer; the least used of those he has not had yet."""
        possible = [
            (scene, asset)
            for scene in self.scenes
            if plan == "closed" or scene.mood != "grateful"
            for asset in (*contact.assets, None)
            if _fits(scene, asset, content)
        ]
        fitting = [pair for pair in possible if pair[0].id not in had] or possible
        luck.shuffle(fitting)
        scene, asset = min(
            fitting, key=lambda pair: self.used[pair[0].id] * (2 if pair[0].id in _RARE else 1)
        )
        self.used[scene.id] += 1
        return scene, asset

    def opening(self, scene: Scene, luck: Random) -> tuple[str, str, str]:
        """Subject, what happened and a detail: each told as seldom as any."""
        subjects = list(scene.words["subjects"])
        luck.shuffle(subjects)
        subject = min(subjects, key=lambda one: self.used[f"{scene.id} {one}"])
        self.used[f"{scene.id} {subject}"] += 1
        pairs = [(what, detail) for what in scene.words["what"] for detail in scene.words["detail"]]
        luck.shuffle(pairs)
        pair = min(pairs, key=lambda pair: self.told[(scene.id, *pair)])
        self.told[(scene.id, *pair)] += 1
        return subject, *pair


def stage(voice: Voice) -> Stage:
    """A fresh stage for that voice."""
    rows = data_toml("scenes")
    scenes = tuple(
        _scene(name, rows[name], voice.scenes[name]) for name in rows if name in voice.scenes
    )
    return Stage(scenes=scenes, used=Counter(), told=Counter())


def _scene(name: str, row: dict[str, Any], words: dict[str, list[str]]) -> Scene:
    return Scene(
        id=name,
        path=row["path"],
        kinds=tuple(row["kinds"]),
        models=tuple(row.get("models", ())),
        skill=row.get("skill", ""),
        part=row.get("part", ""),
        urgency=row.get("urgency", "normal"),
        mood=row.get("mood", ""),
        channel=row.get("channel", ""),
        tags=tuple(row["tags"]),
        words=words,
    )


def _fits(scene: Scene, asset: Asset | None, content: Content) -> bool:
    if asset is None:
        return not scene.kinds
    if not scene.kinds:
        return False
    product = content.products[asset.product]
    return product.kind in scene.kinds and (not scene.models or product.id in scene.models)
