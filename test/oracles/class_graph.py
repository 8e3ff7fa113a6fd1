"""Module-level classes of a package and what they inherit, by reading alone."""

import ast
import posixpath

from source_tree import dotted, parse


class Class:
    def __init__(self, path, node, conditional):
        self.path = path
        self.node = node
        self.name = node.name
        self.line = node.lineno
        self.conditional = conditional


class Module:
    """Last binding of each module-level name, branches included; `classes` in source order."""

    def __init__(self, path, tree):
        self.path = path
        self.classes = []
        self.names = {}
        self.stars = []
        self._read(tree.body, False)

    def _read(self, body, conditional):
        for node in body:
            if isinstance(node, ast.ClassDef):
                self.names[node.name] = Class(self.path, node, conditional)
                self.classes.append(self.names[node.name])
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name == "*":
                        self.stars.append(node)
                    else:
                        self.names[alias.asname or alias.name] = (node, alias.name)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self.names[target.id] = node.value
            elif isinstance(node, (ast.If, ast.Try, ast.With)):
                for field in ("body", "orelse", "finalbody"):
                    self._read(getattr(node, field, []), True)
                for handler in getattr(node, "handlers", []):
                    self._read(handler.body, True)


class Package:
    """`root` is the folder of the package inside the tree; names are followed inside it only."""

    def __init__(self, tree, root):
        self.tree = tree
        self.root = root
        self.modules = {}

    def module(self, path):
        """None for a file that is absent or not valid Python."""
        if path not in self.modules:
            data = self.tree.read(path)
            parsed = None if data is None else parse(data)
            self.modules[path] = None if parsed is None else Module(path, parsed)
        return self.modules[path]

    def find(self, path, name, seen=frozenset()):
        """The class that a name of a module means, or None."""
        module = self.module(path)
        if module is None or (path, name) in seen:
            return None
        seen = seen | {(path, name)}
        binding = module.names.get(name)
        if isinstance(binding, Class):
            return binding
        if isinstance(binding, tuple):
            return self._find_imported(path, *binding, seen)
        if isinstance(binding, ast.Name):
            return self.find(path, binding.id, seen)
        for star in module.stars if binding is None else []:
            found = self._find_imported(path, star, name, seen)
            if found is not None:
                return found
        # `X = update(X)`: taken for the class of that name.
        return next((cls for cls in reversed(module.classes) if cls.name == name), None)

    def _find_imported(self, path, node, name, seen):
        for target in self._targets(path, node):
            found = self.find(target, name, seen)
            if found is not None:
                return found
        return None

    def _targets(self, path, node):
        parts = (node.module or "").split(".")
        base = path
        for _ in range(node.level):
            base = posixpath.dirname(base)
        if not node.level:
            if parts[0] != posixpath.basename(self.root):
                return []
            base, parts = self.root, parts[1:]
        stem = posixpath.join(base, *parts).rstrip("/")
        return [f"{stem}.py", f"{stem}/__init__.py"]

    def mro(self, cls, seen=()):
        """C3 linearization; a base outside the package is left out."""
        if cls in seen:
            return [cls]
        bases = [self.find(cls.path, base.id) for base in cls.node.bases if isinstance(base, ast.Name)]
        bases = [base for base in bases if base is not None and base is not cls]
        return [cls, *merge([*(self.mro(base, (*seen, cls)) for base in bases), bases])]

    def attribute(self, cls, name):
        """Value node of a class attribute, looked up along the MRO; None when no class has it."""
        for each in self.mro(cls):
            for node in reversed(each.node.body):
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                    return node.value
        return None


def merge(lists):
    lists = [list(each) for each in lists if each]
    out = []
    while lists:
        heads = [each[0] for each in lists]
        good = next((head for head in heads if not any(head in each[1:] for each in lists)), heads[0])
        out.append(good)
        lists = [[item for item in each if item is not good] for each in lists]
        lists = [each for each in lists if each]
    return out


def base_text(node):
    return dotted(node) or ast.unparse(node)
