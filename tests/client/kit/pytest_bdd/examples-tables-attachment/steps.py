"""Pictures are attached."""

from pathlib import Path

from mission_control_client.messages import attach
from pytest_bdd import scenarios, step

scenarios(".")


@step("a JPEG image is attached")
def a_jpeg_image_is_attached():
    attach(Path("image.jpeg").read_bytes(), "image/jpeg")


@step("a PNG image is attached")
def a_png_image_is_attached():
    attach(Path("image.png").read_bytes(), "image/png")
