/** How `vtd decode` is called. */
import type { Command } from 'commander';
import type { DecodeOptions } from '../commands/decode.js';

export function addDecodeCommand(program: Command): void {
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
      const { decodeCommand } = await import('../commands/decode.js');
      decodeCommand(name, words, options);
    });
}
