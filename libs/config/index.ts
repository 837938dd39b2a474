export { ConfigModule } from './config.module.js';
export { Configuration } from './configuration.js';
export { ConfigurationError, type ConfigurationProblem } from './configuration.error.js';
export { runtimeSettings } from './runtime.settings.js';
export { readSettings, type Environment, type SettingsOverrides } from './settings.reader.js';
export { defineSettings, type Setting, type SettingsGroup, type SettingsOf } from './settings-group.js';
export { describeSettings, type SettingDescription } from './settings-description.js';
