/** Enhanced commands (§11.4.14): those that control performance monitoring (Table 52, Table 53). */
import type { Capabilities } from '../capabilities.js';
import type { PerformanceMonitor } from '../performance/monitor.js';
import { COMMAND_FAILED, SUCCESS, UNDEFINED_COMMAND, attachCommands } from './command-interface.js';
import type { Command, CommandResponse } from './command-interface.js';
import type { RegisterFile } from './register-file.js';

const ECMD = 0x400;

/** Table 52: what a command does, by its bit of ECCAP_3. */
const COMMANDS: Readonly<
  Record<number, { readonly support: string; readonly perform: (monitor: PerformanceMonitor, counter: number) => boolean }>
> = {
  240: { support: 'ECNTS', perform: (monitor, counter) => monitor.enable(counter) },
  241: { support: 'DCNTS', perform: (monitor, counter) => monitor.disable(counter) },
  242: {
    support: 'RCFGS',
    perform: (monitor) => {
      monitor.resetConfiguration();
      return true;
    },
  },
  243: {
    support: 'RCNTS',
    perform: (monitor) => {
      monitor.resetValues();
      return true;
    },
  },
  244: {
    support: 'FCNTS',
    perform: (monitor) => {
      monitor.setFrozen(true);
      return true;
    },
  },
  245: {
    support: 'UFCNTS',
    perform: (monitor) => {
      monitor.setFrozen(false);
      return true;
    },
  },
};

/** Attaches the interface. `monitor` is absent where the unit has no performance monitoring. */
export function attachEnhancedCommands(registers: RegisterFile, capabilities: Capabilities, monitor: PerformanceMonitor | undefined): void {
  if (!capabilities.has('CAP', 'ECMDS')) return;
  attachCommands(registers, ECMD, ({ code, operand }: Command): CommandResponse => {
    const command = COMMANDS[code];
    // §11.4.14.3, REG-95: what ECCAP does not report is undefined.
    if (command === undefined || monitor === undefined || capabilities.get('ECCAP_3', command.support) === 0)
      return { status: UNDEFINED_COMMAND };
    return { status: command.perform(monitor, operand) ? SUCCESS : COMMAND_FAILED };
  });
}
