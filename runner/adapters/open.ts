/** Adapters by the words that address them on the command line. */
import { UsageError } from '../errors.js';
import { suiteVersion } from '../package-root.js';
import { loadProfiles } from '../profiles.js';
import type { Profile } from '../profiles.js';
import type { Adapter } from './adapter.js';
import { ReferenceAdapter } from './reference.js';

/** The forms an adapter takes on the command line, for help and errors. */
export const ADAPTER_FORMS: readonly (readonly [form: string, meaning: string])[] = [
  ['reference', 'the reference model, in process'],
];

/** An adapter that is not yet started. Throws a UsageError for words that address none. */
export function openAdapter(spec: string): Adapter {
  if (spec === 'reference') return new ReferenceAdapter(suiteVersion(), (loadProfiles()[0] as Profile).capabilities);
  throw new UsageError(`there is no adapter ${spec}; known are ${ADAPTER_FORMS.map(([form]) => form).join(', ')}`);
}
