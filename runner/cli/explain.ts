/** How `vtd explain` is called. */
import type { Command } from 'commander';
import type { ExplainOptions } from '../commands/explain.js';
import { collect, positive } from './options.js';

export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description('what becomes of a request: every table read, decoded, every check with its section; of a vector, or on a memory image')
    .argument('[id]', 'vector ID')
    .option('-a, --adapter <spec>', 'also run it on this implementation and show where it leaves what is permitted')
    .option('-p, --profile <name>', 'claims to explain for; the first profile that fits if absent')
    .option('-o, --outcome <name>', 'the permitted outcome to follow, of those that vtd show lists')
    .option('--timeout <ms>', 'time the vector may take on the implementation', positive)
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('-v, --verbose', 'each check on a line of its own, with its section and requirement')
    .option('--json', 'as JSON')
    .option('--html <file>', 'write a page that needs nothing else')
    .optionsGroup('A request on a memory image (values in hexadecimal):')
    .option('-m, --memory <file[@offset]>', 'physical memory from this address on, 0 if not given; repeatable', collect, [])
    .option('--rtaddr <value>', 'RTADDR_REG: root table and mode; DMA remapping is on')
    .option('--irta <value>', 'IRTA_REG: interrupt remapping table; interrupt remapping is on')
    .option('--gsts <value>', 'GSTS_REG, if not all of it is on: TES, IRES and CFIS')
    .option('--cap <value>', 'CAP_REG')
    .option('--ecap <value>', 'ECAP_REG')
    .option('--ver <version>', 'VER_REG as 5:0 or as its value; 1:0 if absent')
    .option('--haw <bits>', 'host address width; 52 if absent, so that no address bit is reserved')
    .option('--source <bb:dd.f>', 'the device that sends the request')
    .option('--address <address>', 'where it goes')
    .option('--read', 'a read, which is what is taken if nothing is said')
    .option('--write', 'a write')
    .option('--zero-length-read', 'a read with all byte enables off')
    .option('--fetch-add', 'an AtomicOp')
    .option('--pasid <number>', 'with this PASID')
    .option('--privileged', 'with privileged mode requested')
    .option('--execute', 'with execution requested')
    .option('--at <type>', 'address type: untranslated, translated or translation-request')
    .option('--nw', 'a translation request with the no-write flag')
    .option('--interrupt <address:data>', 'an interrupt request instead')
    .addHelpText(
      'after',
      `
Examples:
  vtd explain dma/second-stage/permissions/disjoint-pde-read-pte-write-write
  vtd explain caching/legacy-leaf/frame-changed --outcome stale
  vtd explain dma/legacy/root-entry/reserved-bit-1 --adapter qemu
  vtd explain dma/nested/levels/four-on-four --html walk.html
  vtd explain --memory ram.bin --rtaddr 0x100000 --cap d2008c222f0606 --ecap f00f4a \\
      --source 00:1f.2 --address 0xfffe0000 --write
  vtd explain --memory low.bin --memory tables.bin@0x7f000000 --irta 0x7f00000f --profile full \\
      --source 00:02.0 --interrupt 0xfee00018:0

vtd explain-fault says what a fault means that a kernel has logged.

Exit codes: 0 explained, 1 the implementation is not permitted to do what it did, 2 usage, 3 the adapter could not start`,
    )
    .action(async (id: string | undefined, options: ExplainOptions) => {
      const { explainCommand } = await import('../commands/explain.js');
      process.exitCode = await explainCommand(id, options);
    });
}
