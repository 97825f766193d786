/** The style of the page: light or dark as the browser prefers, a table on a wide screen and cards on a narrow one. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #f6f7f9; --box: #fff; --text: #1b1f24; --dim: #59636e; --line: #d8dee4;
  --good: #1a7f37; --bad: #c62828; --warn: #9a5b00; --info: #0a5cc2; --rest: #c9d1d9; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0f1318; --box: #171c22; --text: #e6eaf0; --dim: #9aa5b1; --line: #303842;
    --good: #4cc36a; --bad: #ff7b72; --warn: #e3a33c; --info: #6cb0ff; --rest: #444d56; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 100rem; background: var(--page); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
.dim { color: var(--dim); }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: 1rem 0 0; list-style: none; }
.tiles li { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .9rem; }
.tiles b { display: block; font-size: 1.4rem; line-height: 1.2; }
.box { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
svg { display: block; width: 100%; }
svg text { fill: var(--text); font: 13px system-ui, sans-serif; }
.bar-ready { fill: var(--good); }
.bar-rest { fill: var(--rest); }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .75rem; }
form[hidden], tr[hidden] { display: none !important; }
input, select { font: inherit; color: inherit; background: var(--box); border: 1px solid var(--line);
  border-radius: .4rem; padding: .3rem .5rem; max-width: 100%; }
input[type=search] { flex: 1 1 14rem; min-width: 0; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { position: sticky; top: 0; background: var(--page); text-align: left; font-weight: 600; color: var(--dim); }
th, td { padding: .4rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th:nth-child(1) { width: 10rem; } th:nth-child(2) { width: 7.8rem; } th:nth-child(3) { width: 11rem; }
th:nth-child(4) { width: 7.8rem; } th:nth-child(5) { width: 4rem; } th:nth-child(6) { width: 7.4rem; }
th:nth-child(7) { width: 8rem; }
.ready { color: var(--good); } .progressing, .deleting { color: var(--info); }
.failing, .absent, .unreachable, .invalid, .refused, .expiring { color: var(--bad); }
.unknown, .drifted, .REBUILD, .roll { color: var(--warn); }
.word { font-weight: 600; }
.waves { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; margin: .5rem 0 0; list-style: none; }
.waves > li { flex: 1 1 16rem; min-width: 0; background: var(--box); border: 1px solid var(--line); border-radius: .5rem;
  padding: .6rem .9rem; }
.waves > li + li > b:first-child::before { content: "\\2192\\00a0"; color: var(--dim); }
.counts, .chips { display: flex; flex-wrap: wrap; gap: .2rem .9rem; padding: 0; list-style: none; }
.counts b { margin-right: .3rem; }
.chips { gap: .3rem; }
.chips li { border: 1px solid var(--line); border-radius: .4rem; padding: 0 .4rem; font-size: .87rem; }
.done { color: var(--good); } .failed, .stopped { color: var(--bad); } .started { color: var(--info); }
.deferred, .cancelled { color: var(--warn); } .waiting { color: var(--dim); }
ul { margin: .2rem 0; padding-left: 1.1rem; }
summary { cursor: pointer; color: var(--dim); }
@media (max-width: 78rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { background: var(--box); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem;
    margin-bottom: .5rem; content-visibility: auto; contain-intrinsic-size: auto 14rem; }
  td { border: 0; padding: .1rem 0; display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .5rem; }
  td::before { content: attr(data-label); color: var(--dim); }
}
`;
