/** How `vtd diff` is called. */
import type { Command } from 'commander';
import type { DiffCommandOptions } from '../commands/diff.js';
import { collect, positive } from './options.js';

export function addDiffCommand(program: Command): void {
  program
    .command('diff')
    .description('two implementations on the same vectors, without expectations: where they differ, and whether both may')
    .argument('[id...]', 'vector IDs, or patterns over them; all if none is given')
    .option('-a, --adapter <spec>', 'an implementation, as for run --adapter; to be given twice', collect, [])
    .option('-b <spec>', 'the same as a second --adapter', (value: string, before: string | undefined) => before ?? value)
    .option('-p, --profile <name>', 'capability profile, where both can take one')
    .option('-f, --filter <words>', 'only vectors whose ID or title contains the words')
    .option('--timeout <ms>', 'time a vector may take', positive)
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vtd diff -a qemu -b reference 'caching/**'
  vtd diff -a qemu:/opt/old/qemu-system-x86_64 -b qemu:/opt/new/qemu-system-x86_64 --json
  vtd diff -a reference:caches=always -b reference:caches=never 'caching/**'

Exit codes: 0 all that they do is permitted, 1 one does what is not, 2 usage, 3 an adapter could not start, 4 interrupted`,
    )
    .action(async (ids: string[], { b, ...options }: DiffCommandOptions & { readonly b?: string }) => {
      const { diffCommand } = await import('../commands/diff.js');
      const adapter = b === undefined ? options.adapter : [...options.adapter, b];
      process.exitCode = await diffCommand(ids, { ...options, adapter });
    });
}
