/** Explains one request on a memory image: what the tables in it say, on a unit with these claims. */
import { Iommu } from '../../reference/index.js';
import { dmaRequestOf, interruptRequestOf, translationRequestOf } from '../adapters/requests.js';
import type { Result, SubjectCapabilities } from '../adapters/adapter.js';
import { UsageError } from '../errors.js';
import { hex } from '../hex.js';
import { DumpMemory } from './dump-memory.js';
import type { DumpFile } from './dump-memory.js';
import type { Explanation, ExplanationStep } from './explanation.js';
import { Narrator } from './narrator.js';
import { requestTitle, resultOf } from './request-text.js';
import type { RequestOperation } from './request-text.js';

const GCMD = 0x18;
const RTADDR = 0x20;
const IRTA = 0xb8;
const TE = 0x80000000n;
const SRTP = 0x40000000n;
const IRE = 0x02000000n;
const SIRTP = 0x01000000n;
const CFI = 0x00800000n;

export interface ImageOptions {
  readonly files: readonly DumpFile[];
  readonly claims: SubjectCapabilities;
  /** RTADDR_REG and IRTA_REG as read; absent where they do not matter. */
  readonly rtaddr?: bigint;
  readonly irta?: bigint;
  /** GSTS_REG as read: TES, IRES and CFIS count. If absent what has a table is on, and compatibility format is blocked. */
  readonly gsts?: bigint;
  readonly request: Exclude<RequestOperation, { op: 'page-request' }>;
}

/** Explains the request. Throws a UsageError for files that cannot be read, claims or a request that cannot be. */
export function explainImage(options: ImageOptions): Explanation {
  const { files, claims, request } = options;
  const memory = new DumpMemory(files);
  try {
    return guarded(() => {
      const iommu = new Iommu(claims, memory);
      setUp(iommu, options);
      const narrator = new Narrator(iommu, (address) => `the dump holds nothing at ${hex(address)}`);
      iommu.subscribe((event) => {
        narrator.hear(event);
      });
      const result = perform(iommu, request);
      const steps = narrator.finish();
      const { ver, cap, ecap, haw } = claims;
      return {
        format: 1,
        vector: null,
        image: {
          files: files.map(({ path, address }) => ({ path, address: hex(address) })),
          ...(options.rtaddr === undefined ? {} : { rtaddr: hex(options.rtaddr) }),
          ...(options.irta === undefined ? {} : { irta: hex(options.irta) }),
          ...(options.gsts === undefined ? {} : { gsts: hex(options.gsts) }),
        },
        claims: { ver: hex(ver), cap: hex(cap), ecap: hex(ecap), haw },
        outcome: null,
        requests: [
          { step: null, operation: 0, title: requestTitle(request), before: [], steps, result: outcomeOf(request, result, steps) },
        ],
      };
    });
  } finally {
    memory.close();
  }
}

/** What the model refuses as no value of the architecture is the user's mistake here. */
function guarded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/** The registers as the image was taken with. */
function setUp(iommu: Iommu, { rtaddr, irta, gsts }: ImageOptions): void {
  const on = (bit: bigint, otherwise: boolean): boolean => (gsts === undefined ? otherwise : (gsts & bit) !== 0n);
  let levels = 0n;
  const command = (bit: bigint): void => {
    iommu.writeRegister(GCMD, 4, levels | bit);
  };
  if (rtaddr !== undefined) {
    iommu.writeRegister(RTADDR, 8, rtaddr);
    command(SRTP);
  }
  if (irta !== undefined) {
    iommu.writeRegister(IRTA, 8, irta);
    command(SIRTP);
  }
  for (const [bit, otherwise] of [
    [TE, rtaddr !== undefined],
    [IRE, irta !== undefined],
    [CFI, false],
  ] as const) {
    if (!on(bit, otherwise)) continue;
    levels |= bit;
    command(0n);
  }
}

function perform(iommu: Iommu, request: ImageOptions['request']): Result {
  switch (request.op) {
    case 'dma': {
      const { status, data, attributes } = iommu.dma(dmaRequestOf(request));
      return { status, ...(data === undefined ? {} : { bytes: data }), ...(attributes === undefined ? {} : { attributes }) };
    }
    case 'translate': {
      const { status, completion } = iommu.translate(translationRequestOf(request));
      return completion === undefined ? { status } : { status, value: completion };
    }
    case 'interrupt':
      return { status: iommu.interrupt(interruptRequestOf(request)) ? 'success' : 'UR' };
  }
}

/** A request that is translated but finds no byte of its page in the dump was not blocked by the unit. */
function outcomeOf(request: RequestOperation, result: Result, steps: readonly ExplanationStep[]): { status: string; text: string } {
  const output = steps.find((step) => step.kind === 'output');
  const isBlocked = steps.some((step) => step.kind === 'fault' || (step.kind === 'note' && step.rule?.requirement === 'DMA-63'));
  if (request.op === 'dma' && output !== undefined && !isBlocked && result.status !== 'success')
    return { status: 'success', text: `translated to ${output.output}; the dump holds nothing there` };
  return resultOf(request, result);
}
