/** Performs operations through the methods of a module, whether they return results or promises of them. */
import { formatSource, hex } from '../hex.js';
import type { Operation, Reply, Result } from './adapter.js';
import {
  ContractBreach,
  ImplementationFailure,
  asAcceptance,
  asBytes,
  asDmaResult,
  asTranslationResult,
  asValue,
} from './module-contract.js';
import type { ModuleImplementation } from './module-interface.js';
import { bridgeOf, dmaRequestOf, interruptRequestOf, pageRequestOf, translationRequestOf } from './requests.js';

const DONE: Result = {};

/** Reads of a poll before its last value is taken as the result. An implementation in process runs meanwhile only in `idle`. */
const POLL_READS = 1000;

/** The reply for a call that failed: by an exception of its own (`crashed`), or with a result of the wrong kind (`errored`). */
export function callFailure(call: string, error: unknown): Reply {
  if (error instanceof ContractBreach) return { kind: 'errored', message: `${call}: ${error.message}` };
  if (error instanceof ImplementationFailure) return { kind: 'crashed', message: `${call}: ${error.message}` };
  if (!(error instanceof Error)) return { kind: 'crashed', message: `${call} threw ${String(error)}` };
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return { kind: 'crashed', message: `${call} threw ${error.name}: ${error.message}${place === undefined ? '' : ` (${place.trim()})`}` };
}

/** Performs one operation. Throws, or rejects with, whatever the method throws or a ContractBreach. */
export function perform(implementation: ModuleImplementation, operation: Operation): Result | Promise<Result> {
  switch (operation.op) {
    case 'load':
      return then(implementation.writeMemory(operation.address, operation.bytes), () => DONE);
    case 'dump':
      return then(implementation.readMemory(operation.address, operation.length), (bytes) => ({ bytes: asBytes(bytes, operation.length) }));
    case 'poison': {
      if (operation.access === 'write') {
        if (implementation.failWrites === undefined) throw new ContractBreach('method failWrites', 'a function', undefined);
        return then(implementation.failWrites(operation.address, operation.length), () => DONE);
      }
      if (implementation.failAccesses === undefined) throw new ContractBreach('method failAccesses', 'a function', undefined);
      return then(implementation.failAccesses(operation.address, operation.length), () => DONE);
    }
    case 'read':
      return then(implementation.readRegister(operation.offset, operation.size, operation.unit ?? 0), (value) => ({
        value: asValue(value, operation.size),
      }));
    case 'write':
      return then(implementation.writeRegister(operation.offset, operation.size, operation.value, operation.unit ?? 0), () => DONE);
    case 'poll':
      return poll(implementation, operation, POLL_READS);
    case 'dma': {
      return then(implementation.dma({ addressType: 'untranslated', ...dmaRequestOf(operation) }, operation.segment ?? 0), (found) => {
        const { status, data, attributes } = asDmaResult(found);
        return { status, ...(data === undefined ? {} : { bytes: data }), ...(attributes === undefined ? {} : { attributes }) };
      });
    }
    case 'translate':
      if (implementation.translate === undefined) throw new ContractBreach('method translate', 'a function', undefined);
      return then(implementation.translate(translationRequestOf(operation), operation.segment ?? 0), (found) => {
        const { status, completion } = asTranslationResult(found);
        return completion === undefined ? { status } : { status, value: completion };
      });
    case 'page-request':
      if (implementation.pageRequest === undefined) throw new ContractBreach('method pageRequest', 'a function', undefined);
      return then(implementation.pageRequest(pageRequestOf(operation), operation.segment ?? 0), () => DONE);
    case 'reset':
      if (implementation.resetUnit === undefined) throw new ContractBreach('method resetUnit', 'a function', undefined);
      return then(implementation.resetUnit(), () => DONE);
    case 'interrupt':
      if (implementation.interrupt === undefined) throw new ContractBreach('method interrupt', 'a function', undefined);
      return then(implementation.interrupt(interruptRequestOf(operation), operation.segment ?? 0), (found) => {
        const accepted = asAcceptance(found);
        return { status: accepted === undefined ? 'unknown' : accepted ? 'success' : 'UR' };
      });
    case 'device-tlb':
      if (implementation.setDeviceTlbAnswers === undefined) throw new ContractBreach('method setDeviceTlbAnswers', 'a function', undefined);
      return then(implementation.setDeviceTlbAnswers(operation.source, operation.answers, operation.segment ?? 0), () => DONE);
    case 'invalidation-completion': {
      if (implementation.completeInvalidation === undefined)
        throw new ContractBreach('method completeInvalidation', 'a function', undefined);
      const { source, tags, count, segment = 0 } = operation;
      return then(implementation.completeInvalidation(source, tags, count, segment), () => DONE);
    }
    case 'renumber':
      if (implementation.renumber === undefined) throw new ContractBreach('method renumber', 'a function', undefined);
      return then(implementation.renumber(bridgeOf(operation)), () => DONE);
  }
}

function poll(
  implementation: ModuleImplementation,
  operation: Extract<Operation, { op: 'poll' }>,
  tries: number,
): Result | Promise<Result> {
  for (let left = tries; ; left--) {
    const read = implementation.readRegister(operation.offset, operation.size, operation.unit ?? 0);
    const again = (): Result | Promise<Result> => poll(implementation, operation, left - 1);
    // The further reads of an asynchronous module follow when this one has come.
    if (isPromise(read)) {
      return read.then((found) =>
        left <= 1 || matches(found, operation) ? { value: asValue(found, operation.size) } : afterIdle(implementation, again),
      );
    }
    if (left <= 1 || matches(read, operation)) return { value: asValue(read, operation.size) };
    const idle = implementation.idle?.();
    if (isPromise(idle)) return idle.then(again);
  }
}

function afterIdle(implementation: ModuleImplementation, next: () => Result | Promise<Result>): Result | Promise<Result> {
  const idle = implementation.idle?.();
  return isPromise(idle) ? idle.then(next) : next();
}

function matches(found: unknown, { mask, value, size }: Extract<Operation, { op: 'poll' }>): boolean {
  return (asValue(found, size) & mask) === value;
}

/** Goes on at once with a result that is there, which is many times faster than awaiting it. */
function then<T, U>(value: T | Promise<T>, next: (value: T) => U): U | Promise<U> {
  return isPromise(value) ? value.then(next) : next(value);
}

export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** The method call that an operation becomes, for messages. */
export function callOf(operation: Operation): string {
  switch (operation.op) {
    case 'load':
      return `writeMemory(${hex(operation.address)}, ${String(operation.bytes.length)} bytes)`;
    case 'dump':
      return `readMemory(${hex(operation.address)}, ${String(operation.length)})`;
    case 'poison':
      return `${operation.access === 'write' ? 'failWrites' : 'failAccesses'}(${hex(operation.address)}, ${String(operation.length)})`;
    case 'read':
    case 'poll':
      return `readRegister(${hex(operation.offset)}, ${String(operation.size)})`;
    case 'write':
      return `writeRegister(${hex(operation.offset)}, ${String(operation.size)}, ${hex(operation.value)})`;
    case 'dma':
      return `dma(${operation.request} of ${String(operation.length)} bytes at ${hex(operation.address)})`;
    case 'translate':
      return `translate(${hex(operation.address)})`;
    case 'page-request':
      return `pageRequest(${hex(operation.address)})`;
    case 'reset':
      return 'resetUnit()';
    case 'interrupt':
      return `interrupt(${hex(operation.address)}, ${hex(operation.data)})`;
    case 'device-tlb':
      return `setDeviceTlbAnswers(${formatSource(operation.source)}, ${String(operation.answers)})`;
    case 'invalidation-completion':
      return `completeInvalidation(${formatSource(operation.source)}, ${hex(operation.tags)})`;
    case 'renumber':
      return `renumber(${formatSource(operation.bridge)})`;
  }
}
