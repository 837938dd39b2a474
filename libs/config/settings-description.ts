import { acceptedValues } from './accepted-values.js';
import type { Setting, SettingsGroup } from './settings-group.js';

/** One line of the settings' documentation. */
export interface SettingDescription {
  readonly group: string;
  readonly env: string;
  readonly description: string;
  /** The default in words; `required` or `unset` when there is none. */
  readonly default: string;
  readonly range: string;
  readonly secret: boolean;
}

/** Rows for the documentation, in the order in which the settings are declared. */
export function describeSettings(groups: readonly SettingsGroup[]): SettingDescription[] {
  return groups.flatMap((group) =>
    Object.values(group.settings).map((setting) => ({
      group: group.name,
      env: setting.env,
      description: setting.description,
      default: defaultInWords(setting),
      range: acceptedValues(setting),
      secret: setting.secret ?? false,
    })),
  );
}

function defaultInWords(setting: Setting): string {
  if (setting.default === undefined) return setting.schema.safeParse(undefined).success ? 'unset' : 'required';
  if (setting.secret) return '(a secret, not shown)';
  return typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default);
}
