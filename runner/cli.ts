#!/usr/bin/env node
/** The command `vtd`. Each subcommand is loaded when it is called, so that starting costs little. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { AdapterCheckOptions, AdapterInfoOptions } from './commands/adapter.js';
import type { DecodeOptions } from './commands/decode.js';
import type { ListOptions } from './commands/list.js';
import type { MergeCommandOptions } from './commands/merge.js';
import type { RunCommandOptions } from './commands/run.js';
import type { ShowOptions } from './commands/show.js';
import { AdapterError, InputError, UsageError } from './errors.js';
import { EXIT } from './exit-codes.js';
import { suiteVersion } from './package-root.js';
import { surviveGoneReader } from './reporters/output.js';

const program = new Command('vtd')
  .description('Conformance suite for Intel VT-d: runs vectors on the reference model or any other implementation')
  .version(suiteVersion())
  .showHelpAfterError('(vtd --help shows what there is)')
  .exitOverride();

const collect = (value: string, before: string[]): string[] => [...before, value];

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number from 1 on');
  return value;
}

program
  .command('run')
  .description('run vectors and report')
  .argument('[id...]', 'vector IDs, or patterns over them such as "dma/**"; all if none is given')
  .option('-a, --adapter <spec>', 'implementation under test, repeatable: reference, module:FILE, exec:COMMAND, qemu[:PATH]', collect, [])
  .option('-p, --profile <name>', 'capability profile for implementations that can be configured: a name, a JSON file, or "every"')
  .option('-f, --filter <words>', 'only vectors whose ID or title contains the words')
  .option('-r, --requirement <id>', 'only vectors that cite the requirement, repeatable', collect, [])
  .option('-t, --tag <tag>', 'only vectors with the tag, repeatable', collect, [])
  .option('--fail-fast', 'stop at the first unexpected result')
  .option('--max-fail <n>', 'stop after n unexpected results', positive)
  .option('--timeout <ms>', 'time a vector may take', positive)
  .option('-e, --expectations <file>', 'known failures of the implementation')
  .option(
    '--reporter <name[=file]>',
    'pretty, json, ndjson, junit, tap or markdown, repeatable; standard output without a file',
    collect,
    [],
  )
  .option('-j, --jobs <n>', 'instances of the implementation side by side', positive)
  .option('--shard <i/n>', 'only part i of n of the vectors')
  .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
  .option('-v, --verbose', 'also list what passed and what was skipped')
  .addHelpText(
    'after',
    `
Examples:
  vtd run                                         the whole suite on the reference model
  vtd run 'dma/**' --profile client-legacy        one topic, one profile
  vtd run --adapter qemu --reporter junit=out.xml
  vtd run --adapter 'exec:./my-iommu --stdio' --expectations known.json --fail-fast
  vtd run --shard 2/4 --reporter json=part2.json  one of four CI jobs; vtd merge joins the parts

Exit codes: 0 as expected, 1 unexpected result, 2 usage or invalid vectors, 3 adapter could not start, 4 interrupted`,
  )
  .action(async (ids: string[], options: RunCommandOptions) => {
    const { runCommand } = await import('./commands/run.js');
    process.exitCode = await runCommand(ids, options);
  });

program
  .command('merge')
  .description('join the JSON reports of shards, or turn one into another format')
  .argument('<file...>', 'reports written by --reporter json=FILE')
  .option(
    '--reporter <name[=file]>',
    'pretty, json, ndjson, junit, tap or markdown, repeatable; standard output without a file',
    collect,
    [],
  )
  .option('--partial', 'report although shards are missing; the result is marked as interrupted')
  .option('-v, --verbose', 'also list what passed and what was skipped')
  .addHelpText(
    'after',
    `
Examples:
  vtd merge part1.json part2.json                      the summary of the whole
  vtd merge parts/*.json --reporter junit=out.xml --reporter markdown=report.md
  vtd merge report.json --reporter tap                 another format for a run that is over

Exit codes: as of the run, and 4 if a part was interrupted or is missing`,
  )
  .action(async (files: string[], options: MergeCommandOptions) => {
    const { mergeCommand } = await import('./commands/merge.js');
    process.exitCode = await mergeCommand(files, options);
  });

program
  .command('list')
  .description('list vectors')
  .argument('[id...]', 'vector IDs, or patterns over them; all if none is given')
  .option('-f, --filter <words>', 'only vectors whose ID or title contains the words')
  .option('-r, --requirement <id>', 'only vectors that cite the requirement, repeatable', collect, [])
  .option('-t, --tag <tag>', 'only vectors with the tag, repeatable', collect, [])
  .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
  .option('--json', 'as JSON')
  .addHelpText('after', "\nExamples:\n  vtd list 'dma/**'\n  vtd list --requirement PGT-11 --json")
  .action(async (ids: string[], options: ListOptions) => {
    const { listCommand } = await import('./commands/list.js');
    listCommand(ids, options);
  });

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
    const { showCommand } = await import('./commands/show.js');
    showCommand(id, options);
  });

program
  .command('decode')
  .description('decode the value of a register or structure: fields, reserved bits set, meaning')
  .argument('<name>', 'register or structure, for example GSTS or context-entry')
  .argument('<hex...>', 'the value; for what is wider than 64 bits one number or 64-bit words, lowest first')
  .option('-p, --profile <name>', 'implementation that decides which bits of a structure are reserved', 'full')
  .option('--json', 'as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  vtd decode GSTS 0xc0000000\n  vtd decode context-entry 0x200001 0x502\n  vtd decode FRCD 0x40203000 0x8000000500000018',
  )
  .action(async (name: string, words: string[], options: DecodeOptions) => {
    const { decodeCommand } = await import('./commands/decode.js');
    decodeCommand(name, words, options);
  });

program
  .command('spec')
  .description("the model's own tables")
  .argument('<table>', 'registers, structures, faults or choices')
  .argument('[name]', 'one entry of it, in full')
  .option('--json', 'as JSON')
  .addHelpText('after', '\nExamples:\n  vtd spec registers\n  vtd spec structures context-entry\n  vtd spec faults --json')
  .action(async (table: string, name: string | undefined, options: { json?: boolean }) => {
    const { specCommand } = await import('./commands/spec.js');
    specCommand(table, name, options);
  });

surviveGoneReader();

const adapter = program.command('adapter').description('look at an adapter by itself, before any vector is involved');

adapter
  .command('info')
  .description('show what an implementation says of itself')
  .argument('<spec>', 'the implementation, as for run --adapter')
  .option('--json', 'as JSON')
  .addHelpText('after', "\nExamples:\n  vtd adapter info reference\n  vtd adapter info 'exec:./my-iommu --stdio' --json")
  .action(async (spec: string, options: AdapterInfoOptions) => {
    const { adapterInfoCommand } = await import('./commands/adapter.js');
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
    const { adapterCheckCommand } = await import('./commands/adapter.js');
    process.exitCode = await adapterCheckCommand(spec, options);
  });

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
