/** How `vtd coverage` is called. */
import type { Command } from 'commander';
import type { CoverageCommandOptions } from '../commands/coverage.js';
import { collect } from './options.js';

export function addCoverageCommand(program: Command): void {
  program
    .command('coverage')
    .description('show which requirements and combinations a run covers, what is untested, and why')
    .argument('[report...]', 'reports written by --reporter json=FILE; without any the suite is run now')
    .option(
      '-a, --adapter <spec>',
      'implementation to run where no report is given, repeatable; the reference model if absent',
      collect,
      [],
    )
    .option('-p, --profile <name>', 'profile for that run, as for vtd run')
    .option('--reporter <name[=file]>', 'pretty, json, markdown or html, repeatable; standard output without a file', collect, [])
    .option('--json', 'the same as --reporter json')
    .option('--markdown', 'the same as --reporter markdown')
    .option('--html', 'the same as --reporter html')
    .option('-v, --verbose', 'also list what is covered, and the claims that vectors ask for')
    .option('--check <file>', 'fail if a requirement of this snapshot is no longer covered')
    .option('--update [file]', 'write the snapshot instead of comparing with it')
    .addHelpText(
      'after',
      `
A requirement is covered if a vector that cites it passes on one of the subjects.

Examples:
  vtd coverage                                         the suite on the reference model
  vtd coverage --adapter qemu                          a run on QEMU, made now
  vtd coverage qemu-7.2.json qemu-11.1.json            what two runs cover together
  vtd coverage report.json --html > coverage.html      a page for the browser
  vtd coverage --reporter json=coverage.json --reporter pretty
  vtd coverage --check vectors/coverage.snapshot.json  for CI: no requirement loses its coverage
  vtd coverage --update vectors/coverage.snapshot.json

Exit codes: 0 nothing is lost, 1 a requirement of the snapshot is no longer covered, 2 usage or invalid input,
3 adapter could not start`,
    )
    .action(async (files: string[], options: CoverageCommandOptions) => {
      const { coverageCommand } = await import('../commands/coverage.js');
      process.exitCode = await coverageCommand(files, options);
    });
}
