"""The one error of this package."""


class SegmentationModelError(RuntimeError):
    """pyvi's model is absent, damaged or of a kind that this package does not know.

    The message names the file or the part of it that is at fault. Nothing else is raised for
    a bad model, so a caller needs to catch only this.
    """
