/** How `vtd show` is called. */
import type { Command } from 'commander';
import type { ShowOptions } from '../commands/show.js';

export function addShowCommand(program: Command): void {
  program
    .command('show')
    .description('show one vector: what it does and expects, or its self-contained form')
    .argument('<id>', 'vector ID')
    .option('--expanded', 'the self-contained form: bytes, registers, requests, permitted outcomes, as JSON')
    .option('-p, --profile <name>', 'claims to expand for; the first profile that fits if absent')
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  vtd show dma/legacy/translation/write-first-byte\n  vtd show dma/legacy/translation/write-first-byte --expanded --profile full',
    )
    .action(async (id: string, options: ShowOptions) => {
      const { showCommand } = await import('../commands/show.js');
      showCommand(id, options);
    });
}
