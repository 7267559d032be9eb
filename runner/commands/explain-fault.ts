/** `vtd explain-fault`: what a fault means that a kernel logged, or that stands in a fault record. */
import { readFileSync } from 'node:fs';
import picocolors from 'picocolors';
import { UsageError } from '../errors.js';
import { EXIT } from '../exit-codes.js';
import { explainFault } from '../explain-fault/explain.js';
import type { LoggedFault } from '../explain-fault/logged-fault.js';
import { parseLog, parseRecord } from '../explain-fault/parse.js';
import { faultLines } from '../explain-fault/text.js';
import { oneLine } from '../reporters/escape.js';
import { wantsColors } from '../reporters/output.js';
import { loadRequirements } from '../requirements.js';
import { printJson } from './output.js';

export interface ExplainFaultOptions {
  readonly frcd?: readonly string[];
  readonly json?: boolean;
}

/** Explains the faults in the lines, on standard input without any, or in the record. Throws a UsageError if there is none. */
export function explainFaultCommand(lines: readonly string[], { frcd, json }: ExplainFaultOptions): number {
  if (frcd !== undefined && lines.length > 0) throw new UsageError('either log lines or --frcd is explained: found both');
  const faults = frcd === undefined ? faultsIn(lines.length === 0 ? readFileSync(0, 'utf8') : lines.join('\n')) : [parseRecord(frcd)];
  const catalogue = loadRequirements();
  const explained = faults.map((fault) => explainFault(fault, catalogue));
  if (json === true) printJson(explained);
  else {
    const c = picocolors.createColors(wantsColors(process.stdout.isTTY, process.env));
    process.stdout.write(`${explained.map((fault) => faultLines(fault, c).join('\n')).join('\n\n')}\n`);
  }
  return EXIT.ok;
}

function faultsIn(text: string): readonly LoggedFault[] {
  const { faults, doubtful } = parseLog(text);
  if (faults.length === 0) {
    const [first] = doubtful;
    throw new UsageError(
      first === undefined
        ? 'the text holds no fault: expected a line such as "DMAR: [DMA Read NO_PASID] Request device [00:1f.2] fault addr 0x1000 [fault reason 0x06] ..."'
        : `line ${String(first.number)} looks like a fault and is of no form that is known: ${oneLine(first.line)}`,
    );
  }
  for (const { number, line } of doubtful)
    console.error(`vtd: line ${String(number)} looks like a fault and is of no form that is known: ${oneLine(line)}`);
  return faults;
}
