"""How Sphinx builds these pages: `tox -e docs`, warnings are errors, nothing is fetched."""

from importlib.metadata import version as installed

project = "emulation-core"
author = "emulation-core"
version = release = installed("emulation-core")
language = "vi"

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "emulation-core"
html_show_copyright = False
html_show_sphinx = False
# Fences that show no language of a computer are plain text; Vietnamese quotation marks stay as they are typed.
highlight_language = "text"
smartquotes = False
