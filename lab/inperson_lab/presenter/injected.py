"""A script in place of a camera: photos cropped, shifted and scaled to meet each target."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from inperson.liveness import FaceTarget
from inperson_lab.presenter.camera import HEIGHT_PX, WIDTH_PX, Camera, Lens
from inperson_lab.presenter.head import INTER_OCULAR_MM, turn
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
_NEAR = 0.21
"""From this size on the photo for near targets is shown."""


class Injection:
    """Warps a photo onto the target: no camera, no perspective.

    Of two photos the first is shown where the face has to be far away, the second where near.
    Half of the seeds scale the photo's own background along, half paste the cut-out person onto a
    background that stands still; half warp by a similarity, half by a slight homography as well.
    """

    def __init__(
        self,
        photos: Sequence[Photo],
        camera: Camera,
        generator: np.random.Generator,
        *,
        pastes: bool,
    ) -> None:
        self._photos = photos
        self._camera = camera
        self._lens = Lens(1.0)
        rest = np.array((0.0, 0.0, INTER_OCULAR_MM / 0.13))
        self._follower = Follower(
            generator, lambda target: self._lens.place(target, INTER_OCULAR_MM), rest, SCRIPTED
        )
        self._warps = bool(generator.random() < 0.5)
        self._pastes = pastes

    def frame(self, at_s: float, target: FaceTarget | None) -> NDArray[np.uint8]:
        """Return what the script makes up: (480, 640, 3) uint8 RGB."""
        pose = self._follower.pose(at_s, target)
        near = float(pose.position_mm[2]) < INTER_OCULAR_MM / _NEAR
        photo = self._photos[-1 if near else 0]
        way = self._way(photo, pose)
        size = (WIDTH_PX, HEIGHT_PX)
        edges = cv2.BORDER_CONSTANT if self._pastes else cv2.BORDER_REFLECT_101
        made = cv2.warpPerspective(
            photo.pixels, way, size, flags=cv2.INTER_LINEAR, borderMode=edges
        )
        colours = np.ascontiguousarray(made[..., :3])
        if self._pastes:
            share = np.ascontiguousarray(made[..., 3]).astype(np.float32) / 255
            colours = cv2.blendLinear(colours, self._camera.room, share, 1 - share)
        return self._camera.grain(np.asarray(colours, np.uint8))

    def jpeg(self, at_s: float, target: FaceTarget | None) -> bytes:
        """Return the frame as JPEG."""
        return self._camera.jpeg(self.frame(at_s, target))

    def _way(self, photo: Photo, pose: Pose) -> NDArray[np.float64]:
        """Return the (3, 3) transform from a photo into the frame."""
        tilt = turn(pose.yaw, pose.pitch, pose.roll) if self._warps else turn(0, 0, pose.roll)
        corners = np.array(((-1.0, -1), (1, -1), (1, 1), (-1, 1)))
        flat = np.column_stack([corners * INTER_OCULAR_MM, np.zeros(4)])
        onto, _ = self._lens.project(flat @ tilt.T + pose.position_mm)
        source = photo.eyes_px + corners * photo.inter_ocular_px
        way = cv2.getPerspectiveTransform(source.astype(np.float32), onto.astype(np.float32))
        return np.asarray(way, np.float64)
