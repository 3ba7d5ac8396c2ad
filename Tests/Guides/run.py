#!/usr/bin/env python3
"""Compiles and runs the examples of MIME's guides, in a package of their own that takes MIME alone.

Each block of Swift is a scope of its own; what it prints must be what stands behind the arrows of its comments.
"""
import os, pathlib, re, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUIDES = sorted((ROOT / "Sources/MIME/MIME.docc").glob("*.md"))
MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Guides",
  dependencies: [.package(path: "{root}")],
  targets: [
    .executableTarget(name: "Guides", dependencies: [.product(name: "MIME", package: "{name}")])
  ])
"""


def main():
    blocks = [(guide.name, block) for guide in GUIDES
              for block in re.findall(r"^```swift\n(.*?)^```$", guide.read_text(), re.M | re.S)]
    expected = [line for _, block in blocks for line in ["="] + re.findall(r"// → (.*)$", block, re.M)]
    with tempfile.TemporaryDirectory() as folder:
        package = pathlib.Path(folder)
        (package / "Sources/Guides").mkdir(parents=True)
        (package / "Package.swift").write_text(MANIFEST.format(root=ROOT, name=ROOT.name))
        scopes = [f"// {guide}\ndo {{\nprint(\"=\")\n{block}}}\n" for guide, block in blocks]
        (package / "Sources/Guides/main.swift").write_text("import MIME\n\n" + "\n".join(scopes))
        resolved = ROOT / "Package.resolved"
        if resolved.exists():
            # What the project has resolved is the same here, and needs no second look.
            (package / resolved.name).write_bytes(resolved.read_bytes())
        scratch = os.environ.get("GUIDES_BUILD", str(ROOT / ".build/guides"))
        run = subprocess.run(["swift", "run", "--package-path", folder, "--scratch-path", scratch, "Guides"],
                             capture_output=True, text=True)
    printed = run.stdout.splitlines()
    if run.returncode != 0 or printed != expected:
        print(run.stderr[-4000:])
        for number, (is_line, ought) in enumerate(zip(printed + ["(nothing)"] * len(expected), expected)):
            if is_line != ought:
                print(f"line {number}: printed {is_line!r}, the guide says {ought!r}")
        sys.exit(1)
    print(f"{len(blocks)} passed, 0 failed")


main()
