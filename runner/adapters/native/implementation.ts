/** An instance in a shared library as an implementation that the runner drives in process. */
import { hex } from '../../hex.js';
import type { SubjectCapabilities } from '../adapter.js';
import { ContractBreach, ImplementationFailure } from '../module-contract.js';
import type {
  ModuleDescription,
  ModuleDmaRequest,
  ModuleDmaResult,
  ModuleImplementation,
  ModuleTranslationResult,
} from '../module-interface.js';
import type { InterruptRequest, PageRequest, PageResponse, TranslationRequest } from '../../../reference/index.js';
import { describe } from './description.js';
import { DmaStructures, PageRequestStructure, PageResponseStructure, TranslationStructure, statusOf } from './layout.js';
import type { Handle, NativeFunctions } from './library.js';

/** Bytes that a request returns at most; the protocol allows no longer one. */
const LONGEST_REQUEST = 8192;
/** Messages taken after one call before the queue counts as one without end. */
const MOST_MESSAGES = 65_536;
const NO_BYTES = new Uint8Array(8);

/** What a result may not be: a translation has one, and only it can be malformed. */
const OF_INTERRUPT = ['CA', 'blocked', 'malformed'] as const;
const OF_TRANSLATION = ['unknown'] as const;

export class NativeImplementation implements ModuleImplementation {
  private readonly handle: Handle;
  private readonly quad = new BigUint64Array(1);
  private readonly word = new Uint32Array(1);
  private readonly returned = new Uint8Array(LONGEST_REQUEST);
  private readonly dmaStructures = new DmaStructures();
  private readonly translation = new TranslationStructure();
  private readonly page = new PageRequestStructure();
  private readonly response = new PageResponseStructure();
  private hearInterrupt: (address: bigint, data: number) => void = () => undefined;
  private hearResponse: (response: PageResponse) => void = () => undefined;

  // The runner reads from their presence what the implementation can do.
  readonly configure?: (capabilities: SubjectCapabilities) => void;
  readonly failAccesses?: (address: bigint, length: number) => void;
  readonly failWrites?: (address: bigint, length: number) => void;
  readonly translate?: (request: TranslationRequest) => ModuleTranslationResult;
  readonly pageRequest?: (request: PageRequest) => void;
  readonly interrupt?: (request: InterruptRequest) => boolean | undefined;
  readonly onInterrupt?: (listener: (address: bigint, data: number) => void) => void;
  readonly idle?: () => void;

  /** Throws an Error if the library makes no instance. */
  constructor(private readonly functions: NativeFunctions) {
    const { configure, poison, poison_writes, translate, request_page, interrupt, next_interrupt, idle } = functions;
    const handle = functions.create();
    if (handle === null || handle === 0n) throw new Error(`vtd_adapter_create made no instance: ${this.reason(null)}`);
    this.handle = handle;
    if (configure !== undefined)
      this.configure = ({ ver, cap, ecap, haw }) => this.expectSuccess('configure', configure(handle, ver, cap, ecap, haw));
    if (poison !== undefined) this.failAccesses = (address, length) => this.expectSuccess('poison', poison(handle, address, length));
    if (poison_writes !== undefined)
      this.failWrites = (address, length) => this.expectSuccess('poison_writes', poison_writes(handle, address, length));
    if (translate !== undefined) this.translate = (request) => this.translateBy(translate, request);
    if (request_page !== undefined) this.pageRequest = (request) => this.requestPageBy(request_page, request);
    if (interrupt !== undefined) this.interrupt = (request) => this.interruptBy(interrupt, request);
    if (next_interrupt !== undefined) this.onInterrupt = (listener) => (this.hearInterrupt = listener);
    if (idle !== undefined) {
      this.idle = () => {
        this.expectSuccess('idle', idle(handle));
        this.takeMessages();
      };
    }
  }

  destroy(): void {
    this.functions.destroy(this.handle);
  }

  describe(): ModuleDescription {
    return describe(this.functions.info(this.handle), this.functions);
  }

  reset(): void {
    this.expectSuccess('reset', this.functions.reset(this.handle));
  }

  readRegister(offset: number, size: 4 | 8): bigint {
    this.expectSuccess('read', this.functions.read(this.handle, offset, size, this.quad));
    const value = this.quad[0] as bigint;
    this.takeMessages();
    return value;
  }

  writeRegister(offset: number, size: 4 | 8, value: bigint): void {
    this.expectSuccess('write', this.functions.write(this.handle, offset, size, value));
    this.takeMessages();
  }

  readMemory(address: bigint, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    this.expectSuccess('dump', this.functions.dump(this.handle, address, bytes, length));
    return bytes;
  }

  writeMemory(address: bigint, bytes: Uint8Array): void {
    if (bytes.length > 0) this.expectSuccess('load', this.functions.load(this.handle, address, bytes, bytes.length));
  }

  dma(request: ModuleDmaRequest): ModuleDmaResult {
    const { dmaStructures, returned } = this;
    dmaStructures.write(request);
    const code = this.functions.dma(
      this.handle,
      dmaStructures.request.bytes,
      request.data ?? NO_BYTES,
      returned,
      dmaStructures.result.bytes,
    );
    this.expectSuccess('dma', code);
    this.takeMessages();
    const { status, attributes } = dmaStructures;
    const returns = status === 'success' && request.kind !== 'write' && request.kind !== 'zero-length-read';
    return {
      status,
      ...(returns ? { data: returned.slice(0, request.length) } : {}),
      ...(attributes === undefined ? {} : { attributes }),
    };
  }

  onPageResponse(listener: (response: PageResponse) => void): void {
    this.hearResponse = listener;
  }

  private translateBy(translate: NonNullable<NativeFunctions['translate']>, request: TranslationRequest): ModuleTranslationResult {
    this.translation.write(request);
    this.expectSuccess('translate', translate(this.handle, this.translation.bytes, this.word, this.quad));
    const completion = this.quad[0] as bigint;
    const status = statusOf('translate', this.word[0] as number, OF_TRANSLATION) as ModuleTranslationResult['status'];
    this.takeMessages();
    return status === 'success' ? { status, completion } : { status };
  }

  private requestPageBy(request_page: NonNullable<NativeFunctions['request_page']>, request: PageRequest): void {
    this.page.write(request);
    this.expectSuccess('request_page', request_page(this.handle, this.page.bytes));
    this.takeMessages();
  }

  private interruptBy(
    interrupt: NonNullable<NativeFunctions['interrupt']>,
    { sourceId, address, data }: InterruptRequest,
  ): boolean | undefined {
    this.expectSuccess('interrupt', interrupt(this.handle, sourceId, address, data, this.word));
    const status = statusOf('interrupt', this.word[0] as number, OF_INTERRUPT);
    this.takeMessages();
    return status === 'unknown' ? undefined : status === 'success';
  }

  /** Everything that left the unit since the last call. */
  private takeMessages(): void {
    const { next_interrupt, next_response } = this.functions;
    if (next_interrupt !== undefined) {
      for (let taken = 0; isMessage('next_interrupt', next_interrupt(this.handle, this.quad, this.word), taken); taken++)
        this.hearInterrupt(this.quad[0] as bigint, this.word[0] as number);
    }
    if (next_response !== undefined) {
      for (let taken = 0; isMessage('next_response', next_response(this.handle, this.response.bytes), taken); taken++)
        this.hearResponse(this.response.read());
    }
  }

  private expectSuccess(call: string, code: number): void {
    if (code !== 0) throw new ImplementationFailure(`vtd_adapter_${call} returned ${hex(code >>> 0)}: ${this.reason(this.handle)}`);
  }

  private reason(handle: Handle | null): string {
    const text = this.functions.error(handle);
    return text === null || text === '' ? 'vtd_adapter_error gives no reason' : text;
  }
}

/** Whether a call gave a message, after `taken` before. Throws a ContractBreach for another code, and for a queue without end. */
function isMessage(call: string, code: number, taken: number): boolean {
  if (code === 0) return false;
  if (code !== 1) throw new ContractBreach(`vtd_adapter_${call}`, '1 for a message, or 0 for none', code);
  if (taken < MOST_MESSAGES) return true;
  throw new ContractBreach(`vtd_adapter_${call}`, '0 once every message is taken', `1, ${String(MOST_MESSAGES)} times`);
}
