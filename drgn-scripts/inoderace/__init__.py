# SPDX-License-Identifier: GPL-2.0-or-later
"""inoderace for drgn: a Program as the engine's target, and what the small scripts share."""
