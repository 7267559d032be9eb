#!/usr/bin/env node
/** The command `vtd`. Each subcommand is loaded when it is called, so that starting costs little: a module takes half a millisecond. */
import { Command, CommanderError } from 'commander';
import { AdapterError, InputError, UsageError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { suiteVersion } from './package-root.js';
import { surviveGoneReader } from './reporters/output.js';

/** The commands, and what says how they are called, in the order of the help. */
const GROUPS: readonly (readonly [names: readonly string[], load: () => Promise<(program: Command) => void>])[] = [
  [['run'], async () => (await import('./cli/run.js')).addRunCommand],
  [['merge'], async () => (await import('./cli/merge.js')).addMergeCommand],
  [['report'], async () => (await import('./cli/report.js')).addReportCommand],
  [['coverage'], async () => (await import('./cli/coverage.js')).addCoverageCommand],
  [['explain'], async () => (await import('./cli/explain.js')).addExplainCommand],
  [['explain-fault'], async () => (await import('./cli/explain-fault.js')).addExplainFaultCommand],
  [['list'], async () => (await import('./cli/list.js')).addListCommand],
  [['show'], async () => (await import('./cli/show.js')).addShowCommand],
  [['outcomes'], async () => (await import('./cli/outcomes.js')).addOutcomesCommand],
  [['diff'], async () => (await import('./cli/diff.js')).addDiffCommand],
  [['minimize'], async () => (await import('./cli/minimize.js')).addMinimizeCommand],
  [['export'], async () => (await import('./cli/export.js')).addExportCommand],
  [['decode'], async () => (await import('./cli/decode.js')).addDecodeCommand],
  [['spec'], async () => (await import('./cli/spec.js')).addSpecCommand],
  [['adapter'], async () => (await import('./cli/adapter.js')).addAdapterCommand],
  [['new', 'lint', 'fmt', 'fill'], async () => (await import('./cli/authoring.js')).addAuthoringCommands],
];

const program = new Command('vtd')
  .description('Conformance suite for Intel VT-d: runs vectors on the reference model or any other implementation')
  .version(suiteVersion())
  .showHelpAfterError('(vtd --help shows what there is)')
  .exitOverride();

surviveGoneReader();
for (const add of await Promise.all(wantedGroups(process.argv[2]).map(([, load]) => load()))) add(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** What the first word of a call needs: one group for a command, none for the version, and for help or a word that means nothing all. */
function wantedGroups(word: string | undefined): typeof GROUPS {
  if (word === '--version' || word === '-V') return [];
  const wanted = GROUPS.filter(([names]) => names.some((name) => name === word));
  return wanted.length > 0 ? wanted : GROUPS;
}

/** Says what went wrong in one go and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InputError || error instanceof UsageError) {
    console.error(`vtd: ${error.message}`);
    return EXIT.usage;
  }
  if (error instanceof AdapterError) {
    console.error(`vtd: ${error.message}`);
    return EXIT.adapter;
  }
  throw error;
}
