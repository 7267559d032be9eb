/** Style and script of the page. */

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ground: #fff; --text: #1a1d21; --quiet: #59626b; --line: #d6dbe0; --good: #146c2e; --bad: #b3261e; --accent: #0b57a4; --panel: #f5f7f9; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --text: #e4e7ea; --quiet: #a3acb5; --line: #363d44; --good: #7fd18f; --bad: #ff8a80; --accent: #8ab8ee; --panel: #1c2125; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.35rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
code { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
.title { font-size: 1.05rem; }
.facts { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: .5rem 0; color: var(--quiet); }
.facts div { display: flex; gap: .4rem; }
.facts dd { margin: 0; font-family: ui-monospace, monospace; font-size: 13px; overflow-wrap: anywhere; }
button { font: inherit; color: var(--accent); background: none; border: 1px solid var(--line); border-radius: 4px; padding: .15rem .6rem; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.label, .before, .rule, .passed, .about, .decode, .quiet { color: var(--quiet); }
.before { margin: 0 0 .5rem; padding-left: 1.2rem; font-size: 14px; }
.walk { border-left: 2px solid var(--line); }
.line { margin: 0; padding: .1rem 0 .1rem calc(.75rem + 1.1rem * var(--level)); }
summary { cursor: pointer; border-radius: 3px; }
.structure { font-weight: 600; color: var(--accent); }
.address { color: var(--quiet); }
.passed, .rule { font-size: 13px; }
.failed > summary { background: color-mix(in srgb, var(--bad) 12%, transparent); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.fault { color: var(--bad); }
.cached { font-style: italic; }
.result { margin: .4rem 0; padding: .3rem .75rem; border-left: 2px solid currentColor; font-weight: 600; }
table { border-collapse: collapse; margin: .3rem 0 .6rem; font-size: 14px; }
caption { text-align: left; font-weight: 600; color: var(--quiet); }
th { text-align: left; font-weight: 600; }
th, td { padding: .1rem .75rem .1rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.subject { margin: .75rem 0; padding: .75rem; background: var(--panel); border: 1px solid currentColor; border-radius: 6px; overflow-x: auto; }
.subject table, .subject p { color: var(--text); }
details table { display: block; overflow-x: auto; }
`;

export const PAGE_SCRIPT = `
for (const button of document.querySelectorAll('button[data-open]'))
  button.addEventListener('click', () => {
    for (const details of document.querySelectorAll('details')) details.open = button.dataset.open === 'true';
  });
`;
