#!/usr/bin/env python3
"""Print the rows of the line lexer (grammars/lexer/README.md) as CPython's parser and tokenizer see them.

Standard library only, CPython 3.11 or newer. Nothing of the sources is executed.

Usage: logical_lines.py < REQUESTS     one JSON line for each request line {"id", "text"}

The first line says which interpreter answers: {"python": "3.11.7"}. Every other line is
{"id", "rows": [...]}: eight numbers for each row, one after the other, offsets in UTF-16 units,
{"id", "error"} for a text that CPython rejects, or
{"id", "untold"} where CPython's parser takes the text and its tokenize module does not.

What a logical line is comes from the tokenizer; what kind it has, and which lines belong to a function's
body, from the syntax tree.
"""

import ast
import json
import re
import sys
import token
import tokenize
import warnings

SIMPLE, COMPOUND, CLASS, DEF, DECORATOR, DOCSTRING = range(1, 7)
INLINE, SEMI, NON_ASCII, MULTILINE, COMMENT, BACKSLASH = 1, 2, 4, 8, 16, 32
MENTION, FSTRING, STRING, TRIPLE, ESCAPE, BRACKET = 64, 128, 256, 512, 1024, 2048

NEWLINE = re.compile(r"\r\n|\r|\n")
MENTIONS = re.compile(r"from_pretrained|hf\.co/|huggingface\.co/")
CLAUSES = {"elif", "else", "except", "finally", "case"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
FORMAT_STARTS = {getattr(token, name) for name in ("FSTRING_START", "TSTRING_START") if hasattr(token, name)}
FORMAT_ENDS = {getattr(token, name) for name in ("FSTRING_END", "TSTRING_END") if hasattr(token, name)}
ENDS = {token.NEWLINE, token.DEDENT, token.ENDMARKER}
LAYOUT = {token.NEWLINE, token.NL, token.ENDMARKER, tokenize.ENCODING}


def utf16_length(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Source:
    """The lines of a text, and offsets of the tokenizer's positions in it."""

    def __init__(self, text):
        self.text = text
        self.ascii = text.isascii()
        self.lines = []
        self.line_starts = []
        self.character_starts = []
        start = units = 0
        for end in NEWLINE.finditer(text):
            self._add(text[start : end.start()], start, units)
            units += utf16_length(text[start : end.end()])
            start = end.end()
        self._add(text[start:], start, units)

    def _add(self, line, characters, units):
        self.lines.append(line)
        self.character_starts.append(characters)
        self.line_starts.append(units)

    def readlines(self):
        for line in self.lines[:-1]:
            yield line + "\n"
        if self.lines[-1]:
            yield self.lines[-1]

    def offset(self, position):
        line, column = position
        return self.line_starts[line - 1] + utf16_length(self.lines[line - 1][:column])

    def character(self, position):
        line, column = position
        return self.character_starts[line - 1] + column

    def slice(self, start, end):
        return self.text[self.character(start) : self.character(end)]

    def of_tree(self, line, utf8_column):
        """A position of the syntax tree, whose columns are UTF-8 bytes, as one of the tokenizer."""
        text = self.lines[line - 1]
        if text.isascii():
            return line, utf8_column
        return line, len(text.encode("utf-8", "surrogatepass")[:utf8_column].decode("utf-8", "surrogatepass"))


class Token:
    def __init__(self, kind, text, start, end):
        self.kind, self.text, self.start, self.end = kind, text, start, end


def tokens_of(source):
    """The tokens; of 3.12 and newer, a format string as one token, as it was before."""
    lines = source.readlines()
    opened = []
    for kind, text, start, end, _ in tokenize.generate_tokens(lambda: next(lines, "")):
        if kind in FORMAT_STARTS:
            opened.append(start)
        elif kind in FORMAT_ENDS:
            start = opened.pop()
            if not opened:
                yield Token(token.STRING, source.slice(start, end), start, end)
        elif not opened:
            yield Token(kind, text, start, end)


class LogicalLine:
    """`tokens` without comments behind the last significant one; `depth` counts every block."""

    def __init__(self, tokens, depth, next_line):
        while tokens[-1].kind == token.COMMENT:
            tokens.pop()
        self.tokens, self.depth, self.next_line = tokens, depth, next_line
        self.start, self.end = tokens[0].start, tokens[-1].end


def logical_lines(source):
    depth, pending = 0, []
    for each in tokens_of(source):
        # No NEWLINE comes where the last line only holds a comment that a backslash joins to the one before.
        if each.kind in ENDS and pending:
            yield LogicalLine(pending, depth, each.start[0] + 1)
            pending = []
        if each.kind == token.INDENT:
            depth += 1
        elif each.kind == token.DEDENT:
            depth -= 1
        elif each.kind == token.COMMENT:
            if pending:
                pending.append(each)
        elif each.kind not in LAYOUT:
            pending.append(each)


class Structure:
    """Where the statements outside of functions start, and which function each of them is."""

    def __init__(self, source, tree):
        self.source = source
        self.statements = {}
        self._visit(tree)

    def _visit(self, node):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            for child in getattr(node, field, ()):
                if isinstance(child, ast.stmt):
                    self.statements[self.source.of_tree(child.lineno, child.col_offset)] = child
                if not isinstance(child, FUNCTIONS):
                    self._visit(child)

    def kind(self, line):
        first = line.tokens[0]
        node = self.statements.get(line.start)
        if node is None:
            if first.text == "@":
                return DECORATOR
            assert first.text in CLAUSES, f"line {line.start[0]} starts no statement"
            return COMPOUND
        if isinstance(node, FUNCTIONS):
            return DEF
        if isinstance(node, ast.ClassDef):
            return CLASS
        return COMPOUND if isinstance(node, BLOCKS) else SIMPLE

    def function_end(self, line):
        node = self.statements[line.start]
        return self.source.of_tree(node.end_lineno, node.end_col_offset)


def string_flags(text):
    body = text.lstrip("rRbBuUfFtT")
    prefix = text[: len(text) - len(body)].lower()
    flags = STRING
    if "f" in prefix or "t" in prefix:
        flags |= FSTRING
    if body[:3] in ('"""', "'''"):
        flags |= TRIPLE
    return flags | (ESCAPE if "\\" in body else 0)


def flags_of(source, line):
    text = source.slice(line.start, line.end)
    flags = 0 if text.isascii() else NON_ASCII
    if line.start[0] != line.end[0]:
        flags |= MULTILINE
    if MENTIONS.search(text):
        flags |= MENTION
    before = line.start
    for each in line.tokens:
        if "\\" in source.slice(before, each.start):
            flags |= BACKSLASH
        before = each.end
        if each.kind == token.STRING:
            flags |= string_flags(each.text)
        elif each.kind == token.COMMENT:
            flags |= COMMENT
        elif each.text == ";":
            flags |= SEMI
        elif each.kind == token.OP and each.text in "()[]{}":
            flags |= BRACKET
    return flags


def begins_with_string(line):
    return next((each.kind for each in line.tokens if each.text != "(" and each.kind != token.COMMENT), 0) == token.STRING


def rows_of(text, tree):
    source = Source(text)
    structure = Structure(source, tree)
    rows = []
    function = None  # its row, the position where it ends, and whether a line of its body has come
    for line in logical_lines(source):
        if function is not None and line.start < function["end"]:
            if function["first"] and begins_with_string(line):
                rows.append(row_of(source, line, DOCSTRING, 0, function["depth"] + 1))
            function["first"] = False
            function["row"][7] = source.offset(line.end)
            continue
        function = None
        kind = structure.kind(line)
        inline = kind in (COMPOUND, CLASS, DEF) and line.tokens[-1].text != ":"
        row = row_of(source, line, kind, INLINE if inline else 0, line.depth)
        rows.append(row)
        if kind != DEF:
            continue
        if inline:
            row[6] = row[7] = row[2]
        else:
            row[6] = source.line_starts[line.next_line - 1]
            function = {"row": row, "end": structure.function_end(line), "depth": line.depth, "first": True}
    return [number for row in rows for number in row]


def row_of(source, line, kind, flags, depth):
    flags |= flags_of(source, line)
    start, end = source.offset(line.start), source.offset(line.end)
    return [kind + flags * 256, start, end, line.start[0], source.line_starts[line.start[0] - 1], depth, 0, 0]


def answer(request):
    try:
        tree = ast.parse(request["text"])
    except (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError) as error:
        return {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
    try:
        return {"id": request["id"], "rows": rows_of(request["text"], tree)}
    except (tokenize.TokenError, SyntaxError, SystemError, UnicodeDecodeError) as error:
        return {"id": request["id"], "untold": str(error)}


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    version = ".".join(map(str, sys.version_info[:3]))
    print(json.dumps({"python": version}), flush=True)
    for request in sys.stdin:
        print(json.dumps(answer(json.loads(request)), separators=(",", ":")), flush=True)


if __name__ == "__main__":
    main()
