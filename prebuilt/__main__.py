"""Build anew what others wrote and the pages use, with its licences beside it.

``assets/gl-twgl.js`` draws maps; ``assets/later/pdf.js`` makes drawings into PDF, once somebody asks;
``tests/pages/axe/axe.js`` is for tests alone.

npm brings exactly those named here (npm's own settings say from where), each is held against its SHA-512,
and esbuild puts into one file what ``ENTRY`` asks for. Needs npm; the result is the same each time.
"""

import base64
import hashlib
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parents[1] / "assets"
LIBRARY: Final = "twgl.js@7.0.0"
PDF: Final = {"jspdf@4.2.1": "dist/jspdf.umd.min.js", "svg2pdf.js@2.8.1": "dist/svg2pdf.umd.min.js"}
"""Put one after the other they are one file."""
AXE: Final = "axe-core@4.14.1"
TESTED: Final = ASSETS.parent / "tests" / "pages" / "axe"
BUNDLERS: Final = {
    ("Linux", "x86_64"): "@esbuild/linux-x64@0.28.2",
    ("Linux", "aarch64"): "@esbuild/linux-arm64@0.28.2",
    ("Darwin", "arm64"): "@esbuild/darwin-arm64@0.28.2",
    ("Darwin", "x86_64"): "@esbuild/darwin-x64@0.28.2",
}
INTEGRITY: Final = {
    "jspdf@4.2.1": "YyAXyvnmjTbR4bHQRLzex3CuINCDlQnBqoSYyjJwTP2x9jDLuKDzy7aKUl0hgx3uhcl7xzg32agn5vlie6HIlQ==",
    "svg2pdf.js@2.8.1": "AzXfPHjHnFt9dpdRPhWWBOKipnMSWQZRKiV3FTTPdY6wwRgT3labbA4s0HIQaskNhwAhrcI2u2rDhD8j8udfNQ==",
    AXE: "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    LIBRARY: "9HHZ8emdZb2nKPU0FDIGDlkp6AD9rWFv7ThqdbmUqyBhD3WTQpLN+89w4B+YshGwD1fL6PMVpVKZqC0pikgmcA==",
    BUNDLERS[
        "Linux", "x86_64"
    ]: "4xTZr1FUmSoQW4XIWmit3tzQrUTZM+N3P0XV8xROKYF50XfI7xeO90+1bZvNwxIufQ9hDQVRJH5YhgPVF8A/HQ==",
    BUNDLERS[
        "Linux", "aarch64"
    ]: "pW4AC0P3it8c7do9MVM4p51FzHzdM/TZrerurgRcHJ2WTa1VQ1CIq18xncfpBJw4ojkiZZrKW2yIBWBP92j6Ug==",
    BUNDLERS[
        "Darwin", "arm64"
    ]: "n4KqkOQrraxHJcgjM1RvwbigfQKIKJVpM7xp+KsxiyUSrRdIXnt73VhrPAx0fV44hgfmIVKjxMN9J1t5jySVkw==",
    BUNDLERS[
        "Darwin", "x86_64"
    ]: "uq6suIWYP37qzGddBKPw5QEQPi6HiLGsO7UmkpfyaYNQ3D+rN6w6WfwH+nuqcGXWvawGwxOEroO4YGnFh95azw==",
}
ENTRY: Final = (
    "export { createProgramInfo, createBufferInfoFromArrays, setBuffersAndAttributes, setUniforms, "
    'setAttribInfoBufferFromArray } from "./library/dist/7.x/twgl-full.module.js";'
)
BANNER: Final = f"/*! {LIBRARY}, MIT licence, see gl-twgl-licence.txt; built by python -m prebuilt */"


def main() -> int:
    """Fetch, check, bundle, and put file and licence where they are served from."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _fetched(LIBRARY, folder, "library")
        _fetched(BUNDLERS[platform.system(), platform.machine()], folder, "bundler")
        (folder / "entry.js").write_text(ENTRY, encoding="utf-8")
        target = ASSETS / "gl-twgl.js"
        form = [
            "--bundle",
            "--minify",
            "--legal-comments=none",  # the licence lies beside it as a whole
            "--format=iife",
            "--global-name=twgl",
            "--target=es2020",
            f"--banner:js={BANNER}",
        ]
        command = ["bundler/bin/esbuild", "entry.js", *form, f"--outfile={target}"]
        subprocess.run(command, cwd=folder, check=True)
        licence = (folder / "library" / "LICENSE.md").read_text(encoding="utf-8")
        (ASSETS / "gl-twgl-licence.txt").write_text(licence, encoding="utf-8")
        _pdf(folder)
        _axe(folder)
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


def _pdf(folder: Path) -> None:
    """Both libraries as they come, without the way to their maps."""
    later = ASSETS / "later"
    later.mkdir(exist_ok=True)
    code, licences = [], []
    for package, file in PDF.items():
        _fetched(package, folder, package)
        lines = (folder / package / file).read_text(encoding="utf-8").splitlines()
        code += [f"/*! {package}, MIT licence, see pdf-licence.txt */"]
        code += [line for line in lines if not line.startswith("//# sourceMappingURL")]
        licences.append(f"{package}\n\n" + (folder / package / "LICENSE").read_text(encoding="utf-8"))
    (later / "pdf.js").write_text("\n".join(code) + "\n", encoding="utf-8")
    (later / "pdf-licence.txt").write_text("\n\n".join(licences), encoding="utf-8")


def _axe(folder: Path) -> None:
    _fetched(AXE, folder, "axe")
    TESTED.mkdir(exist_ok=True)
    for name, file in {
        "axe.js": "axe.min.js",
        "LICENSE": "LICENSE",
        "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt",
    }.items():
        (TESTED / name).write_bytes((folder / "axe" / file).read_bytes())


def _fetched(package: str, folder: Path, where: str) -> None:
    """Unpack the package there. Raises SystemExit when it is not the one that was pinned."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    file = folder / packed.stdout.split()[-1]
    found = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
    if found != INTEGRITY[package]:
        raise SystemExit(f"{package} is not what was pinned: its SHA-512 is {found}")
    with tarfile.open(file) as tar:
        tar.extractall(folder / where, filter="data")
    for inner in (folder / where / "package").iterdir():
        inner.rename(folder / where / inner.name)


if __name__ == "__main__":
    sys.exit(main())
