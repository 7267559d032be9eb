/** How `vtd report` is called. */
import type { Command } from 'commander';
import type { ReportCommandOptions } from '../commands/report.js';
import { collect } from './options.js';

export function addReportCommand(program: Command): void {
  program
    .command('report')
    .description('put runs side by side and over time: what newly fails, what newly passes')
    .argument('<file...>', 'reports of whole runs written by --reporter json=FILE, in any order')
    .option('--reporter <name[=place]>', 'pretty, json, markdown or html, repeatable; standard output without a file', collect, [])
    .option('--json', 'the same as --reporter json')
    .option('-v, --verbose', 'list all vectors that changed, not only the first of each kind')
    .addHelpText(
      'after',
      `
Subjects of the same name and profile are one implementation over time, whatever their versions.

Examples:
  vtd report yesterday.json today.json                     what changed
  vtd report runs/*.json --reporter html=report            trend, and every run side by side
  vtd report main.json mine.json --reporter markdown       for a pull request
  vtd report qemu-7.2.json qemu-11.1.json --json           for a program

Exit codes, as of the newest run of each implementation: 0 as expected, 1 unexpected result, 2 usage or no report, 4 interrupted`,
    )
    .action(async (files: string[], options: ReportCommandOptions) => {
      const { reportCommand } = await import('../commands/report.js');
      process.exitCode = await reportCommand(files, options);
    });
}
