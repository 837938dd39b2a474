import type { SettingsGroup, SettingsOf } from './settings-group.js';

/** What was read at boot. Injectable; a use case injects its own group by `group.token` instead. */
export class Configuration {
  constructor(
    private readonly values: ReadonlyMap<symbol, Readonly<Record<string, unknown>>>,
    /** Variables that start with PARLEY_ and that no group declares: most likely typing errors. Sorted. */
    readonly unknown: readonly string[],
  ) {}

  /**
   * The frozen values of a group.
   *
   * @throws {RangeError} when the group was not among those read
   */
  of<G extends SettingsGroup>(group: G): SettingsOf<G> {
    const found = this.values.get(group.token);
    if (!found) throw new RangeError(`the settings of "${group.name}" were not read by this process`);
    return found as SettingsOf<G>;
  }
}
