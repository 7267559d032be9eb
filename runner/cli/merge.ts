/** How `vtd merge` is called. */
import type { Command } from 'commander';
import type { MergeCommandOptions } from '../commands/merge.js';
import { REPORTERS, collect } from './options.js';

export function addMergeCommand(program: Command): void {
  program
    .command('merge')
    .description('join the JSON reports of shards, or turn one into another format')
    .argument('<file...>', 'reports written by --reporter json=FILE')
    .option('--reporter <name[=place]>', REPORTERS, collect, [])
    .option('--partial', 'report although shards are missing; the result is marked as interrupted')
    .option('-v, --verbose', 'also list what passed and what was skipped')
    .addHelpText(
      'after',
      `
Examples:
  vtd merge part1.json part2.json                      the summary of the whole
  vtd merge parts/*.json --reporter junit=out.xml --reporter markdown=report.md
  vtd merge report.json --reporter tap                 another format for a run that is over
  vtd merge report.json --reporter html=report         its page, report/index.html

Exit codes: as of the run, and 4 if a part was interrupted or is missing`,
    )
    .action(async (files: string[], options: MergeCommandOptions) => {
      const { mergeCommand } = await import('../commands/merge.js');
      process.exitCode = await mergeCommand(files, options);
    });
}
