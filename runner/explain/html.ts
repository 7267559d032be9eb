/** An explanation as a page that needs nothing else: reads and checks that open where one wants to know more. */
import { visible } from '../reporters/escape.js';
import type { DecodedField } from '../decode-value.js';
import type {
  CheckStep,
  Explanation,
  ExplanationStep,
  PermissionStep,
  ReadStep,
  RequestExplanation,
  Rule,
  UnreadableStep,
} from './explanation.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './html-style.js';
import { fieldList } from './fields.js';

/** The whole document. */
export function explanationPage(explanation: Explanation): string {
  const { vector, image, claims, outcome, requests, subject } = explanation;
  const name = vector?.id ?? `request on ${image?.files.map(({ path }) => path).join(', ') ?? 'a memory image'}`;
  const facts = [
    ['VER', claims.ver],
    ['CAP', claims.cap],
    ['ECAP', claims.ecap],
    ['HAW', String(claims.haw)],
    ...(image?.files.map(({ path, address }) => ['memory', `${path} at ${address}`] as const) ?? []),
  ] as const;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(name)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>
<h1>${text(name)}</h1>
${vector === null ? '' : `<p class="title">${text(vector.title)}</p>${vector.notes === '' ? '' : `<p>${text(vector.notes)}</p>`}`}
<dl class="facts">${facts.map(([key, value]) => `<div><dt>${key}</dt><dd>${text(value)}</dd></div>`).join('')}</dl>
${outcome === null ? '' : `<p>Outcome <strong>${text(outcome.name)}</strong>: ${text(outcome.because)} Also permitted: ${text(outcome.others.join(', '))}.</p>`}
<p class="tools"><button type="button" data-open="true">Open all</button> <button type="button" data-open="false">Close all</button></p>
</header>
<main>
${requests.length === 0 ? '<p>The vector makes no request: nothing is walked.</p>' : ''}
${requests.map((request, i) => requestSection(request, i, explanation)).join('\n')}
${subject !== undefined && (subject.leftAt === undefined || subject.leftAt < 0) ? subjectBox(subject) : ''}
${vector === null || vector.requirements.length === 0 ? '' : requirementList(vector.requirements)}
</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function requestSection({ step, title, before, steps, result }: RequestExplanation, i: number, { vector, subject }: Explanation): string {
  const label = vector === null ? '' : step === null ? 'given ' : `step ${String(step + 1)} `;
  const isGood = result.status === 'success' || result.status === 'sent';
  const id = `request-${String(i)}`;
  return `<section aria-labelledby="${id}">
<h2 id="${id}"><span class="label">${label}</span>${text(title)}</h2>
${before.length === 0 ? '' : `<ul class="before">${before.map((line) => `<li>${text(line)}</li>`).join('')}</ul>`}
<div class="walk">
${gathered(steps).map(blockOf).join('\n')}
</div>
<p class="result ${isGood ? 'good' : 'bad'}">${text(result.text)}</p>
${subject?.leftAt === i ? subjectBox(subject) : ''}
</section>`;
}

type Check = CheckStep | PermissionStep;

interface Block {
  readonly head: Exclude<ExplanationStep, Check> | undefined;
  readonly level: number;
  readonly checks: readonly Check[];
}

/** Each step with the checks that follow it. */
function gathered(steps: readonly ExplanationStep[]): Block[] {
  const blocks: Block[] = [];
  for (const step of steps) {
    const last = blocks.at(-1);
    const isCheck = step.kind === 'check' || step.kind === 'permission';
    if (!isCheck) blocks.push({ head: step, level: step.level, checks: [] });
    else if (last === undefined) blocks.push({ head: undefined, level: step.level, checks: [step] });
    else blocks[blocks.length - 1] = { ...last, checks: [...last.checks, step] };
  }
  return blocks;
}

function blockOf({ head, level, checks }: Block): string {
  const failed = checks.some(({ passed }) => !passed);
  const indent = ` style="--level:${String(level)}"`;
  if (head?.kind === 'read' || head?.kind === 'unreadable') return readBlock(head, checks, failed, indent);
  const line = head === undefined ? 'checks' : lineOf(head);
  const rule = head !== undefined && 'rule' in head ? ruleOf(head.rule) : '';
  const kind = head?.kind ?? 'note';
  const fields = head?.kind === 'record' ? fieldTable(head.fields) : '';
  if (checks.length === 0 && fields === '') return `<p class="line ${kind}"${indent}>${line} ${rule}</p>`;
  return `<details class="line ${kind}"${indent}${failed ? ' open' : ''}><summary>${line} ${passedNames(checks)} ${rule}</summary>${fields}${checkTable(checks)}</details>`;
}

function readBlock(step: ReadStep | UnreadableStep, checks: readonly Check[], failed: boolean, indent: string): string {
  const value =
    step.kind === 'read'
      ? `<code class="value">${step.words.join(' ')}</code> <span class="fields">${text(fieldList(step.fields))}</span>`
      : `<strong class="bad">${text(step.reason ?? 'no memory answers')}</strong>`;
  const inside = step.kind === 'read' ? `${fieldTable(step.fields)}<p class="decode"><code>${text(step.decode)}</code></p>` : '';
  return `<details class="line read${failed ? ' failed' : ''}"${indent}${failed ? ' open' : ''}>
<summary><span class="structure">${step.structure}</span> <code class="address">${step.address}</code> ${value} ${passedNames(checks)}</summary>
<p class="about">${text(step.title)} ${ruleOf(step.rule)}</p>${inside}${checkTable(checks)}
</details>`;
}

function lineOf(step: Exclude<ExplanationStep, Check | ReadStep | UnreadableStep>): string {
  switch (step.kind) {
    case 'walk':
      return `${text(step.text)}: <code>${step.address}</code>`;
    case 'flags':
      return `sets ${text(step.flags.join(' and '))} at <code>${step.address}</code>`;
    case 'output':
      return `output <code>${step.output}</code>, ${text(step.text)}`;
    case 'fault':
      return `fault <strong>${text(step.condition)}${step.reason === null ? '' : `, fault reason ${step.reason}`}</strong>: ${text(step.meaning)}${step.unrecorded === undefined ? '' : `; ${text(step.unrecorded)}`}`;
    case 'record':
      return `${text(step.text)} <code>${step.words.join(' ')}</code>`;
    default:
      return text(step.text);
  }
}

/** Names of the checks that are passed, for the closed line. */
function passedNames(checks: readonly Check[]): string {
  const names = checks.flatMap((check) => (check.kind === 'check' && check.passed ? [check.condition] : []));
  return names.length === 0 ? '' : `<span class="passed">passes ${text(names.join(' '))}</span>`;
}

function checkTable(checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const rows = checks.map((check) => {
    const said = check.kind === 'check' ? check.text : `${check.stage} permissions: needs ${check.needs}, granted ${check.granted}`;
    const verdict = check.passed ? '<td class="good">passed</td>' : '<td class="bad">FAILED</td>';
    return `<tr>${verdict}<td>${text(check.condition ?? '')}</td><td>${text(said)}</td><td>${ruleOf(check.rule)}</td></tr>`;
  });
  return `<table><caption>Checks</caption><thead><tr><th scope="col">result</th><th scope="col">condition</th><th scope="col">what</th><th scope="col">rule</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function fieldTable(fields: readonly DecodedField[]): string {
  if (fields.length === 0) return '';
  const rows = fields.map(({ name, bits, value, meaning, kind, reservedBitsSet }) => {
    const bad = reservedBitsSet === undefined ? '' : ` <strong class="bad">bit ${reservedBitsSet.join(', ')} must be 0</strong>`;
    return `<tr${kind === undefined ? '' : ' class="quiet"'}><td>${bits}</td><td>${text(name)}</td><td><code>${value}</code></td><td>${text(meaning)}${bad}</td></tr>`;
  });
  return `<table><caption>Fields</caption><thead><tr><th scope="col">bits</th><th scope="col">field</th><th scope="col">value</th><th scope="col">meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function subjectBox({ name, version, verdict, reason, parting, differences }: NonNullable<Explanation['subject']>): string {
  const who = text(`${name} ${version}`);
  if (verdict === 'pass') return `<aside class="subject good"><p>${who} does what is permitted.</p></aside>`;
  const head = differences.length === 0 ? `${who}: ${text(verdict)}` : `Here ${who} leaves what is permitted`;
  const rows = differences.map(({ step, what, expected, found, fields }) => {
    const place = step < 0 ? 'at the end' : `step ${String(step + 1)}`;
    const inner = (fields ?? [])
      .map((field) => `<br>${text(field.name)}: permitted ${text(field.expected)}, found ${text(field.found)}`)
      .join('');
    return `<tr><td>${place}</td><td>${text(what)}${inner}</td><td><code>${text(expected)}</code></td><td><code class="bad">${text(found)}</code></td></tr>`;
  });
  const table =
    rows.length === 0
      ? ''
      : `<table><thead><tr><th scope="col">where</th><th scope="col">what</th><th scope="col">permitted</th><th scope="col">found</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const said = [parting?.text, reason].filter((each) => each !== undefined).map((each) => `<p>${text(each)}</p>`);
  return `<aside class="subject bad"><h3>${head}</h3>${said.join('')}${table}</aside>`;
}

function requirementList(requirements: NonNullable<Explanation['vector']>['requirements']): string {
  const items = requirements.map(
    ({ id, section, statement }) => `<li><strong>${text(id)}</strong> (§${text(section)}) ${text(statement)}</li>`,
  );
  return `<section aria-labelledby="requirements"><h2 id="requirements">The vector checks</h2><ul>${items.join('')}</ul></section>`;
}

function ruleOf({ section, requirement }: Rule): string {
  return `<span class="rule">§${text(section)}${requirement === undefined ? '' : ` ${text(requirement)}`}</span>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text from anywhere as text of the page. */
function text(value: string): string {
  return visible(value).replace(/[&<>"']/g, (c) => ENTITIES[c] ?? c);
}
