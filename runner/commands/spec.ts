/** `vtd spec`: the model's own tables of registers, structures, fault conditions, performance events and choice points. */
import { CHOICE_POINTS, CONDITIONS, REGISTERS, STRUCTURES, TABLE_30, TABLE_49 } from '../../reference/index.js';
import type { Condition, Field, Response, RegisterDefinition, RegisterField } from '../../reference/index.js';
import { bitsText } from '../decode-value.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';
import { printJson, printRows } from './output.js';

type Kind = 'registers' | 'structures' | 'faults' | 'events' | 'choices';

/** Answers of Table 30 as the text form shows them. */
const SHORT: Readonly<Record<Response, string>> = {
  UR: 'UR',
  CA: 'CA',
  NA: '-',
  SUCCESS_ZERO: '0',
  SUCCESS_ZERO_AND_FAULT: '0+fault',
  SUCCESS_EFFECTIVE: 'eff',
  SUCCESS_WRITE_UNTRANSLATED_ONLY: 'W+U',
  IR: 'IR',
  DROP: 'drop',
};

const FAULT_LEGEND: readonly string[][] = [
  ['U, T, D: untranslated, translation, translated request; +P: with PASID; P, P-: page request that needs a response, or none'],
  ['0: success with R=W=U=S=0; eff: success with the effective permissions; W+U: success with W=U=1; IR: response Invalid Request'],
];

/** What each kind lists, as plain data. */
const TABLES: Readonly<Record<Kind, () => { readonly name: string; readonly data: unknown }[]>> = {
  registers: () => REGISTERS.map((register) => ({ name: register.name, data: describeRegister(register) })),
  structures: () =>
    STRUCTURES.map(({ fields, ...layout }) => ({ name: layout.name, data: { ...layout, fields: fields.map(describeField) } })),
  faults: () => TABLE_30.map((condition) => ({ name: condition.condition, data: describeCondition(condition) })),
  events: () => TABLE_49.map((event) => ({ name: event.name, data: event })),
  choices: () => Object.values(CHOICE_POINTS).map((point) => ({ name: point.name, data: point })),
};

/** Prints one kind of table, or one entry of it. Throws a UsageError for an unknown kind or name. */
export function specCommand(kind: string, name: string | undefined, options: { readonly json?: boolean }): void {
  if (!(kind in TABLES)) throw new UsageError(`there is no table ${kind}; known are ${Object.keys(TABLES).join(', ')}`);
  const entries = TABLES[kind as Kind]();
  const wanted = name?.replace(/_REG$/, '');
  const chosen = wanted === undefined ? entries : entries.filter((entry) => entry.name.toLowerCase() === wanted.toLowerCase());
  if (chosen.length === 0)
    throw new UsageError(
      `there is nothing called ${name ?? ''} among the ${kind}; known are ${entries.map((entry) => entry.name).join(', ')}`,
    );
  if (options.json === true) {
    printJson(name === undefined ? chosen.map((entry) => entry.data) : chosen[0]?.data);
    return;
  }
  print(kind as Kind, wanted, name !== undefined);
}

function print(kind: Kind, wanted: string | undefined, inFull: boolean): void {
  const isWanted = (candidate: string): boolean => wanted === undefined || candidate.toLowerCase() === wanted.toLowerCase();
  switch (kind) {
    case 'registers':
      printRows(
        REGISTERS.filter((r) => isWanted(r.name)).flatMap((r) => [
          [r.name, offsetText(r), `${String(8 * r.bytes)} bits`, `${r.title} (§${r.section})`],
          ...(inFull ? r.fields.map((f) => fieldRow(f, f.access)) : []),
        ]),
      );
      return;
    case 'structures':
      printRows(
        STRUCTURES.filter((s) => isWanted(s.name)).flatMap((s) => [
          [s.name, `${String(s.bits)} bits`, '', `${s.title} (§${s.section})`],
          ...(inFull ? s.fields.map((f) => fieldRow(f, f.kind ?? '')) : []),
        ]),
      );
      return;
    case 'faults':
      printRows([
        ['condition', 'code', 'qualified', 'U', 'U+P', 'T', 'T+P', 'D', 'D+P', 'P', 'P-', 'meaning'],
        ...CONDITIONS.filter((c) => isWanted(c.condition)).map((c) => [
          c.condition,
          c.code === null ? '-' : hex(c.code),
          c.qualified ? 'yes' : 'no',
          ...Object.values(c.responses).map((response: Response) => SHORT[response]),
          c.meaning,
        ]),
      ]);
      printRows(FAULT_LEGEND);
      return;
    case 'events':
      printRows([
        ['event', 'group', 'bit', 'filters', 'meaning'],
        ...TABLE_49.filter((e) => isWanted(e.name)).map((e) => [
          e.name,
          String(e.group),
          String(e.bit),
          e.filters.join(' '),
          `${e.meaning}${e.isSettled ? '' : ' (when is up to the implementation)'}`,
        ]),
      ]);
      return;
    case 'choices':
      printRows(
        Object.values(CHOICE_POINTS)
          .filter((p) => isWanted(p.name))
          .flatMap((p) => [
            [p.name, `§${p.section}`, p.meaning],
            ...Object.entries(p.options).map(([option, meaning]) => [`  ${option}`, '', meaning]),
          ]),
      );
  }
}

function fieldRow(field: Field, access: string): string[] {
  return [
    `  ${bitsText(field)}`,
    field.name,
    access,
    `${field.meaning}${
      field.values === undefined
        ? ''
        : ` (${Object.entries(field.values)
            .map(([value, text]) => `${value}: ${text}`)
            .join('; ')})`
    }`,
  ];
}

/** Where a register lies; the formulas are those of §11.4. */
function offsetText({ place, offset }: RegisterDefinition): string {
  return place ?? (typeof offset === 'number' ? hex(offset) : '');
}

function describeField(field: Field): object {
  const { name, high, low, meaning, kind, values } = field;
  return { name, high, low, meaning, ...(kind === undefined ? {} : { kind }), ...(values === undefined ? {} : { values }) };
}

function describeRegister(register: RegisterDefinition): object {
  const { name, title, section, requirement, bytes, fields } = register;
  const describe = (field: RegisterField): object => ({
    ...describeField(field),
    access: field.access,
    ...(field.reset === undefined ? {} : { reset: field.reset }),
  });
  return { name, title, section, requirement, bits: 8 * bytes, offset: offsetText(register), fields: fields.map(describe) };
}

function describeCondition({ condition, code, qualified, meaning, responses }: Condition): object {
  return { condition, code: code === null ? null : hex(code), qualified, meaning, responses };
}
