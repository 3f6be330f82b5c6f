"""Photos for the demo, drawn by our own code: the same seed gives the same picture."""

from audit.demo.drawing.choose import scene_for
from audit.demo.drawing.scenes import KINDS, draw_scene

__all__ = ["KINDS", "draw_scene", "scene_for"]
