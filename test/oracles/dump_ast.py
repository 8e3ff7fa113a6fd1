#!/usr/bin/env python3
"""Print CPython's syntax tree in the shape of ``ModuleFacts.body`` (src/python/syntax.ts, depth 'bodies').

Standard library only, CPython 3.11 or newer. Nothing of the files is executed.

Usage: dump_ast.py FILE...        one JSON line for each file
       dump_ast.py < REQUESTS     one JSON line for each request line {"id", "path"} or {"id", "source_base64"}

The first line says what this interpreter can tell: {"python": "3.11.7", "exactInFormatStrings": false, ...}.
Every other line is {"id", "body"} or, for a source that CPython rejects, {"id", "error"}. A source that only
CPython's compiler rejects has a body and "compiles": false.

Beside the fields of syntax.ts:
* expressions have line, column, endLine, endColumn (1-based, UTF-16); statements have line, column.
  Where the interpreter does not know them (inside format strings before 3.12) all of them are left out.
* ``named: true`` on a string or format string: it holds an escape of the form backslash-N{...}, so that a
  reader without the Unicode name table may give null for a text in it.
* a number has ``value`` instead of ``text``: its kind (i, f, c) and the digits of the value in hexadecimal.
* texts of a format string are joined, empty ones dropped; ``debug`` is left out, because the tree only has its effect.
"""

import ast
import base64
import io
import json
import re
import struct
import sys
import threading
import tokenize
import warnings

EXACT_IN_FORMAT_STRINGS = sys.version_info >= (3, 12)
NEWLINE = re.compile(r"\r\n|\r|\n")
NAMED_ESCAPE = re.compile(r"\\N\{")

OPERATORS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.MatMult: "@", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.FloorDiv: "//",
    ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~", ast.And: "and", ast.Or: "or",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def utf16_length(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def number(value):
    """The value of a number literal in a form that JavaScript can make too."""
    if isinstance(value, int):
        return f"i:{value:x}"
    if isinstance(value, float):
        return f"f:{struct.pack('>d', value).hex()}"
    return f"c:{struct.pack('>d', value.imag).hex()}"


class Text:
    """The lines of a source as the tokenizer counts them, for columns in UTF-16 units."""

    def __init__(self, data):
        unix = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        encoding, _ = tokenize.detect_encoding(io.BytesIO(unix).readline)
        text = unix.decode(encoding)
        self.lines = text.split("\n")
        self.bytes = [None if line.isascii() else line.encode("utf-8", "surrogatepass") for line in self.lines]

    def column(self, line, offset):
        raw = self.bytes[line - 1]
        return offset + 1 if raw is None else utf16_length(raw[:offset].decode("utf-8", "surrogatepass")) + 1

    def segment(self, node):
        """The source of a node."""
        first, last = node.lineno - 1, node.end_lineno - 1
        lines = [(self.bytes[i] or self.lines[i].encode()) for i in range(first, last + 1)]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][node.col_offset :]
        return b"\n".join(lines).decode("utf-8", "replace")


class Dumper:
    def __init__(self, data):
        self.text = Text(data)
        self.in_format_string = 0

    # ------------------------------------------------------------- helpers

    def start(self, kind, node):
        out = {"kind": kind}
        if EXACT_IN_FORMAT_STRINGS or not self.in_format_string:
            out["line"] = node.lineno
            out["column"] = self.text.column(node.lineno, node.col_offset)
        return out

    def span(self, kind, node):
        out = self.start(kind, node)
        if "line" in out:
            out["endLine"] = node.end_lineno
            out["endColumn"] = self.text.column(node.end_lineno, node.end_col_offset)
        return out

    def expr(self, node):
        return None if node is None else getattr(self, "expr_" + type(node).__name__)(node)

    def exprs(self, nodes):
        return [self.expr(node) for node in nodes]

    def body(self, nodes):
        return [getattr(self, "stmt_" + type(node).__name__)(node) for node in nodes]

    def is_named(self, node):
        """Whether an escape by name can be in a literal. True for too many inside format strings of old versions."""
        if self.in_format_string and not EXACT_IN_FORMAT_STRINGS:
            return True
        return NAMED_ESCAPE.search(self.text.segment(node)) is not None

    # --------------------------------------------------------- expressions

    def expr_Name(self, node):
        return self.span("name", node) | {"id": node.id}

    def expr_Attribute(self, node):
        return self.span("attribute", node) | {"value": self.expr(node.value), "attr": node.attr}

    def expr_Constant(self, node):
        value = node.value
        if value is None or value is True or value is False:
            return self.span("constant", node) | {"value": str(value)}
        if value is Ellipsis:
            return self.span("constant", node) | {"value": "..."}
        if isinstance(value, str):
            out = self.span("string", node) | {"value": value}
            if self.is_named(node):
                out["named"] = True
            return out
        if isinstance(value, bytes):
            return self.span("bytes", node) | {"value": value.decode("latin-1")}
        return self.span("number", node) | {"value": number(value)}

    def expr_JoinedStr(self, node, template=False):
        out = self.span("fstring", node) | {"template": template}
        if self.is_named(node):
            out["named"] = True
        out["parts"] = self.parts(node)
        return out

    def expr_TemplateStr(self, node):
        return self.expr_JoinedStr(node, True)

    def parts(self, node):
        """Adjacent texts joined, empty ones dropped."""
        out = []
        self.in_format_string += 1
        # A specifier between three quotes may be one text instead of a list of parts.
        for value in [node] if isinstance(node, ast.Constant) else node.values:
            if not isinstance(value, ast.Constant):
                out.append(self.field(value))
            elif out and isinstance(out[-1], str):
                out[-1] += value.value
            elif value.value:
                out.append(value.value)
        self.in_format_string -= 1
        return out

    def field(self, node):
        return {
            "value": self.expr(node.value),
            "conversion": None if node.conversion == -1 else chr(node.conversion),
            "spec": None if node.format_spec is None else self.parts(node.format_spec),
        }

    def sequence(self, kind, node):
        return self.span(kind, node) | {"items": self.exprs(node.elts)}

    def expr_List(self, node):
        return self.sequence("list", node)

    def expr_Tuple(self, node):
        return self.sequence("tuple", node)

    def expr_Set(self, node):
        return self.sequence("set", node)

    def expr_Dict(self, node):
        pairs = zip(self.exprs(node.keys), self.exprs(node.values))
        return self.span("dict", node) | {"entries": [{"key": key, "value": value} for key, value in pairs]}

    def arguments(self, positional, keywords):
        """Arguments of a call or class header in source order."""
        nodes = sorted([*positional, *keywords], key=lambda node: (node.lineno, node.col_offset))
        return [self.argument(node) for node in nodes]

    def argument(self, node):
        if isinstance(node, ast.keyword):
            form = "double-star" if node.arg is None else "keyword"
            return {"form": form, "name": node.arg, "value": self.expr(node.value)}
        if isinstance(node, ast.Starred):
            return {"form": "star", "name": None, "value": self.expr(node.value)}
        return {"form": "positional", "name": None, "value": self.expr(node)}

    def expr_Call(self, node):
        args = self.arguments(node.args, node.keywords)
        return self.span("call", node) | {"func": self.expr(node.func), "args": args}

    def expr_Subscript(self, node):
        return self.span("subscript", node) | {"value": self.expr(node.value), "index": self.expr(node.slice)}

    def expr_Slice(self, node):
        parts = {"lower": self.expr(node.lower), "upper": self.expr(node.upper), "step": self.expr(node.step)}
        return self.span("slice", node) | parts

    def expr_BinOp(self, node):
        op = OPERATORS[type(node.op)]
        return self.span("binary", node) | {"op": op, "left": self.expr(node.left), "right": self.expr(node.right)}

    def expr_UnaryOp(self, node):
        return self.span("unary", node) | {"op": OPERATORS[type(node.op)], "operand": self.expr(node.operand)}

    def expr_BoolOp(self, node):
        return self.span("boolean", node) | {"op": OPERATORS[type(node.op)], "values": self.exprs(node.values)}

    def expr_Compare(self, node):
        rest = [
            {"op": OPERATORS[type(op)], "value": self.expr(value)} for op, value in zip(node.ops, node.comparators)
        ]
        return self.span("compare", node) | {"left": self.expr(node.left), "rest": rest}

    def expr_IfExp(self, node):
        parts = {"test": self.expr(node.test), "then": self.expr(node.body), "otherwise": self.expr(node.orelse)}
        return self.span("conditional", node) | parts

    def expr_Lambda(self, node):
        return self.span("lambda", node) | {"params": self.parameters(node.args), "body": self.expr(node.body)}

    def comprehension(self, form, node, element, value=None):
        clauses = [
            {
                "target": self.expr(clause.target),
                "iter": self.expr(clause.iter),
                "ifs": self.exprs(clause.ifs),
                "async": bool(clause.is_async),
            }
            for clause in node.generators
        ]
        parts = {"form": form, "element": self.expr(element), "value": self.expr(value), "clauses": clauses}
        return self.span("comprehension", node) | parts

    def expr_ListComp(self, node):
        return self.comprehension("list", node, node.elt)

    def expr_SetComp(self, node):
        return self.comprehension("set", node, node.elt)

    def expr_DictComp(self, node):
        return self.comprehension("dict", node, node.key, node.value)

    def expr_GeneratorExp(self, node):
        return self.comprehension("generator", node, node.elt)

    def expr_Starred(self, node):
        return self.span("starred", node) | {"value": self.expr(node.value)}

    def expr_NamedExpr(self, node):
        return self.span("walrus", node) | {"target": self.expr(node.target), "value": self.expr(node.value)}

    def expr_Await(self, node):
        return self.span("await", node) | {"value": self.expr(node.value)}

    def expr_Yield(self, node):
        return self.span("yield", node) | {"from": False, "value": self.expr(node.value)}

    def expr_YieldFrom(self, node):
        return self.span("yield", node) | {"from": True, "value": self.expr(node.value)}

    # ------------------------------------------------- parts of statements

    def parameters(self, args):
        plain = [("positional-only", arg) for arg in args.posonlyargs] + [("positional", arg) for arg in args.args]
        defaults = [None] * (len(plain) - len(args.defaults)) + args.defaults
        out = [self.parameter(form, arg, default) for (form, arg), default in zip(plain, defaults)]
        if args.vararg:
            out.append(self.parameter("star", args.vararg))
        for arg, default in zip(args.kwonlyargs, args.kw_defaults):
            out.append(self.parameter("keyword-only", arg, default))
        if args.kwarg:
            out.append(self.parameter("double-star", args.kwarg))
        return out

    def parameter(self, form, arg, default=None):
        annotation = self.expr(arg.annotation)
        return {"name": arg.arg, "form": form, "annotation": annotation, "default": self.expr(default)}

    def type_params(self, node):
        forms = {"TypeVar": "plain", "TypeVarTuple": "star", "ParamSpec": "double-star"}
        return [
            {"name": each.name, "form": forms[type(each).__name__], "bound": self.expr(getattr(each, "bound", None))}
            for each in getattr(node, "type_params", [])
        ]

    def docstring(self, nodes):
        first = nodes[0] if nodes else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            return self.expr(first.value)
        return None

    def aliases(self, node, key):
        return [{key: alias.name, "alias": alias.asname} for alias in node.names]

    # ---------------------------------------------------------- statements

    def stmt_ClassDef(self, node):
        return self.start("class", node) | {
            "name": node.name,
            "decorators": self.exprs(node.decorator_list),
            "typeParams": self.type_params(node),
            "args": self.arguments(node.bases, node.keywords),
            "docstring": self.docstring(node.body),
            "body": self.body(node.body),
        }

    def stmt_FunctionDef(self, node, is_async=False):
        return self.start("function", node) | {
            "name": node.name,
            "async": is_async,
            "decorators": self.exprs(node.decorator_list),
            "typeParams": self.type_params(node),
            "params": self.parameters(node.args),
            "returns": self.expr(node.returns),
            "docstring": self.docstring(node.body),
            "body": self.body(node.body),
        }

    def stmt_AsyncFunctionDef(self, node):
        return self.stmt_FunctionDef(node, True)

    def stmt_Assign(self, node):
        return self.start("assign", node) | {"targets": self.exprs(node.targets), "value": self.expr(node.value)}

    def stmt_AnnAssign(self, node):
        return self.start("annotated", node) | {
            "target": self.expr(node.target),
            "annotation": self.expr(node.annotation),
            "value": self.expr(node.value),
        }

    def stmt_AugAssign(self, node):
        op = OPERATORS[type(node.op)]
        parts = {"target": self.expr(node.target), "op": op, "value": self.expr(node.value)}
        return self.start("augmented", node) | parts

    def stmt_Expr(self, node):
        return self.start("expression", node) | {"value": self.expr(node.value)}

    def stmt_Import(self, node):
        return self.start("import", node) | {"names": self.aliases(node, "module")}

    def stmt_ImportFrom(self, node):
        names = None if node.names[0].name == "*" else self.aliases(node, "name")
        return self.start("import-from", node) | {"level": node.level, "module": node.module or "", "names": names}

    def stmt_If(self, node):
        return self.start("if", node) | {
            "test": self.expr(node.test),
            "body": self.body(node.body),
            "orelse": self.body(node.orelse),
        }

    def stmt_For(self, node, is_async=False):
        return self.start("for", node) | {
            "async": is_async,
            "target": self.expr(node.target),
            "iter": self.expr(node.iter),
            "body": self.body(node.body),
            "orelse": self.body(node.orelse),
        }

    def stmt_AsyncFor(self, node):
        return self.stmt_For(node, True)

    def stmt_While(self, node):
        parts = {"test": self.expr(node.test), "body": self.body(node.body), "orelse": self.body(node.orelse)}
        return self.start("while", node) | parts

    def stmt_Try(self, node, group=False):
        handlers = [
            {"type": self.expr(each.type), "name": each.name, "group": group, "body": self.body(each.body)}
            for each in node.handlers
        ]
        return self.start("try", node) | {
            "body": self.body(node.body),
            "handlers": handlers,
            "orelse": self.body(node.orelse),
            "finalbody": self.body(node.finalbody),
        }

    def stmt_TryStar(self, node):
        return self.stmt_Try(node, True)

    def stmt_With(self, node, is_async=False):
        items = [
            {"context": self.expr(each.context_expr), "target": self.expr(each.optional_vars)} for each in node.items
        ]
        return self.start("with", node) | {"async": is_async, "items": items, "body": self.body(node.body)}

    def stmt_AsyncWith(self, node):
        return self.stmt_With(node, True)

    def stmt_Match(self, node):
        cases = [
            {"pattern": self.pattern(each.pattern), "guard": self.expr(each.guard), "body": self.body(each.body)}
            for each in node.cases
        ]
        return self.start("match", node) | {"subject": self.expr(node.subject), "cases": cases}

    def stmt_Delete(self, node):
        return self.start("delete", node) | {"targets": self.exprs(node.targets)}

    def stmt_Global(self, node):
        return self.start("global", node) | {"names": node.names}

    def stmt_Nonlocal(self, node):
        return self.start("nonlocal", node) | {"names": node.names}

    def stmt_Return(self, node):
        return self.start("return", node) | {"value": self.expr(node.value)}

    def stmt_Raise(self, node):
        return self.start("raise", node) | {"value": self.expr(node.exc), "cause": self.expr(node.cause)}

    def stmt_Assert(self, node):
        return self.start("assert", node) | {"test": self.expr(node.test), "message": self.expr(node.msg)}

    def stmt_Pass(self, node):
        return self.start("pass", node)

    def stmt_Break(self, node):
        return self.start("break", node)

    def stmt_Continue(self, node):
        return self.start("continue", node)

    def stmt_TypeAlias(self, node):
        parts = {"name": node.name.id, "typeParams": self.type_params(node), "value": self.expr(node.value)}
        return self.start("type-alias", node) | parts

    # ------------------------------------------------------------ patterns

    def pattern(self, node):
        return getattr(self, "pattern_" + type(node).__name__)(node)

    def patterns(self, nodes):
        return [self.pattern(node) for node in nodes]

    def pattern_MatchValue(self, node):
        return {"kind": "value", "value": self.expr(node.value)}

    def pattern_MatchSingleton(self, node):
        return {"kind": "value", "value": self.span("constant", node) | {"value": str(node.value)}}

    def pattern_MatchAs(self, node):
        if node.pattern is not None:
            return {"kind": "as", "pattern": self.pattern(node.pattern), "name": node.name}
        return {"kind": "wildcard"} if node.name is None else {"kind": "capture", "name": node.name}

    def pattern_MatchOr(self, node):
        return {"kind": "or", "patterns": self.patterns(node.patterns)}

    def pattern_MatchSequence(self, node):
        return {"kind": "sequence", "patterns": self.patterns(node.patterns)}

    def pattern_MatchStar(self, node):
        return {"kind": "star", "name": node.name}

    def pattern_MatchMapping(self, node):
        pairs = zip(self.exprs(node.keys), self.patterns(node.patterns))
        entries = [{"key": key, "pattern": pattern} for key, pattern in pairs]
        return {"kind": "mapping", "entries": entries, "rest": node.rest}

    def pattern_MatchClass(self, node):
        pairs = zip(node.kwd_attrs, self.patterns(node.kwd_patterns))
        return {
            "kind": "class",
            "type": self.expr(node.cls),
            "patterns": self.patterns(node.patterns),
            "keywords": [{"name": name, "pattern": pattern} for name, pattern in pairs],
        }


def compiles(tree):
    """Whether CPython takes what its parser takes: `return` outside of a function is only found later."""
    try:
        compile(tree, "source", "exec", dont_inherit=True)
        return True
    except (SyntaxError, UnicodeEncodeError):
        # A lone surrogate in a docstring is refused from 3.13 on.
        return False
    except (ValueError, RecursionError, MemoryError):
        return True


def dump(data):
    """The tree of a source, or why CPython rejects it."""
    try:
        tree = ast.parse(data)
        return {"body": Dumper(data).body(tree.body)} | ({} if compiles(tree) else {"compiles": False})
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def answer(request):
    if "path" in request:
        with open(request["path"], "rb") as file:
            return {"id": request["id"]} | dump(file.read())
    return {"id": request["id"]} | dump(base64.b64decode(request["source_base64"]))


def main():
    files = sys.argv[1:]
    requests = ({"id": file, "path": file} for file in files) if files else map(json.loads, sys.stdin)
    hello = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "exactInFormatStrings": EXACT_IN_FORMAT_STRINGS,
        "typeParams": hasattr(ast, "TypeAlias"),
        "templates": hasattr(ast, "TemplateStr"),
    }
    print(json.dumps(hello), flush=True)
    for request in requests:
        print(json.dumps(answer(request), separators=(",", ":")), flush=True)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    # Long chains of operators are deep trees: the limit is lifted, and the work done on a stack that holds them.
    sys.setrecursionlimit(200_000)
    threading.stack_size(512 * 1024 * 1024)
    worker = threading.Thread(target=main)
    worker.start()
    worker.join()
