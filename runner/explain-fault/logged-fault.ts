/** One fault as a log line or a fault record tells of it. */
export interface LoggedFault {
  /** Who told: the kernel's line form, an emulator's trace, or the register. */
  readonly by: 'linux' | 'xen' | 'qemu' | 'frcd';
  /** Lines as given. */
  readonly line: string;
  /** Fault reason, 8 bits. */
  readonly reason: number;
  /** What the teller says of the reason; empty if nothing. */
  readonly said: string;
  /** Requester-id, 16 bits, and the PCI segment; absent where the line does not hold them. */
  readonly sourceId?: number;
  readonly segment?: number;
  /** Page of the request; absent for interrupts. */
  readonly address?: bigint;
  /** Index of the interrupt entry. */
  readonly index?: number;
  /** Type of the request. A kernel tells reads and AtomicOps, and writes and page requests, by one bit only. */
  readonly kind?: 'read' | 'write' | 'read-or-atomic' | 'write-or-page-request' | 'page-request' | 'atomic';
  /** Address type, where it is known. */
  readonly addressType?: 'untranslated' | 'translation' | 'translated';
  /** The PASID; null for a request without one; absent where it is not told. */
  readonly pasid?: number | null;
  /** Privileged mode or execution was requested, where it is told. */
  readonly privileged?: boolean;
  readonly execute?: boolean;
  /** For a fault record: F is set. */
  readonly valid?: boolean;
}
