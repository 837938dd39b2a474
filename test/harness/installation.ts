import { type Program, type ProgramName, startProgram } from './programs.js';

/** Several processes of ours on one database. */
export interface Installation {
  readonly apis: readonly Program[];
  readonly workers: readonly Program[];
  /** Starts one more process with the same settings. */
  add(name: ProgramName, options?: { port?: number }): Promise<Program>;
  /** Ends all of them. */
  close(): Promise<void>;
}

/** Starts so many api and worker processes on a migrated database. Requests count by `X-Forwarded-For`, so that a harness can be a crowd. */
export async function startInstallation(
  databaseUrl: string,
  count: { readonly apis: number; readonly workers: number },
  env: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const settings = {
    DATABASE_URL: databaseUrl,
    PARLEY_TRUSTED_PROXIES: '1',
    PARLEY_LOG_LEVEL: 'warn',
    PARLEY_LOG_FORMAT: 'short',
    // Harnesses send no heartbeats.
    PARLEY_PRESENCE_LEASE_SECONDS: '3600',
    ...env,
  };
  const all: Program[] = [];
  const add = async (name: ProgramName, options?: { port?: number }): Promise<Program> => {
    const program = await startProgram(name, settings, options);
    all.push(program);
    return program;
  };
  const several = (name: ProgramName, many: number): Promise<Program[]> =>
    Promise.all(Array.from({ length: many }, () => add(name)));
  const close = async (): Promise<void> => {
    await Promise.all(all.map((program) => program.stop('SIGKILL')));
  };
  try {
    const [apis, workers] = await Promise.all([several('api', count.apis), several('worker', count.workers)]);
    return { apis, workers, add, close };
  } catch (error) {
    await close();
    throw error;
  }
}
