/** How `vtd list` is called. */
import type { Command } from 'commander';
import type { ListOptions } from '../commands/list.js';
import { collect } from './options.js';

export function addListCommand(program: Command): void {
  program
    .command('list')
    .description('list vectors')
    .argument('[id...]', 'vector IDs, or patterns over them; all if none is given')
    .option('-f, --filter <words>', 'only vectors whose ID or title contains the words')
    .option('-r, --requirement <id>', 'only vectors that cite the requirement, repeatable', collect, [])
    .option('-t, --tag <tag>', 'only vectors with the tag, repeatable', collect, [])
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('--json', 'as JSON')
    .addHelpText('after', "\nExamples:\n  vtd list 'dma/**'\n  vtd list --requirement PGT-11 --json")
    .action(async (ids: string[], options: ListOptions) => {
      const { listCommand } = await import('../commands/list.js');
      listCommand(ids, options);
    });
}
