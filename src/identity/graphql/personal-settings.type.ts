import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Sound, sounds } from '../model/personal-settings.js';

export const SoundEnum = Object.fromEntries(sounds.map((sound) => [sound, sound])) as { [S in Sound]: S };
registerEnumType(SoundEnum, {
  name: 'Sound',
  description: 'A sound that clients know.',
  valuesMap: {
    NONE: { description: 'Silence.' },
    BELL: { description: 'One stroke of a bell.' },
    CHIME: { description: 'A few notes one after the other.' },
    KNOCK: { description: 'A knock on wood.' },
    POP: { description: 'A short, quiet pop.' },
    RING: { description: 'A telephone that rings until it is answered.' },
  },
});

@ObjectType('PersonalSettings', { description: 'What a member of staff chose for himself.' })
export class PersonalSettingsType {
  @Field(() => SoundEnum, { description: 'Sound of a new chat request.' })
  requestSound: Sound;

  @Field(() => SoundEnum, { description: 'Sound of a new message.' })
  messageSound: Sound;

  @Field(() => Int, { description: 'Volume of the sounds, from 0 (silent) to 100.' })
  volume: number;

  @Field(() => Boolean, { description: 'Whether the desktop shows notifications.' })
  desktopNotifications: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'IANA time zone in which times are shown; null means that of the device.',
  })
  timeZone: string | null;

  @Field(() => String, { description: 'Language as a BCP 47 tag, e.g. en-US.' })
  locale: string;
}
