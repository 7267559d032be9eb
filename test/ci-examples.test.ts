/** The files for CI: they parse, their parts fit together, and their own commands, run one after the other, give one whole report. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { PACKAGE_ROOT } from '../runner/package-root.js';
import type { Report } from '../runner/result.js';
import { loadSuite } from '../runner/vectors/load.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'vtd-ci-'));
const PATIENCE = 120_000;
const source = (name: string): string => readFileSync(new URL(`../examples/ci/${name}`, import.meta.url), 'utf8');

// What npx finds in a project that has the suite installed.
const npx = join(FOLDER, 'bin/npx');
mkdirSync(join(FOLDER, 'bin'));
writeFileSync(npx, `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(PACKAGE_ROOT, 'dist/runner/cli.js')}' "$@"\n`);
chmodSync(npx, 0o755);

afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

/** Runs a command of one of the files in a folder, on the model. Returns its exit code. */
function shell(script: string, cwd: string, env: Record<string, string>): number | null {
  const path = `${join(FOLDER, 'bin')}${delimiter}${process.env.PATH ?? ''}`;
  return spawnSync('sh', ['-ec', script], { cwd, env: { ...process.env, PATH: path, ADAPTER: 'reference', ...env } }).status;
}

function workFolder(name: string): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder);
  return folder;
}

/** Each vector has a result in exactly one of the parts. */
function expectWhole(folder: string, names: readonly string[]): void {
  const ids = names.flatMap((name) => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Report).results.map(({ id }) => id));
  expect(ids.sort()).toEqual(
    loadSuite()
      .vectors.map(({ id }) => id)
      .sort(),
  );
}

interface Workflow {
  env: { SHARDS: number };
  jobs: Record<
    'shard' | 'report',
    { needs?: string; strategy?: { matrix: { shard: number[] } }; steps: { name?: string; run?: string }[] }
  >;
}

describe('github-actions.yml', () => {
  const { env, jobs } = parse(source('github-actions.yml')) as Workflow;
  const shards = jobs.shard.strategy?.matrix.shard ?? [];
  const command = (job: keyof typeof jobs, name: string): string => jobs[job].steps.find((step) => step.name === name)?.run ?? '';

  test('the matrix has every shard once', () => {
    expect(shards).toEqual(Array.from({ length: env.SHARDS }, (_, i) => i + 1));
    expect(jobs.report.needs).toBe('shard');
  });

  test(
    'its commands give one report',
    () => {
      const folder = workFolder('actions');
      for (const shard of shards) {
        const script = command('shard', 'Run').replaceAll('${{ matrix.shard }}', String(shard));
        expect(shell(script, folder, { SHARDS: String(env.SHARDS) })).toBe(0);
      }
      expectWhole(
        folder,
        shards.map((shard) => `part-${String(shard)}.json`),
      );
      const summary = join(folder, 'summary.md');
      expect(shell(command('report', 'Merge'), folder, { GITHUB_STEP_SUMMARY: summary })).toBe(0);
      expect(readFileSync(summary, 'utf8')).toMatch(/all [\d,]+ results as expected/);
      // A part that is not there is not overlooked.
      rmSync(join(folder, 'part-2.json'));
      expect(shell(command('report', 'Merge'), folder, { GITHUB_STEP_SUMMARY: summary })).toBe(2);
    },
    PATIENCE,
  );
});

interface Manifest {
  kind: string;
  metadata: { name: string };
  spec: {
    completions?: number;
    completionMode?: string;
    podFailurePolicy?: unknown;
    template: {
      spec: {
        containers: [{ env: { name: string; value: string }[]; command: [string, string, string]; volumeMounts: { name: string }[] }];
        volumes: { name: string; persistentVolumeClaim: { claimName: string } }[];
      };
    };
  };
}

describe('kubernetes-job.yaml and kubernetes-merge.yaml', () => {
  const documents = ['kubernetes-job.yaml', 'kubernetes-merge.yaml'].flatMap((name) => [...parseAllDocuments(source(name))]);
  const manifests = documents.map((document) => document.toJS() as Manifest);
  const [claim, shards, merge] = manifests as [Manifest, Manifest, Manifest];
  const container = (job: Manifest): Manifest['spec']['template']['spec']['containers'][0] => job.spec.template.spec.containers[0];

  test('a claim and two jobs that use it', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim', 'Job', 'Job']);
    for (const job of [shards, merge]) {
      const [volume] = job.spec.template.spec.volumes;
      expect(volume?.persistentVolumeClaim.claimName).toBe(claim.metadata.name);
      expect(container(job).volumeMounts.map(({ name }) => name)).toEqual([volume?.name]);
    }
    expect(shards.spec.completionMode).toBe('Indexed');
    expect(container(shards).env.find(({ name }) => name === 'SHARDS')?.value).toBe(String(shards.spec.completions));
  });

  test(
    'its commands give one report',
    () => {
      const folder = workFolder('kubernetes');
      const count = shards.spec.completions ?? 0;
      for (let index = 0; index < count; index++) {
        const env = { JOB_COMPLETION_INDEX: String(index), SHARDS: String(count), REPORTS: folder };
        expect(shell(container(shards).command[2], folder, env)).toBe(0);
      }
      expectWhole(
        folder,
        Array.from({ length: count }, (_, i) => `part-${String(i)}.json`),
      );
      expect(shell(container(merge).command[2], folder, { REPORTS: folder })).toBe(0);
      expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('failures="0"');
    },
    PATIENCE,
  );
});
