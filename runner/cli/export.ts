/** How `vtd export` is called. */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { ExportOptions } from '../commands/export.js';

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('a vector as a program or document of its own, for people without this suite')
    .argument('<id>', 'vector ID')
    .addOption(
      new Option(
        '--to <form>',
        'json: operations and expectations; c: a program for include/vtd_adapter.h; qtest: a Python script that drives a QEMU',
      )
        .choices(['json', 'c', 'qtest'])
        .makeOptionMandatory(),
    )
    .option('-p, --profile <name>', 'claims it is made for: a name or a JSON file; the first profile that fits if absent')
    .option('-a, --adapter <spec>', 'make it for the claims of this implementation instead; qtest takes them from QEMU')
    .option('-o, --out <file>', 'write it there instead of to standard output')
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .addHelpText(
      'after',
      `
Examples:
  vtd export dma/legacy/translation/write-first-byte --to json
  vtd export dma/legacy/translation/write-first-byte --to c -o test.c && cc -I include test.c my-adapter.c && ./a.out
  vtd export dma/second-stage/permissions/read-after-write --to qtest -a qemu -o bug.py && python3 bug.py qemu-system-x86_64

Exit codes: 0 done, 2 usage, or the form cannot hold the vector, 3 the adapter could not start`,
    )
    .action(async (id: string, options: ExportOptions) => {
      const { exportCommand } = await import('../commands/export.js');
      process.exitCode = await exportCommand(id, options);
    });
}
