"""Text, bytes, logs, links and a file are attached."""

from pathlib import Path

from mission_control_client.messages import attach, link, log
from mission_control_client.messages.expressions import cucumber_expression as expression
from pytest_bdd import scenarios, step

scenarios(".")


@step(expression("the string {string} is attached as {string}", "text", "media_type"))
def the_string_x_is_attached_as_x(text, media_type):
    attach(text, media_type)


@step(expression("the string {string} is logged", "text"))
def the_string_x_is_logged(text):
    log(text)


@step("text with ANSI escapes is logged")
def text_with_ansi_escapes_is_logged():
    colours = ["31mr", "91ma", "33mi", "32mn", "34mb", "95mo", "35mw"]
    log("This displays a " + "".join(f"\x1b[{colour}\x1b[0m" for colour in colours))


@step(expression("the following string is attached as {string}:", "media_type"))
def the_following_string_is_attached_as_x(media_type, docstring):
    attach(docstring, media_type)


@step(expression("an array with {int} bytes is attached as {string}", "count", "media_type"))
def an_array_with_x_bytes_is_attached_as_x(count, media_type):
    attach(bytes(range(count)), media_type)


@step("a PDF document is attached and renamed")
def a_pdf_document_is_attached_and_renamed():
    attach(Path("renamed.pdf").read_bytes(), "application/pdf", "renamed.pdf")


@step(expression("a link to {string} is attached", "address"))
def a_link_to_x_is_attached(address):
    link(address)


@step(expression("the string {string} is attached as {string} before a failure", "text", "media_type"))
def the_string_x_is_attached_as_x_before_a_failure(text, media_type):
    attach(text, media_type)
    raise RuntimeError("whoops")
