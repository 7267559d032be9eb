/** An explanation for people at a terminal: a line a read, indented as deep as the tables go. */
import { oneLine } from '../reporters/escape.js';
import type { Colors } from '../reporters/failure-text.js';
import type { CheckStep, Explanation, ExplanationStep, ReadStep, RequestExplanation, Rule, UnreadableStep } from './explanation.js';
import { fieldList } from './fields.js';
import { subjectLines } from './subject-text.js';

export interface TextOptions {
  /** Each check on a line of its own, with its section and requirement. */
  readonly verbose: boolean;
}

const INDENT = 2;
/** Words of a wide entry beyond which trailing zeros are left out. */
const WHOLE_WORDS = 2;

/** Lines of the whole explanation. */
export function explanationLines(explanation: Explanation, c: Colors, options: TextOptions): string[] {
  const { vector, image, claims, outcome, requests, subject } = explanation;
  const lines: string[] = [];
  if (vector !== null) {
    lines.push(c.bold(vector.id), `  ${vector.title}`);
    if (vector.notes !== '') lines.push(c.dim(`  ${vector.notes}`));
  }
  lines.push(c.dim(`  VER ${claims.ver}  CAP ${claims.cap}  ECAP ${claims.ecap}  HAW ${String(claims.haw)}`));
  for (const { path, address } of image?.files ?? []) lines.push(c.dim(`  ${oneLine(path)} at ${address}`));
  if (outcome !== null) {
    lines.push(`  outcome ${c.bold(outcome.name)}: ${outcome.because}`);
    lines.push(c.dim(`  also permitted: ${outcome.others.join(', ')}`));
  }
  if (requests.length === 0) lines.push('', '  The vector makes no request: nothing is walked.');
  const here = subject?.leftAt;
  for (const [i, request] of requests.entries()) {
    lines.push('', ...requestLines(request, image !== undefined, c, options));
    if (subject !== undefined && here === i) lines.push(...subjectLines(subject, c));
  }
  if (subject !== undefined && (here === undefined || here < 0)) lines.push('', ...subjectLines(subject, c));
  if (vector !== null && vector.requirements.length > 0) {
    lines.push('', 'the vector checks');
    for (const { id, section, statement } of vector.requirements) lines.push(`  ${c.cyan(`${id} (§${section})`)} ${statement}`);
  }
  return lines;
}

/** A read or a failed read, with the checks that follow it. */
interface Row {
  readonly step: ReadStep | UnreadableStep;
  readonly checks: readonly CheckStep[];
}

function requestLines(
  { step, title, before, steps, result }: RequestExplanation,
  isImage: boolean,
  c: Colors,
  options: TextOptions,
): string[] {
  const lines = before.map((text) => c.dim(`       then  ${text}`));
  lines.push(`${isImage ? '' : step === null ? 'given   ' : `step ${String(step + 1)}  `}${c.bold(title)}`);
  const rows = grouped(steps);
  const widths = widthsOf(rows);
  for (const row of rows) lines.push(...('checks' in row ? rowLines(row, widths, c, options) : otherLines(row, c)));
  const color = result.status === 'success' || result.status === 'sent' ? c.green : c.red;
  lines.push(`  result  ${color(result.text)}`);
  return lines;
}

/** The steps, each read with the checks that follow it at once; other checks of one moment in a list of their own. */
function grouped(
  steps: readonly ExplanationStep[],
): (Row | Exclude<ExplanationStep, ReadStep | UnreadableStep | CheckStep> | CheckStep[])[] {
  const rows: ReturnType<typeof grouped> = [];
  for (const step of steps) {
    const last = rows.at(-1);
    if (step.kind === 'read' || step.kind === 'unreadable') rows.push({ step, checks: [] });
    else if (step.kind !== 'check') rows.push(step);
    else if (Array.isArray(last)) last.push(step);
    else if (last !== undefined && 'checks' in last) rows[rows.length - 1] = { step: last.step, checks: [...last.checks, step] };
    else rows.push([step]);
  }
  return rows;
}

interface Widths {
  readonly name: number;
  readonly address: number;
  readonly value: number;
}

function widthsOf(rows: ReturnType<typeof grouped>): Widths {
  const reads = rows.flatMap((row) => ('checks' in row ? [row.step] : []));
  const widest = (lengths: number[]): number => Math.max(0, ...lengths);
  return {
    name: widest(reads.map(({ level, structure }) => INDENT * level + structure.length)),
    address: widest(reads.map(({ address }) => address.length)),
    value: widest(reads.map((step) => (step.kind === 'read' ? wordsText(step.words).length : 0)).filter((length) => length <= 40)),
  };
}

function rowLines({ step, checks }: Row, widths: Widths, c: Colors, { verbose }: TextOptions): string[] {
  const pad = ' '.repeat(INDENT * step.level);
  const name = `${pad}${step.structure}`.padEnd(widths.name);
  const address = step.address.padEnd(widths.address);
  const passed = checks.filter((check) => check.passed);
  const failed = checks.filter((check) => !check.passed);
  const ok = verbose || passed.length === 0 ? '' : c.dim(`  ok ${passed.map(({ condition }) => condition).join(' ')}`);
  const where = c.dim(`  §${step.rule.section}`);
  const inner = ' '.repeat(INDENT * (step.level + 1));
  const lines =
    step.kind === 'read'
      ? [`${c.cyan(name)}  ${address}  ${wordsText(step.words).padEnd(widths.value)}  ${fieldList(step.fields, c.red)}${ok}${where}`]
      : [`${c.cyan(name)}  ${address}  ${c.red(step.reason ?? 'no memory answers')}${where}`];
  if (verbose) lines.push(...passed.map((check) => checkLine(check, inner, c)));
  return [...lines, ...failed.map((check) => checkLine(check, inner, c))];
}

function checkLine({ passed, condition, text, rule }: CheckStep, pad: string, c: Colors): string {
  const mark = passed ? c.green('ok  ') : c.red('FAIL');
  return `${pad}${mark} ${condition}  ${passed ? text : c.red(text)}${ruleText(rule, c)}`;
}

function ruleText({ section, requirement }: Rule, c: Colors): string {
  return c.dim(`  §${section}${requirement === undefined ? '' : `  ${requirement}`}`);
}

function otherLines(step: Exclude<ReturnType<typeof grouped>[number], Row>, c: Colors): string[] {
  if (Array.isArray(step)) {
    const pad = ' '.repeat(INDENT * ((step[0]?.level ?? 0) + 1));
    const passed = step.filter((check) => check.passed);
    const ok =
      passed.length === 0 ? [] : [`${pad}${c.dim(`ok ${passed.map(({ condition, text }) => `${condition}: ${text}`).join('; ')}`)}`];
    return [...ok, ...step.filter((check) => !check.passed).map((check) => checkLine(check, pad, c))];
  }
  const pad = ' '.repeat(INDENT * Math.max(1, step.level));
  switch (step.kind) {
    case 'note':
      return [`${pad}${step.text}${step.rule === undefined ? '' : ruleText(step.rule, c)}`];
    case 'walk':
      return [`${pad}${step.text}: ${c.bold(step.address)}${ruleText(step.rule, c)}`];
    case 'cached':
      return [`${pad}${c.yellow(step.text)}${ruleText(step.rule, c)}`];
    case 'permission': {
      const text = `permission: needs ${step.needs}, granted ${step.granted}`;
      const inner = ' '.repeat(INDENT * (step.level + 1));
      return [
        `${inner}${step.passed ? `${c.green('ok  ')} ${text}` : `${c.red('FAIL')} ${step.condition ?? ''}  ${c.red(text)}`}${ruleText(step.rule, c)}`,
      ];
    }
    case 'flags':
      return [`${pad}sets ${step.flags.join(' and ')} at ${step.address}${ruleText(step.rule, c)}`];
    case 'output':
      return [`  output  ${c.green(step.output)}, ${step.text}`];
    case 'fault': {
      const reason = step.reason === null ? '' : `, fault reason ${step.reason}`;
      const kind = step.reason === null ? '' : step.qualified ? '; recorded unless FPD is set' : '; recorded whatever FPD says';
      const lost = step.unrecorded === undefined ? kind : `; ${step.unrecorded}`;
      return [`  fault   ${c.red(`${step.condition}${reason}`)}: ${step.meaning}${lost}${ruleText(step.rule, c)}`];
    }
    case 'record':
      return [
        `  record  ${step.text}${step.words.length === 0 ? '' : `: ${step.words.join(' ')}`}${ruleText(step.rule, c)}`,
        ...(step.fields.length === 0 ? [] : [`          ${fieldList(step.fields, c.red)}`]),
      ];
    case 'message':
      return [`  sends   ${oneLine(step.text)}${ruleText(step.rule, c)}`];
  }
}

/** 64-bit words, lowest first; trailing words of 0 beyond the second are left out. */
function wordsText(words: readonly string[]): string {
  const used = Math.max(WHOLE_WORDS, words.findLastIndex((word) => word !== '0x0') + 1);
  return `${words.slice(0, used).join(' ')}${used < words.length ? ' ..' : ''}`;
}
