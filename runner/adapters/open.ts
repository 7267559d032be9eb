/** Adapters by the words that address them on the command line. */
import { UsageError } from '../errors.js';
import { suiteVersion } from '../package-root.js';
import { loadProfiles } from '../profiles.js';
import type { Profile } from '../profiles.js';
import type { Adapter } from './adapter.js';

/** The forms an adapter takes on the command line, for help and errors. */
export const ADAPTER_FORMS: readonly (readonly [form: string, meaning: string])[] = [
  ['reference[:NAME=VALUE...]', 'the reference model, in process; caches=never, always or a seed, and choices of vtd spec choices'],
  ['module:FILE', 'an implementation in JavaScript, in process (examples/adapters/javascript-module)'],
  ['native:LIBRARY', 'an implementation in C, C++ or Rust as a shared library, in process (examples/adapters/c)'],
  ['exec:COMMAND', 'an implementation in any language, as a process that speaks JSON lines (examples/adapters/python)'],
  ['qemu[:PATH[,PROPERTY=VALUE...]]', 'a real QEMU, driven through its qtest protocol; properties go to its intel-iommu device'],
];

const provided = new Map<string, () => Adapter>();

/** Makes an adapter of the program's own addressable by a word of its choice, for implementations that live in the same process. */
export function provideAdapter(spec: string, open: () => Adapter): void {
  provided.set(spec, open);
}

/** An adapter that is not yet started; its code is loaded only now. Throws a UsageError for words that address none. */
export async function openAdapter(spec: string): Promise<Adapter> {
  const own = provided.get(spec);
  if (own !== undefined) return own();
  const { kind, argument } = split(spec);
  switch (kind) {
    case 'reference': {
      const { ReferenceAdapter } = await import('./reference.js');
      const { parseBehaviour } = await import('./model-behaviour.js');
      const behaviour = argument === '' ? {} : parseBehaviour(argument);
      return new ReferenceAdapter(suiteVersion(), (loadProfiles()[0] as Profile).capabilities, behaviour);
    }
    case 'module': {
      const { openModule } = await import('./module.js');
      return openModule(argument);
    }
    case 'native': {
      const { openNative } = await import('./native/adapter.js');
      return openNative(argument);
    }
    case 'exec': {
      const { ExecAdapter } = await import('./exec/adapter.js');
      return new ExecAdapter(argument);
    }
    case 'qemu': {
      const { QemuAdapter } = await import('./qemu/adapter.js');
      return new QemuAdapter(qemuOptions(argument));
    }
    default:
      throw new UsageError(`there is no adapter ${spec}; known are ${ADAPTER_FORMS.map(([form]) => form).join(', ')}`);
  }
}

/** The word before the first colon, and what follows it. */
function split(spec: string): { kind: string; argument: string } {
  const colon = spec.indexOf(':');
  return colon < 0 ? { kind: spec, argument: '' } : { kind: spec.slice(0, colon), argument: spec.slice(colon + 1) };
}

/** `PATH`, `PATH,PROPERTY=VALUE,...` or `,PROPERTY=VALUE,...`: the program, and properties of its intel-iommu device. */
function qemuOptions(text: string): { path?: string; iommu?: string } {
  const comma = text.indexOf(',');
  const path = comma < 0 ? text : text.slice(0, comma);
  return { ...(path === '' ? {} : { path }), ...(comma < 0 ? {} : { iommu: text.slice(comma + 1) }) };
}
