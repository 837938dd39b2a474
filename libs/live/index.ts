export { FactFeed } from './fact-feed.js';
export type { FactFilter, FeedItem, FeedOptions } from './fact-feed.js';
export { pullOf } from './inbox.js';
export type { Sink, Source } from './source.js';
export { FanOut } from './fan-out.js';
export type { Signal } from './fan-out.js';
export { LiveModule } from './live.module.js';
export { liveSettings, type LiveSettings } from './live.settings.js';
export { encodeSnapshotCursor, FEED_SNAPSHOT, ResyncRequired } from './feed-cursor.js';
