#!/usr/bin/env node
/** The command `vtd`. Each subcommand is loaded when it is called, so that starting costs little. */
import { Command, CommanderError } from 'commander';
import { addAdapterCommand } from './cli/adapter.js';
import { addAuthoringCommands } from './cli/authoring.js';
import { addCoverageCommand } from './cli/coverage.js';
import { addDecodeCommand } from './cli/decode.js';
import { addDiffCommand } from './cli/diff.js';
import { addExplainCommand } from './cli/explain.js';
import { addExplainFaultCommand } from './cli/explain-fault.js';
import { addListCommand } from './cli/list.js';
import { addExportCommand } from './cli/export.js';
import { addMergeCommand } from './cli/merge.js';
import { addMinimizeCommand } from './cli/minimize.js';
import { addOutcomesCommand } from './cli/outcomes.js';
import { addReportCommand } from './cli/report.js';
import { addRunCommand } from './cli/run.js';
import { addShowCommand } from './cli/show.js';
import { addSpecCommand } from './cli/spec.js';
import { AdapterError, InputError, UsageError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { suiteVersion } from './package-root.js';
import { surviveGoneReader } from './reporters/output.js';

const program = new Command('vtd')
  .description('Conformance suite for Intel VT-d: runs vectors on the reference model or any other implementation')
  .version(suiteVersion())
  .showHelpAfterError('(vtd --help shows what there is)')
  .exitOverride();

addRunCommand(program);
addMergeCommand(program);
addReportCommand(program);
addCoverageCommand(program);
addExplainCommand(program);
addExplainFaultCommand(program);
addListCommand(program);
addShowCommand(program);
addOutcomesCommand(program);
addDiffCommand(program);
addMinimizeCommand(program);
addExportCommand(program);
addDecodeCommand(program);
addSpecCommand(program);
addAdapterCommand(program);
addAuthoringCommands(program);

surviveGoneReader();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
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
