/** What a library says of itself, checked as the same message of a process would be. */
import { shown } from '../../errors.js';
import type { Ability, SubjectInfo } from '../adapter.js';
import type { ModuleDescription } from '../module-interface.js';
import { PROTOCOL, ProtocolMistake, decodeReply } from '../wire.js';
import type { NativeFunctions } from './library.js';

/** What a function that is there says of an implementation, and the description need not repeat. */
const SAID_BY_FUNCTIONS = {
  configurable: 'configure',
  poison: 'poison',
  observesInterrupts: 'next_interrupt',
} as const satisfies Partial<Record<keyof SubjectInfo, keyof NativeFunctions>>;

const ABILITY_FUNCTIONS: Readonly<Partial<Record<Ability, keyof NativeFunctions>>> = {
  translation: 'translate',
  'page-request': 'request_page',
  'poison-writes': 'poison_writes',
  interrupt: 'interrupt',
};

/** The description out of the text of vtd_adapter_info. Throws an Error that names the place, what was expected and what was found. */
export function describe(text: string | null, functions: NativeFunctions): ModuleDescription {
  const info = parse(text, functions);
  for (const [property, name] of Object.entries(SAID_BY_FUNCTIONS)) {
    if (info[property as keyof typeof SAID_BY_FUNCTIONS] !== has(functions, name)) throw contradiction(`/${property}`, functions, name);
  }
  for (const ability of info.abilities) {
    const name = ABILITY_FUNCTIONS[ability];
    if (name !== undefined && !has(functions, name)) throw contradiction(`/abilities, ${ability}`, functions, name);
  }
  if (info.units !== undefined)
    throw new Error(
      `vtd_adapter_info at /units: expected nothing, since a library is one unit that serves every device, found ${String(info.units)}`,
    );
  const { name, version, links, capabilities, ram, inaccessible, requesters, dma, completionStatus, notes } = info;
  return {
    name,
    version,
    ...(links === undefined ? {} : { links }),
    capabilities,
    ram,
    inaccessible,
    ...(requesters === 'any' ? {} : { requesters }),
    dma,
    completionStatus,
    abilities: info.abilities.filter(isDmaAbility),
    notes,
  };
}

function parse(text: string | null, functions: NativeFunctions): SubjectInfo {
  let document: unknown;
  try {
    document = JSON.parse(text ?? '');
  } catch {
    // The next line says so.
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error(`vtd_adapter_info: expected a JSON object, found ${text === null ? 'NULL' : shown(text)}`);
  const said = Object.fromEntries(Object.entries(SAID_BY_FUNCTIONS).map(([property, name]) => [property, has(functions, name)]));
  try {
    const message = decodeReply({ ...said, ...document, reply: 'subject', seq: 0, protocol: PROTOCOL });
    if (message.kind === 'subject') return message.info;
  } catch (error) {
    if (error instanceof ProtocolMistake) throw new Error(`vtd_adapter_info: ${error.message}`, { cause: error });
    throw error;
  }
  throw new Error('vtd_adapter_info: expected a description');
}

function has(functions: NativeFunctions, name: keyof NativeFunctions): boolean {
  return functions[name] !== undefined;
}

function isDmaAbility(ability: Ability): ability is NonNullable<ModuleDescription['abilities']>[number] {
  return ABILITY_FUNCTIONS[ability] === undefined;
}

function contradiction(place: string, functions: NativeFunctions, name: keyof NativeFunctions): Error {
  const isThere = has(functions, name);
  return new Error(
    `vtd_adapter_info at ${place}: expected ${String(isThere)}, since ${isThere ? 'there is a' : 'there is no'} function vtd_adapter_${name}, found ${String(!isThere)}`,
  );
}
