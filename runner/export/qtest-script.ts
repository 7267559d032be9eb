/** A vector as a Python script that drives a QEMU through its qtest protocol and compares what it reads. Needs nothing but Python and the QEMU. */
import { openAdapter } from '../adapters/open.js';
import { QemuAdapter } from '../adapters/qemu/adapter.js';
import type { Step } from '../adapters/qemu/step.js';
import { UsageError } from '../errors.js';
import { hex, hexBytes } from '../hex.js';
import type { LoweredVector } from '../lower/lowered.js';

/** The text of the script, for the QEMU that `adapter` addresses. Throws a UsageError for a vector that cannot be played without more. */
export async function qtestScript(lowered: LoweredVector, adapter: string): Promise<string> {
  const { source, checks, outcomes, operations } = lowered;
  const qemu = await openAdapter(adapter);
  if (!(qemu instanceof QemuAdapter)) throw new UsageError(`a qtest script is for a QEMU: --adapter qemu[:PATH], found ${adapter}`);
  if (operations.some(({ op }) => op === 'interrupt'))
    throw new UsageError(`${source.id} has interrupt requests of devices, which the script does not send; --to json holds every vector`);
  const plan = await qemu.plan(operations);
  if ('refusal' in plan) throw new UsageError(`QEMU cannot play ${source.id}: ${plan.refusal}`);
  const { version, args, enable, stage, steps, drain, readers } = plan;
  const expectations = checks.flatMap(({ operation, label, must, outcomes: which }): object[] => {
    const place = { operation, label, outcomes: which ?? outcomes.map(({ name }) => name) };
    if (must.kind === 'value') return [{ ...place, value: hex(must.value), mask: hex(must.mask), differs: must.differs }];
    if (must.kind === 'bytes')
      return [{ ...place, bytes: hexBytes(must.bytes), mask: hexBytes(must.mask ?? new Uint8Array(must.bytes.length).fill(0xff)) }];
    return [];
  });
  const data = {
    outcomes: outcomes.map(({ name }) => name),
    args,
    before: [...enable, ...stage].map(encode),
    steps: steps.map(encode),
    after: [...enable, ...drain].map(encode),
    drained: enable.length,
    readers,
    expectations,
  };
  return `#!/usr/bin/env python3
"""${source.id}
${source.title.replaceAll('"', "'")}
checks ${source.requirements.join(', ')}

Made for QEMU ${version}. Run: python3 THIS.py [qemu-system-x86_64]
Ends with 0 if what was read is permitted, with 1 if not. Whether a blocked request was recorded shows in the registers;
QEMU's own trace, which would tell more, is not looked at.
"""
import base64, json, os, socket, subprocess, sys, tempfile

DATA = json.loads(r"""
${JSON.stringify(data)}
""")

folder = tempfile.mkdtemp()
paths = {"@firmware": folder + "/firmware", "@ram": folder + "/ram", "@qmp": folder + "/qmp"}
with open(paths["@firmware"], "wb") as firmware:
    firmware.write(b"\\xf4" * 65536)

def placed(text):
    for mark, path in paths.items():
        text = text.replace(mark, path)
    return text

qemu = subprocess.Popen(
    [sys.argv[1] if len(sys.argv) > 1 else "qemu-system-x86_64"] + [placed(arg) for arg in DATA["args"]],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

def ask(command):
    qemu.stdin.write(command + "\\n")
    qemu.stdin.flush()
    reply = qemu.stdout.readline()
    if not reply:
        sys.exit("QEMU ended during: " + command)
    if not reply.startswith("OK"):
        sys.exit("QEMU refused %s: %s" % (command, reply))
    return reply[3:].strip()

def perform(step):
    replies = [ask(command) for command in step["commands"]]
    while step["busy"] and int(ask(step["busy"]), 16) & 1:
        pass
    return replies

def reset():
    with socket.socket(socket.AF_UNIX) as qmp:
        qmp.connect(paths["@qmp"])
        lines = qmp.makefile("rw")
        lines.readline()
        for command in ("qmp_capabilities", "system_reset"):
            lines.write(json.dumps({"execute": command}) + "\\n")
            lines.flush()
        while '"RESET"' not in lines.readline():
            pass

try:
    for step in DATA["before"]:
        perform(step)
    results = [perform(step) for step in DATA["steps"]]
    reset()
    drained = [perform(step) for step in DATA["after"]][DATA["drained"]:]
    possible = set(DATA["outcomes"])
    for expected in DATA["expectations"]:
        index = expected["operation"]
        reader = DATA["readers"].get(str(index))
        if "value" in expected:
            mask = int(expected["mask"], 16)
            found = [int(reply, 16) & mask for reply in results[index] if reply]
            same = int(expected["value"], 16) in found
            holds = same != expected["differs"]
            shown = ", ".join(hex(each) for each in found[-1:])
            wanted = ("not " if expected["differs"] else "") + expected["value"]
        else:
            want, mask = bytes.fromhex(expected["bytes"]), bytes.fromhex(expected["mask"])
            if reader:
                buffer = base64.b64decode(drained[reader["reply"]][-1])
                got = buffer[reader["offset"]:reader["offset"] + len(want)]
            else:
                got = base64.b64decode(results[index][-1])
            holds = bytes(a & m for a, m in zip(got, mask)) == bytes(a & m for a, m in zip(want, mask))
            shown, wanted = got.hex(), want.hex()
        if not holds:
            print("%s: found %s, expected %s (%s)" % (expected["label"], shown, wanted, ", ".join(expected["outcomes"])))
            possible -= set(expected["outcomes"])
    print("permitted: " + ", ".join(sorted(possible)) if possible else "none of the permitted outcomes")
    sys.exit(0 if possible else 1)
finally:
    qemu.kill()
    for name in os.listdir(folder):
        os.unlink(folder + "/" + name)
    os.rmdir(folder)
`;
}

function encode({ commands, busy }: Step): { commands: readonly string[]; busy: string | null } {
  return { commands, busy: busy?.command ?? null };
}
