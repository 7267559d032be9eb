/** How `vtd minimize` is called. */
import type { Command } from 'commander';
import type { MinimizeOptions } from '../commands/minimize.js';
import { positive } from './options.js';

export function addMinimizeCommand(program: Command): void {
  program
    .command('minimize')
    .description('the smallest steps and tables of a vector that an implementation still fails, as a vector file')
    .argument('<id>', 'vector ID')
    .option('-a, --adapter <spec>', 'implementation that fails it, as for run --adapter')
    .option('-o, --out <file>', 'write the vector file there instead of to standard output')
    .option('--timeout <ms>', 'time an attempt may take', positive)
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('--json', 'as JSON, with the sizes before and after')
    .addHelpText(
      'after',
      `
Steps, tables, entries, fields and memory are taken away one after the other, as long as the model meets what is left and the
implementation fails it as it fails the whole.

Examples:
  vtd minimize dma/second-stage/permissions/read-after-write -a qemu
  vtd minimize ID -a 'exec:./my-iommu --stdio' -o small/bug.json && vtd run --vectors small -a 'exec:./my-iommu --stdio'

Exit codes: 0 done, 2 usage, or the implementation does not fail the vector, 3 the adapter could not start`,
    )
    .action(async (id: string, options: MinimizeOptions) => {
      const { minimizeCommand } = await import('../commands/minimize.js');
      process.exitCode = await minimizeCommand(id, options);
    });
}
