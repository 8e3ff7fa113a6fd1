"""Shared by the Acorn models. The registry skips packages, so nothing registers here."""
