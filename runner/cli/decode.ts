/** How `vtd decode` is called. */
import type { Command } from 'commander';
import type { DecodeOptions } from '../commands/decode.js';
import { UsageError } from '../errors.js';

const EXAMPLES = `
Examples:
  vtd decode GSTS 0xc0000000
  vtd decode context-entry 0x200001 0x502
  vtd decode FRCD 0x40203000 0x8000000500000018
  vtd decode dmar /sys/firmware/acpi/tables/DMAR        the table of a Linux machine (as root)
  sudo cat /sys/firmware/acpi/tables/DMAR | vtd decode dmar -
  vtd decode dmar dmar.bin --json`;

export function addDecodeCommand(program: Command): void {
  program
    .command('decode')
    .description('decode the value of a register or structure: fields, reserved bits set, meaning; or an ACPI DMAR table')
    .argument('<name>', 'register or structure, for example GSTS or context-entry; or dmar')
    .argument(
      '<value...>',
      'hexadecimal; for what is wider than 64 bits one number or 64-bit words, lowest first; for dmar a file, or - for standard input',
    )
    .option('-p, --profile <name>', 'implementation that decides which bits of a structure are reserved', 'full')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, values: string[], options: DecodeOptions) => {
      if (name.toLowerCase() === 'dmar') {
        const [file = '', ...more] = values;
        if (more.length > 0) throw new UsageError(`decode dmar takes one file, found ${values.join(' ')}`);
        const { decodeDmarCommand } = await import('../commands/decode-dmar.js');
        decodeDmarCommand(file, options);
        return;
      }
      const { decodeCommand } = await import('../commands/decode.js');
      decodeCommand(name, values, options);
    });
}
