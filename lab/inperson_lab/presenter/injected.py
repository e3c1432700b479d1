"""A script in place of a camera: photos cropped, shifted and scaled to meet each target."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import HEIGHT_PX, WIDTH_PX, Camera, Lens
from inperson_lab.presenter.head import INTER_OCULAR_MM, turn
from inperson_lab.presenter.light import Rgb
from inperson_lab.presenter.morph import Morph
from inperson_lab.presenter.motion import Follower, Manner, Pose
from inperson_lab.presenter.photo import Photo

SCRIPTED = Manner(
    reaction_s=(0.05, 0.3),
    duration_s=(0.5, 0.9),
    overshoot=(0.0, 0.01),
    place_error=0.001,
    size_error=0.002,
    sway_mm=0.3,
    drift_mm=0.3,
    turn_deg=(1.2, 1.2, 0.6),
    faces_camera=0.0,
    blinks=False,
)
"""How a script moves: nearly exact, with a little made-up sway."""
_SIZES = (0.13, 0.33)
"""Between which the photos are shared out."""


class Injection:
    """Warps a photo onto the target: no camera, no perspective.

    Of several photos the first is shown where the face has to be farthest away, the last where
    nearest; with `once` none of them for two targets, as long as there are others.
    Half of the seeds scale the photo's own background along, half paste the cut-out person onto a
    background that stands still; half warp by a similarity, half by a slight homography as well.
    With `tints` the photo takes that share of the page's colours on. Who has photographs of the
    turned face as well shows, while the face has to turn, the one that is turned most alike. With
    `morphs_s` one photo takes that long to become the next.
    """

    def __init__(
        self,
        photos: Sequence[Photo],
        camera: Camera,
        generator: np.random.Generator,
        *,
        pastes: bool,
        tints: float = 0.0,
        turned: Mapping[float, Photo] | None = None,
        once: bool = False,
        morphs_s: float = 0.0,
    ) -> None:
        self._photos = photos
        self._once = once
        self._shown: dict[FaceTarget, int] = {}
        self._turned = turned or {}
        self._morphs_s = morphs_s
        self._now: tuple[Photo, float] | None = None
        self._morph: tuple[Morph, float, float] | None = None
        self._camera = camera
        self._lens = Lens(1.0)
        rest = np.array((0.0, 0.0, INTER_OCULAR_MM / 0.13))
        self._follower = Follower(
            generator, lambda target: self._lens.place(target, INTER_OCULAR_MM), rest, SCRIPTED
        )
        self._warps = bool(generator.random() < 0.5)
        self._pastes = pastes
        self._tints = tints

    def frame(
        self, at_s: float, target: FaceTarget | None, light: Rgb | None = None
    ) -> NDArray[np.uint8]:
        """Return what the script makes up: (480, 640, 3) uint8 RGB."""
        pose = self._follower.pose(at_s, target)
        photo, looks = self._between(*self._chosen(pose, target), at_s)
        pose = replace(pose, yaw=pose.yaw - looks)
        way = self._way(photo, pose)
        size = (WIDTH_PX, HEIGHT_PX)
        edges = cv2.BORDER_CONSTANT if self._pastes else cv2.BORDER_REFLECT_101
        made = cv2.warpPerspective(
            photo.pixels, way, size, flags=cv2.INTER_LINEAR, borderMode=edges
        )
        if self._tints and light is not None:
            cast = (np.array(light) / np.mean(light)) ** (self._tints / 2.2)
            made = np.clip(made * np.array((*cast, 1.0)), 0, 255).astype(np.uint8)
        colours = np.ascontiguousarray(made[..., :3])
        if self._pastes:
            share = np.ascontiguousarray(made[..., 3]).astype(np.float32) / 255
            colours = cv2.blendLinear(colours, self._camera.room, share, 1 - share)
        return self._camera.grain(np.asarray(colours, np.uint8))

    def jpeg(self, at_s: float, target: FaceTarget | None, light: Rgb | None = None) -> bytes:
        """Return the frame as JPEG."""
        return self._camera.jpeg(self.frame(at_s, target, light))

    def _between(self, photo: Photo, looks: float, at_s: float) -> tuple[Photo, float]:
        """Return what is shown on the way to a photo, and how far its face is turned."""
        now = self._now or (photo, looks)
        if self._morphs_s and photo is not now[0]:
            self._morph = (Morph(now[0], photo), now[1], at_s)
        self._now = (photo, looks)
        if self._morph is None:
            return photo, looks
        morph, looked, since_s = self._morph
        share = (at_s - since_s) / self._morphs_s
        if share >= 1:
            return photo, looks
        return morph.at(share), looked + share * (looks - looked)

    def _chosen(self, pose: Pose, target: FaceTarget | None) -> tuple[Photo, float]:
        """Return the photo for a pose, and how far the face in it is turned, in radians."""
        alike = min((0.0, *self._turned), key=lambda each: abs(np.radians(each) - pose.yaw))
        if alike:
            return self._turned[alike], float(np.radians(alike))
        if self._once and target is not None:
            straight = replace(target, turn_deg=0.0)
            if straight not in self._shown:
                self._shown[straight] = self._nearest(target.inter_ocular, [*self._shown.values()])
            return self._photos[self._shown[straight]], 0.0
        return self._photos[self._nearest(INTER_OCULAR_MM / float(pose.position_mm[2]))], 0.0

    def _nearest(self, size: float, spent: Sequence[int] = ()) -> int:
        """Return which photo fits a size best; what is spent only if all are."""
        share = np.log(size / _SIZES[0]) / np.log(_SIZES[1] / _SIZES[0])
        fits = share * (len(self._photos) - 1)
        return min(
            range(len(self._photos)),
            key=lambda each: (spent.count(each), abs(each - fits)),
        )

    def _way(self, photo: Photo, pose: Pose) -> NDArray[np.float64]:
        """Return the (3, 3) transform from a photo into the frame."""
        tilt = turn(pose.yaw, pose.pitch, pose.roll) if self._warps else turn(0, 0, pose.roll)
        corners = np.array(((-1.0, -1), (1, -1), (1, 1), (-1, 1)))
        flat = np.column_stack([corners * INTER_OCULAR_MM, np.zeros(4)])
        onto, _ = self._lens.project(flat @ tilt.T + pose.position_mm)
        source = photo.eyes_px + corners * photo.inter_ocular_px
        way = cv2.getPerspectiveTransform(source.astype(np.float32), onto.astype(np.float32))
        return np.asarray(way, np.float64)
