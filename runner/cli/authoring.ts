/** How the commands are called that help to write vectors: `new`, `lint`, `fmt`, `fill`. */
import type { Command } from 'commander';
import type { FillOptions, FolderOptions } from '../commands/authoring.js';

const FOLDER: [string, string] = ['--vectors <folder>', 'folder of vector files instead of the suite’s own'];

export function addAuthoringCommands(program: Command): void {
  program
    .command('new')
    .description('write a vector to begin with: it validates and passes at once')
    .argument('<id>', 'TOPIC/NAME: the file below the vectors folder, and the slug')
    .option(...FOLDER)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vtd new dma/legacy/my-topic/my-first-vector\n  vtd new topic/name --vectors my-vectors')
    .action(async (id: string, options: FolderOptions) => {
      const { newCommand } = await import('../commands/authoring.js');
      process.exitCode = await newCommand(id, options);
    });

  program
    .command('lint')
    .description('look through vector files: schema, IDs, citations, capabilities, unused tables, titles, defects, duplicates')
    .argument('[file...]', 'vector files; all of the folder if none is given')
    .option(...FOLDER)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  vtd lint\n  vtd lint vectors/dma/legacy/translation.json --json\n\nExit codes: 0 nothing found, 1 findings, 2 usage',
    )
    .action(async (files: string[], options: FolderOptions) => {
      const { lintCommand } = await import('../commands/authoring.js');
      process.exitCode = lintCommand(files, options);
    });

  program
    .command('fmt')
    .description('bring vector files into canonical form: order of properties and layout')
    .argument('[file...]', 'vector files; all of the folder if none is given')
    .option('--check', 'change nothing, only say which files are not in canonical form')
    .option(...FOLDER)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  vtd fmt vectors/dma/legacy/translation.json\n  vtd fmt --check\n\nExit codes: 0 all are, 1 with --check some are not, 2 usage or not JSON',
    )
    .action(async (files: string[], options: FolderOptions & { readonly check?: boolean }) => {
      const { fmtCommand } = await import('../commands/authoring.js');
      process.exitCode = await fmtCommand(files, options);
    });

  program
    .command('fill')
    .description('complete reads, memory and messages of a vector from the model, marked as filled in; or have them confirmed')
    .argument('<id>', 'vector ID')
    .option('-p, --profile <name>', 'claims to run with; the first profile that fits if absent')
    .option('--confirm <adapter>', 'a second implementation that must give the same')
    .option(...FOLDER)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
A vector needs one expectation written by hand. What is filled in is marked "unconfirmed", which vtd lint reports until
another implementation has confirmed it.

Examples:
  vtd fill dma/legacy/my-topic/my-vector
  vtd fill dma/legacy/my-topic/my-vector --confirm qemu

Exit codes: 0 done, 1 not confirmed, 2 usage, 3 the adapter could not start`,
    )
    .action(async (id: string, options: FillOptions) => {
      const { fillCommand } = await import('../commands/authoring.js');
      process.exitCode = await fillCommand(id, options);
    });
}
