/** Table 15 (§5.1.4.1): what stops an interrupt request. The table numbers its rows by fault reason only. */

export interface InterruptCondition {
  /** The fault reason as the text writes it, for example `22h`. */
  readonly condition: string;
  /** Fault reason, 8 bits. */
  readonly code: number;
  /** A qualified fault is not recorded with FPD=1 in the entry that was used. */
  readonly qualified: boolean;
  /** FI bits 63:48 of the record hold the interrupt index; otherwise FI is undefined (§11.4.7.6). */
  readonly recordsIndex: boolean;
  readonly meaning: string;
}

function condition(code: number, qualified: boolean, recordsIndex: boolean, meaning: string): InterruptCondition {
  return { condition: `${code.toString(16).toUpperCase()}h`, code, qualified, recordsIndex, meaning };
}

export const IR_20 = condition(0x20, false, false, 'A remappable request has a reserved field set');
export const IR_21 = condition(0x21, false, true, 'The interrupt index is beyond the table, or the entry beyond the host address width');
export const IR_22 = condition(0x22, true, true, 'The entry is not present');
export const IR_23 = condition(0x23, false, true, 'The entry could not be read');
export const IR_24 = condition(0x24, true, true, 'The entry is present and has a reserved field set');
export const IR_25 = condition(0x25, false, false, 'A compatibility request is blocked: EIME=1 or CFIS=0');
export const IR_26 = condition(0x26, true, true, 'The source-id fails the verification that the entry asks for');
export const IR_27 = condition(0x27, true, true, 'The posted interrupt descriptor could not be accessed');
export const IR_28 = condition(0x28, true, true, 'The posted interrupt descriptor has a reserved field set');
export const IR_29 = condition(0x29, false, false, 'A request to the interrupt address range is not a DWORD write');
export const IR_2A = condition(0x2a, false, false, 'EIME=0 on a unit that requires extended interrupt mode');
export const IR_2B = condition(0x2b, false, false, 'Interrupt remapping is off on a unit that requires it');

/** Every row of the table. */
export const TABLE_15: readonly InterruptCondition[] = [IR_20, IR_21, IR_22, IR_23, IR_24, IR_25, IR_26, IR_27, IR_28, IR_29, IR_2A, IR_2B];
