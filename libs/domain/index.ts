export { Clock, ManualClock, SystemClock } from './clock.js';
export { Ids, SystemIds } from './ids.js';
export { Aggregate, takeFacts } from './aggregate.js';
export { defineFact } from './fact.js';
export type { ActorRef, FactDefinition, FactOf, PendingFact, RecordedFact } from './fact.js';
export { InvalidInput, NotFound, Refusal } from './refusal.js';
export type { RefusalData } from './refusal.js';
export type { Command } from './command.js';
export { isUuid, textWithin } from './text.js';
