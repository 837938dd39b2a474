export { BrandChatSettingsChanged } from './brand.facts.js';
export { AgentAccountClosed, AgentProfileChanged, AgentRightsChanged, AgentSessionEnded } from './identity.facts.js';
