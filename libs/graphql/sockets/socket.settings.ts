import { z } from 'zod';
import { defineSettings, type SettingsOf } from '@libs/config';

/** Settings of WebSockets: how many there may be, what they may send, and how slowly they may read. */
export const socketSettings = defineSettings('sockets', {
  maxOpen: {
    env: 'PARLEY_SOCKETS_MAX',
    description: 'Most WebSockets that may be open at one process; further ones are told to come back later (503).',
    schema: z.coerce.number().int().min(1).max(1_000_000),
    default: 10_000,
  },
  maxPerAddress: {
    env: 'PARLEY_SOCKETS_PER_ADDRESS',
    description: 'Most WebSockets that one IP address (of IPv6: one /64 network) may have open at one process.',
    schema: z.coerce.number().int().min(1).max(100_000),
    default: 500,
  },
  maxSilentPerAddress: {
    env: 'PARLEY_SOCKETS_SILENT_PER_ADDRESS',
    description: 'Most WebSockets of one IP address that have not yet been accepted by connection_init.',
    schema: z.coerce.number().int().min(1).max(100_000),
    default: 100,
  },
  maxPerCaller: {
    env: 'PARLEY_SOCKETS_PER_CALLER',
    description: 'Most WebSockets that one account, visitor or service may have open at one process.',
    schema: z.coerce.number().int().min(1).max(100_000),
    default: 50,
  },
  maxRunning: {
    env: 'PARLEY_SOCKET_MAX_RUNNING',
    description: 'Most queries and mutations of one WebSocket that run at once.',
    schema: z.coerce.number().int().min(1).max(1_000),
    default: 20,
  },
  maxMessagesPerSecond: {
    env: 'PARLEY_SOCKET_MAX_MESSAGES_PER_SECOND',
    description: 'Most messages that one WebSocket may send per second over time; three times as many at once.',
    schema: z.coerce.number().int().min(5).max(100_000),
    default: 100,
  },
  maxBufferedKilobytes: {
    env: 'PARLEY_SOCKET_MAX_BUFFERED_KB',
    description:
      'Most data that waits in memory for one WebSocket that reads slowly, in units of 1,024 bytes; then it is closed.',
    schema: z.coerce.number().int().min(64).max(65_536),
    default: 4_096,
  },
  maxBufferedMegabytes: {
    env: 'PARLEY_SOCKETS_MAX_BUFFERED_MB',
    description: 'Most data that waits in memory for all WebSockets of a process, in MB; then the slowest are closed.',
    schema: z.coerce.number().int().min(1).max(4_096),
    default: 128,
  },
  maxStallSeconds: {
    env: 'PARLEY_SOCKET_MAX_STALL_SECONDS',
    description: 'Longest time that something sent may wait for a WebSocket to read it, in seconds; then it is closed.',
    schema: z.coerce.number().int().min(1).max(25),
    default: 15,
  },
});

/** Values of {@link socketSettings}. */
export type SocketSettings = SettingsOf<typeof socketSettings>;
