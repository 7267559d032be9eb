/** The adapter `native:LIBRARY`: an implementation in C, C++, Rust or the like, in process. The interface is include/vtd_adapter.h. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../errors.js';
import type { Adapter, Job, Reply, SubjectCapabilities, SubjectInfo } from '../adapter.js';
import { ModuleAdapter } from '../module.js';
import type { ModuleImplementation } from '../module-interface.js';
import { NativeImplementation } from './implementation.js';
import { openLibrary } from './library.js';

class NativeAdapter implements Adapter {
  private readonly module: ModuleAdapter;
  /** The only one; it is destroyed before there is another. */
  private instance: NativeImplementation | undefined;

  constructor(file: string, path: string) {
    this.module = new ModuleAdapter(`native:${file}`, () => this.make(path));
  }

  start(): Promise<SubjectInfo> {
    return this.module.start();
  }

  configure(capabilities: SubjectCapabilities): Promise<SubjectInfo> {
    return this.module.configure(capabilities);
  }

  run(job: Job): Promise<Reply> {
    return this.module.run(job);
  }

  async stop(): Promise<void> {
    await this.module.stop();
    this.destroy();
  }

  private async make(path: string): Promise<ModuleImplementation> {
    const functions = await openLibrary(path);
    this.destroy();
    this.instance = new NativeImplementation(functions);
    return this.instance;
  }

  private destroy(): void {
    this.instance?.destroy();
    this.instance = undefined;
  }
}

/** The adapter for a library. Throws a UsageError if there is no such file; what it offers is looked at when it starts. */
export function openNative(file: string): Adapter {
  const path = resolve(file);
  if (file === '' || !existsSync(path))
    throw new UsageError(`native: needs a shared library; there is no file ${file === '' ? '(nothing given)' : file}`);
  return new NativeAdapter(file, path);
}
