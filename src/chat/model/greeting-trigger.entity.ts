import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { InvalidInput, textWithin } from '@libs/domain';
import type { Trigger } from './greeting.js';

/** Longest wait on a page before a trigger greets, in seconds. */
export const MAX_AFTER_SECONDS = 3_600;

/** What a supervisor chooses for a trigger. */
export interface TriggerContent {
  readonly name: string;
  readonly text: string;
  /** Part of the page's address; null means every page. */
  readonly urlContains: string | null;
  readonly afterSeconds: number;
  readonly oncePerVisit: boolean;
  readonly isEnabled: boolean;
}

/** An automatic greeting of a brand's website. */
@Entity({ tableName: 'greeting_trigger' })
export class GreetingTrigger implements TriggerContent {
  @PrimaryKey({ type: 'uuid' })
  id: string;

  @Property({ type: 'uuid' })
  brandId: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text' })
  text: string;

  @Property({ type: 'text', nullable: true })
  urlContains: string | null;

  @Property({ type: 'integer' })
  afterSeconds: number;

  @Property({ type: 'boolean' })
  oncePerVisit: boolean;

  @Property({ type: 'boolean' })
  isEnabled: boolean;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  /** Changes the trigger; what is left out stays, and an empty `urlContains` means every page. @throws InvalidInput as {@link checkedTrigger} */
  change(change: { readonly [K in keyof TriggerContent]?: TriggerContent[K] | null | undefined }): void {
    Object.assign(
      this,
      checkedTrigger({
        name: change.name ?? this.name,
        text: change.text ?? this.text,
        urlContains: change.urlContains ?? this.urlContains,
        afterSeconds: change.afterSeconds ?? this.afterSeconds,
        oncePerVisit: change.oncePerVisit ?? this.oncePerVisit,
        isEnabled: change.isEnabled ?? this.isEnabled,
      }),
    );
  }

  /** The trigger in the form that the rule reads. */
  toRule(): Trigger {
    const { id, isEnabled: enabled, urlContains, afterSeconds, oncePerVisit, text } = this;
    return { id, enabled, urlContains: urlContains ?? undefined, afterSeconds, oncePerVisit, text };
  }
}

/**
 * A trigger that can be.
 * @throws InvalidInput for a name outside 1…100 characters, a text outside 1…500, more than 500 characters of an address, and seconds
 * outside 0…3600
 */
export function checkedTrigger(content: TriggerContent): TriggerContent {
  const urlContains = textWithin('urlContains', content.urlContains ?? '', { min: 0, max: 500 });
  const { afterSeconds, oncePerVisit, isEnabled } = content;
  if (!Number.isInteger(afterSeconds) || afterSeconds < 0 || afterSeconds > MAX_AFTER_SECONDS)
    throw new InvalidInput('afterSeconds', `This is a whole number of seconds from 0 to ${MAX_AFTER_SECONDS}.`);
  return {
    name: textWithin('name', content.name, { min: 1, max: 100 }),
    text: textWithin('text', content.text, { min: 1, max: 500 }),
    urlContains: urlContains === '' ? null : urlContains,
    afterSeconds,
    oncePerVisit,
    isEnabled,
  };
}
