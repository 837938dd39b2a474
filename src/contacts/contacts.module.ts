import { Module } from '@nestjs/common';
import { KeepContact } from './use-cases/keep-contact.js';

/** People outside whom a brand knows. */
@Module({ providers: [KeepContact], exports: [KeepContact] })
export class ContactsModule {}
