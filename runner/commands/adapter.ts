/** `vtd adapter info` and `vtd adapter check`: an adapter by itself, before any vector is involved. */
import picocolors from 'picocolors';
import { wantsColors } from '../reporters/output.js';
import { REGISTERS, extract } from '../../reference/index.js';
import type { SubjectCapabilities, SubjectInfo } from '../adapters/adapter.js';
import { checkAdapter } from '../adapters/check/run.js';
import type { CheckResult } from '../adapters/check/check.js';
import { openAdapter } from '../adapters/open.js';
import { encodeClaims } from '../claims.js';
import { EXIT } from '../exit-codes.js';
import { formatSource, hex } from '../hex.js';
import { printJson, printRows } from './output.js';

/** Milliseconds that a check may take, where the command line does not say. */
const DEFAULT_TIMEOUT = 10_000;

export interface AdapterInfoOptions {
  readonly json?: boolean;
}

export interface AdapterCheckOptions {
  readonly json?: boolean;
  readonly timeout?: number;
}

/** Prints what an implementation says of itself. Throws an AdapterError if it cannot be started. */
export async function adapterInfoCommand(spec: string, options: AdapterInfoOptions): Promise<number> {
  const adapter = await openAdapter(spec);
  try {
    const info = await adapter.start();
    if (options.json === true) printJson(infoDocument(info));
    else printInfo(info);
  } finally {
    await adapter.stop();
  }
  return EXIT.ok;
}

/** Tests an adapter itself. Throws an AdapterError if it cannot be started. */
export async function adapterCheckCommand(spec: string, options: AdapterCheckOptions): Promise<number> {
  const { info, checks } = await checkAdapter(spec, options.timeout ?? DEFAULT_TIMEOUT);
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  if (options.json === true) printJson({ adapter: spec, name: info.name, version: info.version, checks });
  else {
    process.stdout.write(`${info.name} ${info.version}\n`);
    for (const check of checks) process.stdout.write(`${checkLines(check).join('\n')}\n`);
    const skipped = checks.filter(({ outcome }) => outcome === 'skipped').length;
    process.stdout.write(
      `${String(checks.length - failed - skipped)} passed, ${String(failed)} failed, ${String(skipped)} skipped of ${String(checks.length)}\n`,
    );
  }
  return failed > 0 ? EXIT.unexpected : EXIT.ok;
}

function checkLines({ name, title, outcome, expected, found, hint }: CheckResult): string[] {
  const c = picocolors.createColors(wantsColors(process.stdout.isTTY, process.env));
  switch (outcome) {
    case 'pass':
      return [`  ${c.green('pass')}  ${name}`];
    case 'skipped':
      return [c.dim(`  skip  ${name}: ${hint ?? ''}`)];
    case 'fail':
      return [
        `  ${c.red('FAIL')}  ${c.bold(name)}: ${title}`,
        `          expected: ${expected ?? ''}`,
        `          found:    ${(found ?? '').replaceAll('\n', '\n            ')}`,
        `          hint:     ${hint ?? ''}`,
      ];
  }
}

/** The fields of VER, CAP and ECAP, without reserved ones. */
function fields(capabilities: SubjectCapabilities): Record<'VER' | 'CAP' | 'ECAP', { name: string; value: number; meaning: string }[]> {
  const decode = (register: string, value: bigint): { name: string; value: number; meaning: string }[] =>
    (REGISTERS.find(({ name }) => name === register)?.fields ?? [])
      .filter(({ kind }) => kind !== 'reserved')
      .map((field) => ({ name: field.name, value: Number(extract(value, field)), meaning: field.meaning }));
  return { VER: decode('VER', BigInt(capabilities.ver)), CAP: decode('CAP', capabilities.cap), ECAP: decode('ECAP', capabilities.ecap) };
}

function infoDocument(info: SubjectInfo): object {
  const { capabilities, requesters } = info;
  const ranges = (of: SubjectInfo['ram']): object[] => of.map(({ address, length }) => ({ address: hex(address), length: hex(length) }));
  const named = Object.entries(fields(capabilities)).map(([register, list]) => [
    register,
    Object.fromEntries(list.map(({ name, value }) => [name, value])),
  ]);
  return {
    ...info,
    capabilities: encodeClaims(capabilities),
    fields: Object.fromEntries(named) as object,
    ram: ranges(info.ram),
    inaccessible: ranges(info.inaccessible),
    requesters: requesters === 'any' ? requesters : requesters.map(formatSource),
  };
}

function printInfo(info: SubjectInfo): void {
  const { capabilities, requesters } = info;
  process.stdout.write(`${info.name} ${info.version}\n`);
  const ranges = (of: SubjectInfo['ram']): string =>
    of.map(({ address, length }) => `${hex(address)} to ${hex(address + length - 1n)}`).join(', ') || 'none';
  printRows([
    ...Object.entries(info.links ?? {}).map(([name, link]) => [`  ${name}`, link]),
    ['  claims', info.configurable ? 'can be configured; these are the first' : 'its own'],
    ['  host address', `${String(capabilities.haw)} bits`],
    ['  memory', ranges(info.ram)],
    ['  accesses fail', info.poison ? 'anywhere, on demand' : ranges(info.inaccessible)],
    ['  requesters', requesters === 'any' ? 'any' : requesters.map(formatSource).join(', ')],
    ['  requests', info.dma.join(', ')],
    ['  completion', info.completionStatus ? 'status is told' : 'status is not known'],
    ['  units', info.units === undefined ? 'one, which serves every device' : `a platform of up to ${String(info.units)}`],
    ['  interrupts', info.observesInterrupts ? 'observed' : 'not observed'],
    ...info.notes.map((note) => ['  note', note]),
  ]);
  const raw = { VER: hex(capabilities.ver), CAP: hex(capabilities.cap), ECAP: hex(capabilities.ecap) };
  for (const [register, list] of Object.entries(fields(capabilities))) {
    process.stdout.write(`${register} ${raw[register as keyof typeof raw]}\n`);
    printRows(
      list
        .filter(({ value }) => value !== 0)
        .map(({ name, value, meaning }) => [`  ${name}`, value > 9 ? hex(value) : String(value), meaning]),
    );
    const zero = list.filter(({ name, value }) => value === 0 && !name.startsWith('DEP')).map(({ name }) => name);
    if (zero.length > 0) process.stdout.write(`  0: ${zero.join(' ')}\n`);
  }
}
