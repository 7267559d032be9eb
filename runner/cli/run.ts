/** How `vtd run` is called. */
import type { Command } from 'commander';
import type { RunCommandOptions } from '../commands/run.js';
import { REPORTERS, collect, positive } from './options.js';

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('run vectors and report')
    .argument('[id...]', 'vector IDs, or patterns over them such as "dma/**"; all if none is given')
    .option(
      '-a, --adapter <spec>',
      'implementation under test, repeatable: reference, module:FILE, native:LIBRARY, exec:COMMAND, qemu[:PATH]',
      collect,
      [],
    )
    .option('-p, --profile <name>', 'capability profile for implementations that can be configured: a name, a JSON file, or "every"')
    .option('-f, --filter <words>', 'only vectors whose ID or title contains the words')
    .option('-r, --requirement <id>', 'only vectors that cite the requirement, repeatable', collect, [])
    .option('-t, --tag <tag>', 'only vectors with the tag, repeatable', collect, [])
    .option('--fail-fast', 'stop at the first unexpected result')
    .option('--max-fail <n>', 'stop after n unexpected results', positive)
    .option('--timeout <ms>', 'time a vector may take', positive)
    .option('-e, --expectations <file>', 'known failures of the implementation')
    .option('--reporter <name[=place]>', REPORTERS, collect, [])
    .option('-j, --jobs <n>', 'instances of the implementation side by side', positive)
    .option('--shard <i/n>', 'only part i of n of the vectors')
    .option('--vectors <folder>', 'folder of vector files instead of the suite’s own')
    .option('-w, --watch', 'run again whenever a vector file changes, in a checkout also when the model does')
    .option('-v, --verbose', 'also list what passed and what was skipped')
    .addHelpText(
      'after',
      `
Examples:
  vtd run                                         the whole suite on the reference model
  vtd run 'dma/**' --profile client-legacy        one topic, one profile
  vtd run --adapter qemu --reporter junit=out.xml --reporter pretty
  vtd run --adapter qemu --adapter reference --reporter html=report   a page, report/index.html
  vtd run --adapter 'exec:./my-iommu --stdio' --expectations known.json --fail-fast
  vtd run --watch 'dma/legacy/my-topic/**'         while writing vectors
  vtd run --shard 2/4 --reporter json=part2.json  one of four CI jobs; vtd merge joins the parts

Exit codes: 0 as expected, 1 unexpected result, 2 usage or invalid vectors, 3 adapter could not start, 4 interrupted`,
    )
    .action(async (ids: string[], options: RunCommandOptions) => {
      if (options.watch === true) {
        const { watchCommand } = await import('../commands/watch.js');
        process.exitCode = await watchCommand(options.vectors);
        return;
      }
      const { runCommand } = await import('../commands/run.js');
      process.exitCode = await runCommand(ids, options);
    });
}
