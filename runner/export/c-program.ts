/** A vector as a C program that drives an implementation of include/vtd_adapter.h and says whether it does what is permitted. */
import type { Operation } from '../adapters/adapter.js';
import { UsageError } from '../errors.js';
import { formatSource, hex } from '../hex.js';
import type { Check, LoweredVector } from '../lower/lowered.js';

const KIND = {
  read: 'READ',
  write: 'WRITE',
  'zero-length-read': 'ZERO_LENGTH_READ',
  'fetch-add': 'FETCH_ADD',
  swap: 'SWAP',
  'compare-and-swap': 'COMPARE_AND_SWAP',
} as const;
const ADDRESS_TYPE = { untranslated: 'UNTRANSLATED', translation: 'TRANSLATION', translated: 'TRANSLATED', reserved: 'RESERVED' } as const;

/** The text of the program. Throws a UsageError for a vector whose operations the interface does not have. */
export function cProgram(lowered: LoweredVector): string {
  const { source, operations, checks, outcomes } = lowered;
  if (lowered.platform !== undefined)
    throw new UsageError(`${source.id} needs a platform of several units, which include/vtd_adapter.h does not have`);
  const names = outcomes.map(({ name }) => name);
  const body = operations.flatMap((operation, i) => [
    `    /* ${String(i)} */`,
    ...callOf(operation).map((line) => `    ${line}`),
    ...checks.filter((check) => check.operation === i).flatMap((check) => checkLines(check, operation, names).map((line) => `    ${line}`)),
  ]);
  const permitted = names.map((name) => `"${name}"`).join(', ');
  return `/*
 * ${source.id}
 * ${source.title}
 * checks ${source.requirements.join(', ')}${source.requires === '' ? '' : `\n * for units with ${source.requires}`}
 *
 * Compile it with an implementation of vtd_adapter.h:  cc -I include THIS.c IMPLEMENTATION.c && ./a.out
 * It ends with 0 if the implementation does what one of the permitted outcomes says, with 1 if not.
 */
#include <stdio.h>
#include <string.h>
#include "vtd_adapter.h"

/* What an implementation need not have. */
#pragma weak vtd_adapter_next_interrupt
#pragma weak vtd_adapter_poison
#pragma weak vtd_adapter_poison_writes
#pragma weak vtd_adapter_interrupt
#pragma weak vtd_adapter_translate

enum { OUTCOMES = ${String(names.length)} };
static const char *const outcome_names[OUTCOMES] = {${permitted}};
static int met[OUTCOMES]; /* 1 while the outcome is possible */
static vtd_adapter *unit;

/* Bit n of \`which\` stands for outcome n. */
static void check(int holds, unsigned which, const char *what) {
    if (holds) return;
    printf("differs: %s\\n", what);
    for (int i = 0; i < OUTCOMES; i++)
        if (which >> i & 1) met[i] = 0;
}

/* How a request that is blocked may complete is left open (7.1.1): a read may return nothing but zeros or ones. */
static int blocked(uint32_t status, uint32_t wanted, const uint8_t *bytes, int returned) {
    if ((status == VTD_ADAPTER_UR || status == VTD_ADAPTER_CA) && wanted != VTD_ADAPTER_BLOCKED) return status == wanted;
    if (status != VTD_ADAPTER_SUCCESS || returned == 0) return 1;
    for (int i = 1; i < returned; i++)
        if (bytes[i] != bytes[0]) return 0;
    return bytes[0] == 0 || bytes[0] == 0xff;
}

static void must(int failed) {
    if (!failed) return;
    fprintf(stderr, "the adapter failed: %s\\n", vtd_adapter_error(unit));
    vtd_adapter_destroy(unit);
    _Exit(2);
}

int main(void) {
    uint64_t value = 0, completion = 0, message = 0;
    uint32_t status = 0, data = 0;
    uint8_t bytes[8192];
    vtd_adapter_dma_result result;
    unit = vtd_adapter_create();
    if (unit == NULL) {
        fprintf(stderr, "no instance: %s\\n", vtd_adapter_error(NULL));
        return 2;
    }
    for (int i = 0; i < OUTCOMES; i++) met[i] = 1;
    if (vtd_adapter_next_interrupt == NULL) fprintf(stderr, "interrupt messages are not looked at: there is no vtd_adapter_next_interrupt\\n");
    must(vtd_adapter_reset(unit));
${needed(operations)}${body.join('\n')}
    int failed = 1;
    for (int i = 0; i < OUTCOMES; i++)
        if (met[i]) {
            printf("permitted: %s\\n", outcome_names[i]);
            failed = 0;
        }
    if (failed) printf("none of the permitted outcomes\\n");
    vtd_adapter_destroy(unit);
    (void)blocked, (void)value, (void)completion, (void)message, (void)status, (void)data, (void)bytes, (void)result;
    return failed;
}
`.replace('#include <string.h>', '#include <stdlib.h>\n#include <string.h>');
}

/** Optional functions that the operations call: without one the program says so. */
function needed(operations: readonly Operation[]): string {
  const names = new Set(
    operations.flatMap(({ op, ...rest }) =>
      op === 'poison' ? ['access' in rest ? 'poison_writes' : 'poison'] : op === 'interrupt' || op === 'translate' ? [op] : [],
    ),
  );
  return [...names]
    .map(
      (name) =>
        `    if (vtd_adapter_${name} == NULL) {\n        fprintf(stderr, "the implementation has no vtd_adapter_${name}\\n");\n        return 2;\n    }\n`,
    )
    .join('');
}

function callOf(operation: Operation): string[] {
  switch (operation.op) {
    case 'load':
      if (operation.bytes.length === 0) return [];
      return [`must(vtd_adapter_load(unit, ${big(operation.address)}, ${array(operation.bytes)}, ${String(operation.bytes.length)}));`];
    case 'dump':
      return [`must(vtd_adapter_dump(unit, ${big(operation.address)}, bytes, ${String(operation.length)}));`];
    case 'poison':
      return [
        `must(vtd_adapter_poison${operation.access === 'write' ? '_writes' : ''}(unit, ${big(operation.address)}, ${String(operation.length)}));`,
      ];
    case 'read':
      return [`must(vtd_adapter_read(unit, ${hex(operation.offset)}, ${String(operation.size)}, &value));`];
    case 'poll':
      return [
        `for (int tries = 0; tries < 1000; tries++) {`,
        `    must(vtd_adapter_read(unit, ${hex(operation.offset)}, ${String(operation.size)}, &value));`,
        `    if ((value & ${big(operation.mask)}) == ${big(operation.value)}) break;`,
        `}`,
      ];
    case 'write':
      return [`must(vtd_adapter_write(unit, ${hex(operation.offset)}, ${String(operation.size)}, ${big(operation.value)}));`];
    case 'dma': {
      const { request, source, address, length, bytes, addressType, pasid, noSnoop } = operation;
      const flags = flagsOf(pasid, noSnoop === true ? ['NO_SNOOP'] : []);
      const fields = `.address = ${big(address)}, .length = ${String(length)}, .pasid = ${String(pasid?.value ?? 0)}, .source = ${hex(source)}, .kind = VTD_ADAPTER_${KIND[request]}, .address_type = VTD_ADAPTER_${ADDRESS_TYPE[addressType]}, .flags = ${flags}`;
      return [
        `memset(&result, 0, sizeof result); /* ${request} from ${formatSource(source)} at ${hex(address)} */`,
        `must(vtd_adapter_dma(unit, &(vtd_adapter_dma_request){${fields}}, ${array(bytes ?? new Uint8Array(1))}, bytes, &result));`,
      ];
    }
    case 'translate': {
      const { source, address, pasid, noWrite, dwords } = operation;
      const flags = flagsOf(pasid, noWrite === true ? ['NO_WRITE'] : []);
      const fields = `.address = ${big(address)}, .pasid = ${String(pasid?.value ?? 0)}, .flags = ${flags}, .dwords = ${String(dwords)}, .source = ${hex(source)}`;
      return [`must(vtd_adapter_translate(unit, &(vtd_adapter_translation_request){${fields}}, &status, &completion));`];
    }
    case 'interrupt':
      return [`must(vtd_adapter_interrupt(unit, ${hex(operation.source)}, ${hex(operation.address)}, ${hex(operation.data)}, &status));`];
    default:
      throw new UsageError(`a ${operation.op} operation has no place in a C program; --to json holds every vector`);
  }
}

function checkLines({ must, outcomes, label, operation }: Check, { op }: Operation, names: readonly string[]): string[] {
  const which = names.reduce((bits, name, i) => (outcomes === undefined || outcomes.includes(name) ? bits | (1 << i) : bits), 0);
  const check = (condition: string): string[] => [
    `check(${condition}, ${hex(which)}, "${label.replaceAll('"', "'")} (operation ${String(operation)})");`,
  ];
  const status = op === 'dma' ? 'result.status' : 'status';
  switch (must.kind) {
    case 'value': {
      const value = op === 'translate' ? 'completion' : 'value';
      return check(`(${value} & ${big(must.mask)}) ${must.differs ? '!=' : '=='} ${big(must.value)}`);
    }
    case 'bytes': {
      const compared = `memcmp(bytes, ${array(must.bytes)}, ${String(must.bytes.length)}) == 0`;
      if (must.mask === undefined) return check(compared);
      const parts = [...must.bytes].map(
        (byte, i) => `(bytes[${String(i)}] & ${String(must.mask?.[i] ?? 0xff)}) == ${String(byte & (must.mask?.[i] ?? 0xff))}`,
      );
      return check(parts.join(' && '));
    }
    case 'completes':
      return check(`${status} == VTD_ADAPTER_SUCCESS || ${status} == VTD_ADAPTER_UNKNOWN`);
    case 'blocked':
      return check(`blocked(${status}, VTD_ADAPTER_${must.status ?? 'BLOCKED'}, bytes, ${String(must.returns)})`);
    case 'refused': {
      const vague = must.status === 'malformed' ? '' : ` || ${status} == VTD_ADAPTER_BLOCKED`;
      return check(`${status} == VTD_ADAPTER_${must.status.toUpperCase()}${vague}`);
    }
    case 'attributes': {
      const wanted = [
        ...(must.snoop === undefined ? [] : [`result.snoop == ${must.snoop ? '1' : '0'}`]),
        ...(must.memoryType === undefined ? [] : [`result.memory_type == VTD_ADAPTER_${must.memoryType.replace('-', '_MINUS')}`]),
      ];
      return check(`result.knows_attributes && ${wanted.join(' && ')}`);
    }
    case 'interrupts':
      return [
        ...must.messages.flatMap(({ address, data }) =>
          check(
            `vtd_adapter_next_interrupt == NULL || (vtd_adapter_next_interrupt(unit, &message, &data) == 1 && message == ${big(address)} && data == ${hex(data)})`,
          ),
        ),
        ...check('vtd_adapter_next_interrupt == NULL || vtd_adapter_next_interrupt(unit, &message, &data) == 0'),
      ];
    case 'responses':
    case 'device-tlb-requests': {
      const expected = must.kind === 'responses' ? must.responses : must.requests;
      if (expected.length === 0) return [];
      throw new UsageError(`${label} have no place in a C program; --to json holds every vector`);
    }
  }
}

function flagsOf(pasid: { readonly privileged?: boolean; readonly execute?: boolean } | undefined, more: readonly string[]): string {
  const flags = [
    ...(pasid === undefined ? [] : ['PASID']),
    ...(pasid?.privileged === true ? ['PRIVILEGED'] : []),
    ...(pasid?.execute === true ? ['EXECUTE'] : []),
    ...more,
  ];
  return flags.map((flag) => `VTD_ADAPTER_${flag}`).join(' | ') || '0';
}

function big(value: bigint): string {
  return `${hex(value)}ull`;
}

function array(bytes: Uint8Array): string {
  return `(const uint8_t[]){${[...bytes].join(', ')}}`;
}
