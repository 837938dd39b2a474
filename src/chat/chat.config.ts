import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of live chat that hold for all brands. */
export const chatSettings = defineSettings('chat', {
  presenceLeaseSeconds: {
    env: 'PARLEY_PRESENCE_LEASE_SECONDS',
    description: 'Seconds after which an agent counts as signed out when none of his clients has sent a heartbeat.',
    schema: z.coerce.number().int().min(10).max(3600),
    default: 60,
  },
  visitLeaseSeconds: {
    env: 'PARLEY_VISIT_LEASE_SECONDS',
    description: 'Seconds after which a visitor counts as gone when his page has not been heard of.',
    schema: z.coerce.number().int().min(10).max(3600),
    default: 90,
  },
  visitorSessionsPerAddressAndHour: {
    env: 'PARLEY_VISITOR_SESSIONS_PER_ADDRESS_AND_HOUR',
    description: 'Most visitor sessions that can be opened within an hour from one address (IPv6: one /64 network).',
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: 300,
  },
  visitorPagesPerMinute: {
    env: 'PARLEY_VISITOR_PAGES_PER_MINUTE',
    description: 'Most pages that one visitor can open within a minute.',
    schema: z.coerce.number().int().min(1).max(10_000),
    default: 60,
  },
  offerSeconds: {
    env: 'PARLEY_OFFER_SECONDS',
    description: 'Seconds that an agent has to accept a request that was assigned to him, before it goes to the next.',
    schema: z.coerce.number().int().min(5).max(600),
    default: 20,
  },
  waitSeconds: {
    env: 'PARLEY_CHAT_WAIT_SECONDS',
    description:
      'Seconds that a visitor who chose to wait for a busy agent is kept in the queue before the chat is missed.',
    schema: z.coerce.number().int().min(30).max(7200),
    default: 600,
  },
  rosterGraceSeconds: {
    env: 'PARLEY_ROSTER_GRACE_SECONDS',
    description: 'Seconds after the start of a shift before a missing agent is reported.',
    schema: z.coerce.number().int().min(0).max(3600),
    default: 60,
  },
});

/** Values of {@link chatSettings}. */
export type ChatSettings = SettingsOf<typeof chatSettings>;
