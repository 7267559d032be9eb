/** How `vtd spec` is called. */
import type { Command } from 'commander';

export function addSpecCommand(program: Command): void {
  program
    .command('spec')
    .description("the model's own tables")
    .argument('<table>', 'registers, structures, faults, events or choices')
    .argument('[name]', 'one entry of it, in full')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vtd spec registers\n  vtd spec structures context-entry\n  vtd spec faults --json')
    .action(async (table: string, name: string | undefined, options: { json?: boolean }) => {
      const { specCommand } = await import('../commands/spec.js');
      specCommand(table, name, options);
    });
}
