/** A shared library with the functions of include/vtd_adapter.h, made callable through koffi. */
import type { LibraryHandle, load as Load } from 'koffi';

/** Version of the interface that this runner drives. */
const ABI = 1;

/** An instance as the library knows it. */
export type Handle = bigint;

/** Memory that a call reads or writes; the library gets its address for the time of the call. */
export type Buffer = Uint8Array | BigUint64Array | Uint32Array;

/** What a call returns that says 0 if it did what it should. */
type Code = number;

/** The functions of the header, without their common prefix; optional ones may be absent. */
export interface NativeFunctions {
  readonly create: () => Handle | null;
  readonly destroy: (adapter: Handle) => void;
  readonly info: (adapter: Handle) => string | null;
  readonly error: (adapter: Handle | null) => string | null;
  readonly reset: (adapter: Handle) => Code;
  readonly load: (adapter: Handle, address: bigint, bytes: Uint8Array, length: number) => Code;
  readonly dump: (adapter: Handle, address: bigint, bytes: Uint8Array, length: number) => Code;
  readonly read: (adapter: Handle, offset: number, size: number, value: BigUint64Array) => Code;
  readonly write: (adapter: Handle, offset: number, size: number, value: bigint) => Code;
  readonly dma: (adapter: Handle, request: Buffer, operand: Uint8Array, returned: Uint8Array, result: Buffer) => Code;
  readonly next_interrupt?: (adapter: Handle, address: BigUint64Array, data: Uint32Array) => Code;
  readonly poison?: (adapter: Handle, address: bigint, length: number) => Code;
  readonly poison_writes?: (adapter: Handle, address: bigint, length: number) => Code;
  readonly configure?: (adapter: Handle, ver: number, cap: bigint, ecap: bigint, haw: number) => Code;
  readonly interrupt?: (adapter: Handle, source: number, address: number, data: number, status: Uint32Array) => Code;
  readonly translate?: (adapter: Handle, request: Buffer, status: Uint32Array, completion: BigUint64Array) => Code;
  readonly request_page?: (adapter: Handle, request: Buffer) => Code;
  readonly next_response?: (adapter: Handle, response: Buffer) => Code;
  readonly idle?: (adapter: Handle) => Code;
}

type Signature = readonly [result: string, ...parameters: string[]];

const POINTER = 'void *';

const REQUIRED = {
  create: [POINTER],
  destroy: ['void', POINTER],
  info: ['str', POINTER],
  error: ['str', POINTER],
  reset: ['int', POINTER],
  load: ['int', POINTER, 'uint64_t', POINTER, 'uint32_t'],
  dump: ['int', POINTER, 'uint64_t', POINTER, 'uint32_t'],
  read: ['int', POINTER, 'uint32_t', 'uint32_t', POINTER],
  write: ['int', POINTER, 'uint32_t', 'uint32_t', 'uint64_t'],
  dma: ['int', POINTER, POINTER, POINTER, POINTER, POINTER],
} satisfies Partial<Record<keyof NativeFunctions, Signature>>;

const OPTIONAL = {
  next_interrupt: ['int', POINTER, POINTER, POINTER],
  poison: ['int', POINTER, 'uint64_t', 'uint32_t'],
  poison_writes: ['int', POINTER, 'uint64_t', 'uint32_t'],
  configure: ['int', POINTER, 'uint32_t', 'uint64_t', 'uint64_t', 'uint32_t'],
  interrupt: ['int', POINTER, 'uint16_t', 'uint32_t', 'uint32_t', POINTER],
  translate: ['int', POINTER, POINTER, POINTER, POINTER],
  request_page: ['int', POINTER, POINTER],
  next_response: ['int', POINTER, POINTER],
  idle: ['int', POINTER],
} satisfies Partial<Record<keyof NativeFunctions, Signature>>;

/** Opens the library at an absolute path. Throws an Error that says what is wrong with it. */
export async function openLibrary(path: string): Promise<NativeFunctions> {
  const { load } = await loadKoffi();
  let library: LibraryHandle;
  try {
    library = load(path);
  } catch (error) {
    throw new Error(`it cannot be loaded as a shared library: ${reasonOf(error)}`, { cause: error });
  }
  const abi = (bind(library, 'abi', ['uint32_t']) as () => number)();
  if (abi !== ABI) {
    throw new Error(
      `vtd_adapter_abi: expected version ${String(ABI)} of the interface, found ${String(abi)}; build the library with the vtd_adapter.h of this suite`,
    );
  }
  const functions: Record<string, unknown> = {};
  for (const [name, signature] of Object.entries(REQUIRED)) functions[name] = bind(library, name, signature);
  for (const [name, signature] of Object.entries(OPTIONAL)) {
    const bound = tryBind(library, name, signature);
    if (bound !== undefined) functions[name] = bound;
  }
  if (functions.request_page !== undefined && functions.next_response === undefined)
    throw new Error('it has vtd_adapter_request_page, but no vtd_adapter_next_response to take the responses');
  return functions as unknown as NativeFunctions;
}

/** The rest of the suite runs where koffi does not. */
async function loadKoffi(): Promise<{ load: typeof Load }> {
  try {
    const { default: koffi } = await import('koffi');
    return koffi;
  } catch (error) {
    throw new Error(
      `it needs the package koffi, which does not work here: ${reasonOf(error)}; test the implementation as a process, through exec:COMMAND`,
      { cause: error },
    );
  }
}

function bind(library: LibraryHandle, name: string, signature: Signature): unknown {
  const bound = tryBind(library, name, signature);
  if (bound === undefined) {
    throw new Error(
      `it has no function vtd_adapter_${name}; include/vtd_adapter.h lists the required ones (in C++ they are extern "C", in Rust #[no_mangle] extern "C")`,
    );
  }
  return bound;
}

function tryBind(library: LibraryHandle, name: string, [result, ...parameters]: Signature): unknown {
  const symbol = `vtd_adapter_${name}`;
  try {
    return library.func(symbol, result, parameters);
  } catch (error) {
    // koffi has no other way to ask whether a function is there.
    if (reasonOf(error).startsWith('Cannot find function')) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/^Failed to load shared library: /, '').split('\n', 1)[0] ?? '';
}
