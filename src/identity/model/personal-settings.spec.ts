import { changedSettings, firstSettings } from './personal-settings.js';

it('[R22] changes what is given and leaves the rest', () => {
  const changed = changedSettings(firstSettings, { requestSound: 'BELL', volume: 0, timeZone: 'Europe/Kyiv' });
  expect(changed).toEqual({ ...firstSettings, requestSound: 'BELL', volume: 0, timeZone: 'Europe/Kyiv' });
  expect(changedSettings(changed, { timeZone: null, locale: null })).toEqual(changed);
});

it('[R16] takes the device’s time zone for an empty one, and only real ones otherwise', () => {
  expect(changedSettings({ ...firstSettings, timeZone: 'Europe/Kyiv' }, { timeZone: '' }).timeZone).toBeNull();
  expect(changedSettings(firstSettings, { timeZone: 'Etc/GMT-2' }).timeZone).toBe('Etc/GMT-2');
});

it('[R22] writes language tags as they are usually written', () => {
  expect(changedSettings(firstSettings, { locale: 'EN-us' }).locale).toBe('en-US');
});

it.each([
  ['volume', { volume: 101 }],
  ['volume', { volume: -1 }],
  ['volume', { volume: 0.5 }],
  ['timeZone', { timeZone: 'Mars/Olympus' }],
  ['timeZone', { timeZone: '+02:00' }],
  ['locale', { locale: 'no language' }],
  ['locale', { locale: '' }],
])('[R22] refuses a wrong %s', (field, change) => {
  expect(refusalOf(() => changedSettings(firstSettings, change))).toMatchObject({
    code: 'InvalidInput',
    details: { field },
  });
});

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
