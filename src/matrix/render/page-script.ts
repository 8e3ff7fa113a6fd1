/**
 * What the page does: search, filter, sort, and the evidence of one architecture. The rows are there without it.
 * Text only ever goes into `textContent`.
 */
export const SCRIPT = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const body = document.querySelector('tbody');
const rows = [...body.rows].map((element, index) => ({ element, index, row: data.rows[index] }));
const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
const dialog = document.querySelector('dialog');
const heads = [...document.querySelectorAll('thead th')];
let sorted = { column: 0, direction: 1 };

function matches(row) {
  const { text, category, engine, level } = form.elements;
  if (!row.architecture.toLowerCase().includes(text.value.trim().toLowerCase())) return false;
  if (category.value !== '' && row.category !== category.value) return false;
  if (level.value === '' && engine.value === '') return true;
  const cells = engine.value === '' ? row.cells : [row.cells[Number(engine.value)]];
  const wanted = level.value === '' ? 'native' : level.value;
  return cells.some((cell) => (cell.level ?? 'undecidable') === wanted);
}

function filter() {
  let shown = 0;
  for (const { element, row } of rows) {
    element.hidden = !matches(row);
    if (!element.hidden) shown += 1;
  }
  status.textContent = shown + ' of ' + rows.length + ' architectures';
}

const order = ['native', 'converted', 'fallback', 'exported', 'undecidable', 'none'];
function key(row, column) {
  if (column === 0) return row.architecture;
  if (column === 1) return row.category;
  const cell = row.cells[column - 2];
  return cell === undefined ? -row.engines : order.indexOf(cell.level ?? 'undecidable');
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sort(column) {
  sorted = { column, direction: sorted.column === column ? -sorted.direction : 1 };
  heads.forEach((head, index) => {
    if (index === column) head.setAttribute('aria-sort', sorted.direction > 0 ? 'ascending' : 'descending');
    else head.removeAttribute('aria-sort');
  });
  const ordered = [...rows].sort((a, b) => sorted.direction * compare(key(a.row, column), key(b.row, column)) || a.index - b.index);
  body.append(...ordered.map(({ element }) => element));
}

function show(row) {
  dialog.querySelector('h2').textContent = row.architecture;
  dialog.querySelector('p').textContent = row.category + (row.example === null ? '' : ', for example ' + row.example);
  const list = dialog.querySelector('dl');
  list.replaceChildren();
  for (const cell of row.cells) {
    const term = document.createElement('dt');
    term.textContent = cell.id + ': ' + (cell.level ?? 'undecidable');
    const text = document.createElement('dd');
    text.textContent = cell.reason + (cell.file === null ? '' : ' — ' + cell.file + ':' + (cell.line ?? 1));
    list.append(term, text);
  }
  dialog.showModal();
}

form.addEventListener('input', filter);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(filter));
heads.forEach((head, index) => head.querySelector('button').addEventListener('click', () => sort(index)));
rows.forEach(({ element, row }) => element.querySelector('button').addEventListener('click', () => show(row)));
filter();
`;
