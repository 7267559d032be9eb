/** How `vtd adapter` is called. */
import type { Command } from 'commander';
import type { AdapterCheckOptions, AdapterInfoOptions } from '../commands/adapter.js';
import { positive } from './options.js';

export function addAdapterCommand(program: Command): void {
  const adapter = program.command('adapter').description('look at an adapter by itself, before any vector is involved');

  adapter
    .command('info')
    .description('show what an implementation says of itself')
    .argument('<spec>', 'the implementation, as for run --adapter')
    .option('--json', 'as JSON')
    .addHelpText('after', "\nExamples:\n  vtd adapter info reference\n  vtd adapter info 'exec:./my-iommu --stdio' --json")
    .action(async (spec: string, options: AdapterInfoOptions) => {
      const { adapterInfoCommand } = await import('../commands/adapter.js');
      process.exitCode = await adapterInfoCommand(spec, options);
    });

  adapter
    .command('check')
    .description('test an adapter itself: reset, memory echo, split writes, requests, the protocol')
    .argument('<spec>', 'the implementation, as for run --adapter')
    .option('--timeout <ms>', 'time a check may take', positive)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vtd adapter check module:./iommu.js
  vtd adapter check 'exec:python3 adapter.py' --json

Exit codes: 0 all is well, 1 a check failed, 3 the adapter could not start`,
    )
    .action(async (spec: string, options: AdapterCheckOptions) => {
      const { adapterCheckCommand } = await import('../commands/adapter.js');
      process.exitCode = await adapterCheckCommand(spec, options);
    });
}
