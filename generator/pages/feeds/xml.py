"""XML as every parser takes it: well formed whatever the texts hold, the same bytes for the same tree."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from generator.pages.visible import visible


def child(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    """Add an element. Control characters, which XML forbids and its writer lets through, are left out."""
    made = ET.SubElement(parent, tag, {key: visible(value) for key, value in attributes.items()})
    if text is not None:
        made.text = "\n".join(visible(line) for line in text.split("\n"))
    return made


def document(root: ET.Element) -> bytes:
    """Return the document as UTF-8. Braces are spelt out: site builders run templates over what they copy."""
    ET.indent(root, space=" ")
    text = ET.tostring(root, encoding="unicode").replace("{", "&#123;")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
