/** A field that answers with a whole list instead of a Relay connection: `Type.field` and why it can never grow long. */
export interface PlainList {
  field: string;
  reason: string;
}

export const PLAIN_LISTS: readonly PlainList[] = [
  { field: 'Query.presenceTable', reason: 'Four statuses by two routing modes.' },
  { field: 'Agent.brandIds', reason: 'At most as many as there are brands.' },
  { field: 'Agent.departmentCodes', reason: 'At most as many as there are departments.' },
  { field: 'Agent.roles', reason: 'At most the four roles of staff.' },
  { field: 'Brand.channels', reason: 'At most 50, checked when a brand is added.' },
  { field: 'Brand.hosts', reason: 'At most 50, checked when a brand is added.' },
  { field: 'Chat.openingAdvice', reason: 'At most the five steps of an opening.' },
  { field: 'Chat.participants', reason: 'The few agents who were in one chat.' },
  { field: 'Chat.routingDecisions', reason: 'One per offer, and offers end with the request after minutes.' },
  { field: 'Chat.tags', reason: 'At most 20, checked when a chat is tagged.' },
  { field: 'ChatNotAvailable.nextSteps', reason: 'At most the two steps that there are.' },
  { field: 'ChatOfferedEvent.offeredTo', reason: 'The agents of one brand who are there now.' },
  { field: 'ChatTaggedEvent.tags', reason: 'At most 20, as on the chat.' },
  { field: 'ForeignBrandLink.links', reason: 'Links in one text of at most 8,000 characters.' },
  { field: 'HolidayHours.windows', reason: 'At most 100, checked by the calendar.' },
  { field: 'Me.brandIds', reason: 'At most as many as there are brands.' },
  { field: 'Me.permissions', reason: 'At most the permissions that there are.' },
  { field: 'Me.roles', reason: 'At most the roles that there are.' },
  { field: 'RoutingDecision.candidates', reason: 'The agents of one brand.' },
  { field: 'RoutingDecision.excluded', reason: 'The agents of one brand.' },
  { field: 'RoutingDecision.offeredTo', reason: 'The agents of one brand.' },
  { field: 'ServiceToken.brandIds', reason: 'At most as many as there are brands.' },
  { field: 'WeeklyHours.weekdays', reason: 'At most seven.' },
  { field: 'WorkingHours.holidays', reason: 'At most 1,000, checked by the calendar.' },
  { field: 'WorkingHours.windows', reason: 'At most 100, checked by the calendar.' },
];
