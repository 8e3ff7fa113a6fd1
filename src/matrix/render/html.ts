/** One file without any other: works from disk, without a network, by keyboard and with a screen reader. */
import type { Matrix, MatrixCell, MatrixRow } from '../matrix.js';
import { SCRIPT } from './page-script.js';
import { STYLE } from './page-style.js';
import { LEGEND, mark, remarks } from './rows.js';

const LEVELS = ['native', 'converted', 'fallback', 'exported', 'none', 'undecidable'];

/** Characters of a remark that are shown without asking. */
const FOLDED = 200;

export function renderHtml(matrix: Matrix): string {
  const { engines, rows, transformers } = matrix;
  const categories = [...new Set(rows.map(({ category }) => category))].sort();
  const source = transformers === null ? '' : ` Levels through transformers ${transformers.version ?? ''}.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Model support across engines</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Model support across engines</h1>
<form role="search">
<p><label for="text">Architecture</label><input id="text" name="text" type="search" autocomplete="off" spellcheck="false"></p>
<p><label for="category">Category</label><select id="category" name="category">${options([['', 'all'], ...categories.map((each) => [each, each] as const)])}</select></p>
<p><label for="engine">Engine</label><select id="engine" name="engine">${options([['', 'any'], ...engines.map(({ id }, index) => [String(index), id] as const)])}</select></p>
<p><label for="level">Level</label><select id="level" name="level">${options([['', 'any'], ...LEVELS.map((each) => [each, each] as const)])}</select></p>
<button type="reset">Reset</button>
</form>
<p role="status" aria-live="polite">${rows.length} of ${rows.length} architectures</p>
<div class="scroll" tabindex="0" role="region" aria-label="Architectures and engines">
<table>
<caption>${escapeHtml(`${LEGEND}.${source}`)}</caption>
<thead><tr>${['Architecture', 'Category', ...engines.map(({ id }) => id), 'Engines'].map(head).join('')}</tr></thead>
<tbody>
${rows.map(bodyRow).join('\n')}
</tbody>
</table>
</div>
<h2>What stands out</h2>
<ul>
${remarks(matrix)
  .map((text) => `<li>${remark(text)}</li>`)
  .join('\n')}
</ul>
</main>
<dialog aria-labelledby="dialog-title"><h2 id="dialog-title"></h2><p></p><dl></dl><form method="dialog"><button>Close</button></form></dialog>
<script type="application/json" id="data">${embedJson({ rows })}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** A long list is folded behind what it is a list of. */
function remark(text: string): string {
  const at = text.indexOf(': ');
  if (at < 0 || text.length < FOLDED) return escapeHtml(text);
  const [title, list] = [text.slice(0, at), text.slice(at + 2)].map(escapeHtml);
  return `<details><summary>${title ?? ''}</summary><p>${list ?? ''}</p></details>`;
}

function options(values: readonly (readonly [string, string])[]): string {
  return values
    .map(([value, text]) => `<option value="${escapeHtml(value)}">${escapeHtml(text)}</option>`)
    .join('');
}

function head(title: string, index: number): string {
  const sorted = index === 0 ? ' aria-sort="ascending"' : '';
  return `<th scope="col"${sorted}><button type="button">${escapeHtml(title)}</button></th>`;
}

function bodyRow({ architecture, category, cells, engines }: MatrixRow): string {
  const name = `<th scope="row"><button type="button" aria-haspopup="dialog">${escapeHtml(architecture)}</button></th>`;
  return `<tr>${name}<td>${escapeHtml(category)}</td>${cells.map(bodyCell).join('')}<td>${engines}</td></tr>`;
}

function bodyCell({ level }: MatrixCell): string {
  const word = level ?? 'undecidable';
  return `<td data-level="${word}" aria-label="${word}">${escapeHtml(mark(level))}</td>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** JSON inside a script element: nothing in it may end the element. */
function embedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
