"""What optional detectors need from other packages: whether it is here, and how to get it. Nothing is imported to find out."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from ..errors import DetectorError


def version_of(package: str) -> str:
    """Return the version of an installed package, or `none`."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"


def need(name: str, extra: str, *modules: str) -> None:
    """Raise `DetectorError` NPG207 unless every one of `modules` can be imported; `extra` is what installs them."""
    missing = [m for m in modules if find_spec(m) is None]
    if missing:
        raise DetectorError("NPG207", expected=f"the packages that detector {name!r} needs", got="no " + ", no ".join(missing), cure=f"pip install 'npguidelines[{extra}]'")
