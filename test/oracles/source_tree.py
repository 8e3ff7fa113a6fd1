"""The files of a checkout or of a git revision, for the static oracles. Nothing that is read is executed."""

import ast
import os
import subprocess


class Folder:
    """A checkout on disk."""

    def __init__(self, root):
        self.root = root

    def list(self, folder):
        """Paths of all files below a folder, sorted, relative to the root."""
        out = []
        for base, folders, names in os.walk(os.path.join(self.root, folder)):
            folders.sort()
            out += [os.path.relpath(os.path.join(base, name), self.root).replace(os.sep, "/") for name in names]
        return sorted(out)

    def read(self, path):
        """Bytes of a file, None when it is not there."""
        try:
            with open(os.path.join(self.root, path), "rb") as file:
                return file.read()
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None


class Revision:
    """One revision of a repository, read from the object database."""

    def __init__(self, git_dir, rev):
        self.git = ["git", f"--git-dir={git_dir}"]
        self.commit = subprocess.run(
            [*self.git, "rev-parse", "--verify", f"{rev}^{{commit}}"], capture_output=True, check=True, text=True
        ).stdout.strip()
        self.batch = subprocess.Popen(
            [*self.git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def list(self, folder):
        listing = subprocess.run(
            [*self.git, "ls-tree", "-r", "-z", "--name-only", self.commit, "--", folder],
            capture_output=True,
            check=True,
        ).stdout
        return sorted(name.decode() for name in listing.split(b"\0") if name)

    def read(self, path):
        self.batch.stdin.write(f"{self.commit}:{path}\n".encode())
        self.batch.stdin.flush()
        header = self.batch.stdout.readline().split()
        if header[-1] == b"missing" or header[1] != b"blob":
            return None if header[-1] == b"missing" else self._skip(int(header[2]))
        data = self.batch.stdout.read(int(header[2]))
        self.batch.stdout.read(1)
        return data

    def _skip(self, size):
        self.batch.stdout.read(size + 1)
        return None


def add_arguments(parser):
    parser.add_argument("root", nargs="?", help="folder of a checkout")
    parser.add_argument("--git-dir", help="git directory, instead of a folder")
    parser.add_argument("--rev", default="HEAD", help="revision for --git-dir")


def open_tree(options):
    return Revision(options.git_dir, options.rev) if options.git_dir else Folder(options.root)


def parse(data):
    """The tree of a file, None when CPython rejects it."""
    try:
        return ast.parse(data)
    except (SyntaxError, ValueError):
        return None


def dotted(node):
    """`a.b.c` of a Name or Attribute, otherwise None."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return None if base is None else f"{base}.{node.attr}"
    return None
