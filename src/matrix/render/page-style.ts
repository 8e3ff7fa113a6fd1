/** Colours come from the reader's scheme; nothing is loaded. */
export const STYLE = `
:root { color-scheme: light dark; --line: color-mix(in srgb, CanvasText 20%, Canvas); --soft: color-mix(in srgb, CanvasText 6%, Canvas); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 90rem; font: 16px/1.4 system-ui, sans-serif; background: Canvas; color: CanvasText; }
form { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; margin-bottom: .75rem; }
form p { display: grid; gap: .2rem; margin: 0; }
form label { font-size: .875rem; }
input, select, button { font: inherit; padding: .3rem .5rem; }
.scroll { overflow: auto; max-height: 80vh; border: 1px solid var(--line); }
.scroll:focus-visible { outline: 3px solid Highlight; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .875rem; }
caption { text-align: start; padding: .5rem; font-size: .875rem; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: start; white-space: nowrap; }
thead th { position: sticky; top: 0; background: Canvas; z-index: 1; }
td[data-level] { text-align: center; }
@media (min-width: 60rem) {
  thead th:first-child, tbody th { position: sticky; left: 0; background: Canvas; }
  thead th:first-child { z-index: 2; }
}
@media (max-width: 40rem) {
  h1 { font-size: 1.4rem; }
  caption, tbody th { white-space: normal; }
  tbody th { overflow-wrap: anywhere; min-width: 9rem; }
}
thead button { all: unset; cursor: pointer; font-weight: 600; }
thead button:focus-visible, tbody button:focus-visible { outline: 3px solid Highlight; }
th[aria-sort=ascending] button::after { content: ' ▲' / ''; }
th[aria-sort=descending] button::after { content: ' ▼' / ''; }
tbody th { font-weight: 400; font-family: ui-monospace, monospace; }
tbody th button { all: unset; cursor: pointer; text-decoration: underline dotted; }
tbody tr:hover > th, tbody tr:hover > td:not([data-level]) { background: var(--soft); }
td[data-level=native] { background: color-mix(in srgb, green 25%, Canvas); }
td[data-level=converted] { background: color-mix(in srgb, teal 22%, Canvas); }
td[data-level=fallback] { background: color-mix(in srgb, goldenrod 25%, Canvas); }
td[data-level=undecidable] { background: color-mix(in srgb, purple 20%, Canvas); }
details { margin: .5rem 0; }
summary { cursor: pointer; }
dialog { max-width: min(60rem, 92vw); color: CanvasText; background: Canvas; border: 1px solid var(--line); }
dialog dt { font-weight: 600; margin-top: .5rem; }
dialog dd { margin: 0 0 0 1rem; overflow-wrap: anywhere; }
`;
