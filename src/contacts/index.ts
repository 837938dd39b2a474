export { ContactsModule } from './contacts.module.js';
export { KeepContact } from './use-cases/keep-contact.js';
export type { KnownPerson } from './use-cases/keep-contact.js';
export { changedDetails, hasContactData } from './model/contact-details.js';
export type { ContactDetails, DetailsChange } from './model/contact-details.js';
