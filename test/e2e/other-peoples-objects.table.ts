/** Who may use an operation at all; written down here anew, so that a slip in the code's own table is seen. */
export type Group = 'ANYONE' | 'OUTSIDE' | 'CHATTERS' | 'STAFF' | 'WATCHERS' | 'SUPERVISORS' | 'ADMINS';

/** What a name names. */
export type Kind =
  'agent' | 'brand' | 'brandCode' | 'brandKey' | 'chat' | 'serviceToken' | 'session' | 'shift' | 'trigger' | 'visitor';

/** An operation: who may use it, what its arguments name, and what else it must be given to come as far as to look that up. */
export interface Row {
  readonly by: Group;
  readonly names?: Readonly<Record<string, Kind | readonly Kind[]>>;
  readonly plain?: object;
  /** Names that may be told to everybody, with the reason. */
  readonly isPublic?: string;
  /** Why whoever manages the organisation reaches objects beyond his brands. */
  readonly adminsReachAll?: string;
}

const chat = { 'input.chatId': 'chat' } as const;
const brandCode = { brandCode: 'brandCode' } as const;
const hours = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-03T00:00:00.000Z' };
const accounts = 'accounts and machines belong to the organisation, not to a brand';
const button = 'the code of a brand stands in the page of its website';

/** Every operation of the schema. */
export const table: Readonly<Record<string, Row>> = {
  'Query.agent': { by: 'WATCHERS', names: { id: 'agent' }, adminsReachAll: accounts },
  'Query.agents': { by: 'WATCHERS', names: { 'filter.brandId': 'brand' } },
  'Query.agentsOnDuty': { by: 'WATCHERS', names: brandCode },
  'Query.brandKeys': { by: 'ADMINS' },
  'Query.brands': { by: 'WATCHERS' },
  'Query.chat': { by: 'CHATTERS', names: { id: 'chat' } },
  'Query.chatAvailability': { by: 'ANYONE', names: brandCode, isPublic: button },
  'Query.chatFigures': { by: 'WATCHERS', names: brandCode, plain: hours },
  'Query.chats': { by: 'WATCHERS', names: { agentId: 'agent', brandCode: 'brandCode', visitorId: 'visitor' } },
  'Query.greetingTriggers': { by: 'SUPERVISORS', names: brandCode },
  'Query.logInMethods': { by: 'ANYONE' },
  'Query.me': { by: 'ANYONE' },
  'Query.myChats': { by: 'OUTSIDE' },
  'Query.myPresence': { by: 'STAFF' },
  'Query.mySessions': { by: 'STAFF' },
  'Query.myVisit': { by: 'OUTSIDE' },
  'Query.node': {
    by: 'ANYONE',
    names: { id: ['agent', 'brand', 'brandKey', 'chat', 'serviceToken', 'session', 'shift', 'trigger', 'visitor'] },
    adminsReachAll: accounts,
  },
  'Query.presenceTable': { by: 'WATCHERS' },
  'Query.rosterAlerts': { by: 'WATCHERS', names: brandCode },
  'Query.serviceTokens': { by: 'ADMINS' },
  'Query.shifts': { by: 'WATCHERS', names: brandCode, plain: hours },
  'Query.visitor': { by: 'WATCHERS', names: { id: 'visitor' } },
  'Query.visitors': { by: 'WATCHERS', names: brandCode },

  'Mutation.acceptChat': { by: 'STAFF', names: chat },
  'Mutation.acceptInvitation': { by: 'ANYONE' },
  'Mutation.addAgent': { by: 'ADMINS', names: { 'input.brandIds': 'brand' } },
  'Mutation.addBrand': { by: 'ADMINS' },
  'Mutation.addBrandKey': { by: 'ADMINS', names: { 'input.brandId': 'brand' } },
  'Mutation.addChatNote': { by: 'STAFF', names: chat },
  'Mutation.addGreetingTrigger': { by: 'SUPERVISORS', names: { 'input.brandCode': 'brandCode' } },
  'Mutation.changeAgentRights': {
    by: 'ADMINS',
    names: { 'input.agentId': 'agent', 'input.brandIds': 'brand' },
    adminsReachAll: accounts,
  },
  'Mutation.changeBrandChatSettings': { by: 'ADMINS', names: { 'input.brandCode': 'brandCode' } },
  'Mutation.changeGreetingTrigger': { by: 'SUPERVISORS', names: { 'input.triggerId': 'trigger' } },
  'Mutation.changeMyPassword': { by: 'STAFF' },
  'Mutation.changeMySettings': { by: 'STAFF' },
  'Mutation.closeAgentAccount': { by: 'ADMINS', names: { 'input.agentId': 'agent' }, adminsReachAll: accounts },
  'Mutation.closeChat': { by: 'STAFF', names: chat },
  'Mutation.closeServiceToken': {
    by: 'ADMINS',
    names: { 'input.serviceTokenId': 'serviceToken' },
    adminsReachAll: accounts,
  },
  'Mutation.consultSupervisor': { by: 'STAFF', names: { ...chat, 'input.supervisorId': 'agent' } },
  'Mutation.endSession': { by: 'STAFF', names: { 'input.sessionId': 'session' } },
  'Mutation.exchangeLogInCode': { by: 'ANYONE' },
  'Mutation.inviteAgent': { by: 'ADMINS', names: { 'input.agentId': 'agent' }, adminsReachAll: accounts },
  'Mutation.keepMyPresence': { by: 'STAFF' },
  'Mutation.keepVisit': { by: 'OUTSIDE' },
  'Mutation.leaveChat': { by: 'CHATTERS', names: chat },
  'Mutation.leaveSite': { by: 'OUTSIDE' },
  'Mutation.logIn': { by: 'ANYONE' },
  'Mutation.logOut': { by: 'STAFF' },
  'Mutation.markChatRead': { by: 'CHATTERS', names: chat },
  'Mutation.noteVisitorDetails': { by: 'STAFF', names: { 'input.visitorId': 'visitor' }, plain: { name: 'Wally' } },
  'Mutation.openServiceToken': { by: 'ADMINS', names: { 'input.brandIds': 'brand' } },
  'Mutation.openVisitorSession': { by: 'ANYONE', names: { 'input.brandCode': 'brandCode' }, isPublic: button },
  'Mutation.planShift': {
    by: 'SUPERVISORS',
    names: { 'input.agentId': 'agent', 'input.brandCode': 'brandCode' },
    plain: { startsAt: '2026-03-09T08:00:00.000Z', endsAt: '2026-03-09T16:00:00.000Z' },
  },
  'Mutation.promiseAnswer': { by: 'STAFF', names: chat, plain: { seconds: 60 } },
  'Mutation.refreshSession': { by: 'ANYONE' },
  'Mutation.removeGreetingTrigger': { by: 'SUPERVISORS', names: { 'input.triggerId': 'trigger' } },
  'Mutation.removeShift': { by: 'SUPERVISORS', names: { 'input.shiftId': 'shift' } },
  'Mutation.revokeBrandKey': { by: 'ADMINS', names: { 'input.brandKeyId': 'brandKey' } },
  'Mutation.sendChatMessage': { by: 'CHATTERS', names: { ...chat, 'input.brandCode': 'brandCode' } },
  'Mutation.setMyStatus': { by: 'STAFF' },
  'Mutation.signalTyping': { by: 'CHATTERS', names: chat },
  'Mutation.startChat': { by: 'OUTSIDE' },
  'Mutation.tagChat': { by: 'STAFF', names: chat },
  'Mutation.tellWhoIAm': { by: 'OUTSIDE' },
  'Mutation.transferChat': { by: 'STAFF', names: { ...chat, 'input.toAgentId': 'agent' } },
  'Mutation.visitPage': { by: 'OUTSIDE' },

  'Subscription.chatDeskEvents': { by: 'WATCHERS', names: brandCode },
  'Subscription.chatEvents': { by: 'CHATTERS', names: { chatId: 'chat' } },
  'Subscription.myVisitEvents': { by: 'OUTSIDE' },
  'Subscription.presenceEvents': { by: 'WATCHERS', names: brandCode },
  'Subscription.visitorEvents': { by: 'WATCHERS', names: brandCode },
};
