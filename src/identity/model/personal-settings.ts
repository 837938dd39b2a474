import { InvalidInput } from '@libs/domain';

/** Sounds that clients know. */
export const sounds = ['NONE', 'BELL', 'CHIME', 'KNOCK', 'POP', 'RING'] as const;
/** One of {@link sounds}. */
export type Sound = (typeof sounds)[number];

/** What a member of staff chooses for himself. */
export interface PersonalSettings {
  readonly requestSound: Sound;
  readonly messageSound: Sound;
  /** 0 (silent) to 100. */
  readonly volume: number;
  readonly desktopNotifications: boolean;
  /** IANA time zone in which times are shown; null means that of the device. */
  readonly timeZone: string | null;
  /** BCP 47 language tag, e.g. en-US or uk. */
  readonly locale: string;
}

/** What a new account starts with. */
export const firstSettings: PersonalSettings = {
  requestSound: 'RING',
  messageSound: 'POP',
  volume: 70,
  desktopNotifications: true,
  timeZone: null,
  locale: 'en',
};

/** Changes of personal settings; what is left out stays, and an empty time zone means that of the device. */
export type SettingsChange = { readonly [K in keyof PersonalSettings]?: PersonalSettings[K] | null | undefined };

/**
 * The settings after a change.
 * @throws InvalidInput for a volume outside 0…100, an unknown time zone and a malformed language tag
 */
export function changedSettings(settings: PersonalSettings, change: SettingsChange): PersonalSettings {
  const volume = change.volume ?? settings.volume;
  if (!Number.isInteger(volume) || volume < 0 || volume > 100)
    throw new InvalidInput('volume', 'The volume is a whole number from 0 to 100.');
  return {
    requestSound: change.requestSound ?? settings.requestSound,
    messageSound: change.messageSound ?? settings.messageSound,
    volume,
    desktopNotifications: change.desktopNotifications ?? settings.desktopNotifications,
    timeZone: change.timeZone == null ? settings.timeZone : timeZone(change.timeZone),
    locale: change.locale == null ? settings.locale : locale(change.locale),
  };
}

function timeZone(text: string): string | null {
  if (text === '') return null;
  // Intl would take offsets such as +02:00 too: they are no places and know no summer time.
  const wrong = new InvalidInput('timeZone', 'This is not an IANA time zone such as Europe/Kyiv.');
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(text)) throw wrong;
  try {
    Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    throw wrong;
  }
}

function locale(text: string): string {
  const wrong = new InvalidInput('locale', 'This is not a language tag such as en-US.');
  if (text.length > 35) throw wrong;
  try {
    const [tag] = Intl.getCanonicalLocales(text);
    if (tag) return tag;
  } catch {
    // Said below.
  }
  throw wrong;
}
