/** How the page of coverage looks. */
export const STYLE = `
:root { color-scheme: light dark; --gap: #b3261e; --gap-text: #fff; --met: #d7f0dc; --met-text: #10401c; --quiet: #5f6368; --line: #c4c7c5 }
@media (prefers-color-scheme: dark) { :root { --gap: #f2b8b5; --gap-text: #601410; --met: #1d3b26; --met-text: #c8ecd1; --quiet: #a8abb0; --line: #444746 } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 }
main { max-width: 75rem; margin: 0 auto; padding: 1rem }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
nav a { margin-right: 1rem }
.wide { overflow-x: auto }
table { border-collapse: collapse; margin: 0.5rem 0 }
th, td { text-align: left; padding: 0.2rem 0.6rem; border: 1px solid var(--line); vertical-align: top }
td.gap { background: var(--gap); color: var(--gap-text); font-weight: 600 }
td.met { background: var(--met); color: var(--met-text) }
.none { color: var(--quiet) }
code { font-size: 0.9em; overflow-wrap: anywhere }
summary { cursor: pointer }
meter { width: 8rem; vertical-align: middle }
`;
