/** What the enhanced and the virtual command interface have in common: command, operand, response (§11.4.14, §11.4.16). */
import type { RegisterFile } from './register-file.js';

/** A command as software submits it: CMD, 8 bits, and operand A, 48 bits. */
export interface Command {
  readonly code: number;
  readonly operand: number;
}

/** Status code, 7 bits, and result, 48 bits. */
export interface CommandResponse {
  readonly status: number;
  readonly result?: number;
}

export const SUCCESS = 0;
export const UNDEFINED_COMMAND = 1;
/** The first status code that a command defines for itself. */
export const COMMAND_FAILED = 16;

const IP = 0x1;
/** The response register lies behind the command and the operand B registers. */
const RESPONSE_AT = 0x10;

/**
 * Attaches an interface whose command register is at `base`. A write to the word that holds CMD clears the response and sets
 * IP; the command completes at once, so that IP is clear again when software next looks (REG-71, REG-72).
 */
export function attachCommands(registers: RegisterFile, base: number, perform: (command: Command) => CommandResponse): void {
  const response = base + RESPONSE_AT;
  registers.onWrite(base, () => {
    registers.set(response, IP);
    registers.set(response + 4, 0);
    const low = registers.get(base);
    const { status, result = 0 } = perform({ code: low & 0xff, operand: registers.get(base + 4) * 0x10000 + (low >>> 16) });
    registers.set(response + 4, Math.floor(result / 0x10000));
    registers.set(response, ((result % 0x10000) << 16) | (status << 1));
  });
}
