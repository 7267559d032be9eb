/** Explained faults for people at a terminal. */
import { oneLine } from '../reporters/escape.js';
import type { Colors } from '../reporters/failure-text.js';
import type { ExplainedCondition, FaultExplanation } from './explain.js';

const COLUMNS: Readonly<Record<string, string>> = {
  untranslated: 'untranslated request',
  untranslatedPasid: 'untranslated request with PASID',
  translation: 'translation request',
  translationPasid: 'translation request with PASID',
  translated: 'translated request',
  translatedPasid: 'translated request with PASID',
  pageRequest: 'page request that needs a response',
  pageRequestNoResponse: 'page request that needs none',
};

const ANSWERS: Readonly<Record<string, string>> = {
  UR: 'Unsupported Request',
  CA: 'Completer Abort',
  SUCCESS_ZERO: 'success without permissions, and no record',
  SUCCESS_ZERO_AND_FAULT: 'success without permissions',
  SUCCESS_EFFECTIVE: 'success with the permissions that there are, and no record',
  SUCCESS_WRITE_UNTRANSLATED_ONLY: 'success with W=U=1, and no record',
  IR: 'response Invalid Request',
  DROP: 'dropped',
};

export function faultLines(fault: FaultExplanation, c: Colors): string[] {
  const { request, reason, said, conditions, remark, path, command } = fault;
  const lines = [c.bold(request), `  fault reason ${c.red(reason)}${said === '' ? '' : `, told as "${oneLine(said)}"`}`];
  if (remark !== undefined) lines.push(`  ${c.yellow(remark)}`);
  for (const condition of conditions) lines.push(...conditionLines(condition, c));
  if (path.length > 0) lines.push('  on its way', ...path.map((entry) => `    ${entry}`));
  if (command !== undefined) lines.push(`  on a memory image`, `    ${c.cyan(command)}`);
  return lines;
}

function conditionLines(
  { condition, meaning, qualified, section, requirement, answers, looksAt, cause }: ExplainedCondition,
  c: Colors,
): string[] {
  const lines = [`  ${c.bold(condition)}  ${meaning}${c.dim(`  §${section}  ${requirement}`)}`];
  lines.push(
    `    ${qualified ? 'qualified: FPD=1 in an entry on the way keeps it from being recorded' : 'not qualified: FPD does not keep it from being recorded'}`,
  );
  for (const { where, fields, section: place } of looksAt)
    lines.push(
      `    look at  ${fields.length === 0 ? 'reserved bits' : fields.join(', ')} of ${where}${place === undefined ? '' : c.dim(`  §${place}`)}`,
    );
  for (const [column, answer] of Object.entries(answers ?? {}))
    lines.push(c.dim(`    ${COLUMNS[column] ?? column}: ${ANSWERS[answer] ?? answer}`));
  if (cause !== undefined) lines.push(`    usually  ${cause}`);
  return lines;
}
