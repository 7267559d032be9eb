/** Virtual commands (§11.4.16), which software implementations may offer: PASIDs are handed out and taken back (Table 54, Table 55). */
import type { Capabilities } from '../capabilities.js';
import { DEFAULT_CHOICES } from '../choices.js';
import type { ResolvedChoices } from '../choices.js';
import { COMMAND_FAILED, SUCCESS, UNDEFINED_COMMAND, attachCommands } from './command-interface.js';
import type { Command, CommandResponse } from './command-interface.js';
import type { RegisterFile } from './register-file.js';

const VCMD = 0xe00;
const NULL_COMMAND = 0;
const ALLOCATE_PASID = 1;
const FREE_PASID = 2;
/** A PASID stands in bits 19:0 of operand A and of the result, which are bits 35:16 of their registers. */
const PASID = 0x100000;

export class VirtualCommands {
  choices: ResolvedChoices = DEFAULT_CHOICES;
  private readonly allocated = new Set<number>();

  constructor(
    registers: RegisterFile,
    private readonly capabilities: Capabilities,
  ) {
    attachCommands(registers, VCMD, (command) => this.perform(command));
  }

  reset(choices: ResolvedChoices): void {
    this.choices = choices;
    this.allocated.clear();
  }

  private perform({ code, operand }: Command): CommandResponse {
    const has = (support: string): boolean => this.capabilities.get('VCCAP', support) === 1;
    if (code === NULL_COMMAND && has('NS')) return { status: SUCCESS };
    if (code === ALLOCATE_PASID && has('PAS')) return this.allocate();
    if (code === FREE_PASID && has('FPS')) return { status: this.allocated.delete(operand % PASID) ? SUCCESS : COMMAND_FAILED };
    // §11.4.16.3, REG-71: what VCCAP does not report is undefined.
    return { status: UNDEFINED_COMMAND };
  }

  /** Which PASID is handed out, and how many there are, is up to the implementation (REG-110): here the lowest from 1 on. */
  private allocate(): CommandResponse {
    if (this.choices['pasid-allocation'] === 'exhausted') return { status: COMMAND_FAILED };
    let pasid = 1;
    while (this.allocated.has(pasid)) pasid++;
    if (pasid >= this.capabilities.pasidCount) return { status: COMMAND_FAILED };
    this.allocated.add(pasid);
    return { status: SUCCESS, result: pasid };
  }
}
