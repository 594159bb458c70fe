"""Text, bytes, logs, links and a file are attached."""

from pathlib import Path

from behave import step
from behave.cucumber_expression import use_step_matcher_for_cucumber_expressions as official_expressions
from mission_control_client.messages import attach, link, log

official_expressions()


@step("the string {string} is attached as {string}")
def the_string_x_is_attached_as_x(context, text, media_type):
    attach(text, media_type)


@step("the string {string} is logged")
def the_string_x_is_logged(context, text):
    log(text)


@step("text with ANSI escapes is logged")
def text_with_ansi_escapes_is_logged(context):
    colours = ["31mr", "91ma", "33mi", "32mn", "34mb", "95mo", "35mw"]
    log("This displays a " + "".join(f"\x1b[{colour}\x1b[0m" for colour in colours))


@step("the following string is attached as {string}:")
def the_following_string_is_attached_as_x(context, media_type):
    attach(str(context.text), media_type)


@step("an array with {int} bytes is attached as {string}")
def an_array_with_x_bytes_is_attached_as_x(context, count, media_type):
    attach(bytes(range(count)), media_type)


@step("a PDF document is attached and renamed")
def a_pdf_document_is_attached_and_renamed(context):
    attach(Path("renamed.pdf").read_bytes(), "application/pdf", "renamed.pdf")


@step("a link to {string} is attached")
def a_link_to_x_is_attached(context, address):
    link(address)


@step("the string {string} is attached as {string} before a failure")
def the_string_x_is_attached_as_x_before_a_failure(context, text, media_type):
    attach(text, media_type)
    raise RuntimeError("whoops")
