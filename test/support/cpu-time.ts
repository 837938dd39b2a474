/**
 * Processor time in milliseconds that this process spends while `work` runs. Unlike the time on the wall it does not grow when
 * the machine is busy with something else, so a test may bound it.
 */
export async function cpuTimeOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
