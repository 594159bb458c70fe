"""Pictures are attached."""

from pathlib import Path

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions
from mission_control_client.messages import attach

official_expressions()


@step("a JPEG image is attached")
def a_jpeg_image_is_attached(context):
    attach(Path("image.jpeg").read_bytes(), "image/jpeg")


@step("a PNG image is attached")
def a_png_image_is_attached(context):
    attach(Path("image.png").read_bytes(), "image/png")
