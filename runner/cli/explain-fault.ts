/** How `vtd explain-fault` is called. */
import type { Command } from 'commander';
import type { ExplainFaultOptions } from '../commands/explain-fault.js';

export function addExplainFaultCommand(program: Command): void {
  program
    .command('explain-fault')
    .description('what a fault means that a kernel has logged: its conditions, their sections, what to look at')
    .argument('[line...]', 'lines of Linux, Xen or a QEMU trace, each quoted; standard input if there are none')
    .option('--frcd <half...>', 'a fault record instead: the two 64-bit halves, the lower first')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  vtd explain-fault "DMAR: [DMA Read NO_PASID] Request device [00:1f.2] fault addr 0x1000 [fault reason 0x06] PTE Read access is not set"
  dmesg | vtd explain-fault
  vtd explain-fault --frcd 0x40203000 0xc000000600000018

Exit codes: 0 explained, 2 the text holds no fault of a form that is known`,
    )
    .action(async (lines: string[], options: ExplainFaultOptions) => {
      const { explainFaultCommand } = await import('../commands/explain-fault.js');
      process.exitCode = explainFaultCommand(lines, options);
    });
}
