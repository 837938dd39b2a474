export { BrandChatSettingsChanged } from './brand.facts.js';
export { AgentAccountClosed, AgentAdded, AgentProfileChanged, AgentRightsChanged } from './identity.facts.js';
export { AgentSessionEnded, BrandKeyRevoked, ServiceTokenClosed } from './identity.facts.js';
export type { SessionEndCause } from './identity.facts.js';
