/** How `vtd outcomes` is called. */
import type { Command } from 'commander';
import type { OutcomesOptions } from '../commands/outcomes.js';

export function addOutcomesCommand(program: Command): void {
  program
    .command('outcomes')
    .description('everything that a vector permits: what caches may hold and what the text leaves open, explored on the model')
    .argument('<id>', 'vector ID')
    .option('-p, --profile <name>', 'claims to explore with; the first profile that fits if absent')
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vtd outcomes caching/legacy-leaf/frame-changed
  vtd outcomes caching/nested/table --profile scalable --json

Exit codes: 0 the set is the vector's own, 1 they differ or the exploration gave up, 2 usage`,
    )
    .action(async (id: string, options: OutcomesOptions) => {
      const { outcomesCommand } = await import('../commands/outcomes.js');
      process.exitCode = outcomesCommand(id, options);
    });
}
