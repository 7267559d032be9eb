/** Parts of a conversation with QEMU, and how they are carried out with few round trips. */
import type { QemuProcess } from './process.js';

export interface Step {
  readonly commands: readonly string[];
  /** Where the commands only start something: asked again and again until it is over. */
  readonly busy?: { readonly command: string; readonly over: (reply: string) => boolean };
}

/**
 * Carries out all steps in order and returns the replies of each. Everything up
 * to the next step that has to be waited for goes out in one write.
 */
export async function perform(process: QemuProcess, steps: readonly Step[]): Promise<string[][]> {
  const replies: string[][] = [];
  for (let first = 0; first < steps.length;) {
    let end = first + 1;
    while (end < steps.length && steps[end - 1]?.busy === undefined) end += 1;
    const group = steps.slice(first, end);
    const answers = await process.qtest(group.flatMap((step) => step.commands));
    let position = 0;
    for (const { commands } of group) replies.push(answers.slice(position, (position += commands.length)));
    await settle(process, group.at(-1));
    first = end;
  }
  return replies;
}

/** Unbounded on purpose: the job's time limit ends a wait by ending the process. */
async function settle(process: QemuProcess, step: Step | undefined): Promise<void> {
  if (step?.busy === undefined) return;
  for (;;) {
    const [reply = ''] = await process.qtest([step.busy.command]);
    if (step.busy.over(reply)) return;
  }
}
