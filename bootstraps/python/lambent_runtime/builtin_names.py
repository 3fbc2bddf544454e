"""`exit`, `quit`, `copyright`, `credits`, `help`: what module `site` adds when an interpreter starts without -S."""

import site


def install():
    site.setquit()
    site.setcopyright()
    site.sethelper()
