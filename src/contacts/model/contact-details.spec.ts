import { InvalidInput } from '@libs/domain';
import { changedDetails, type ContactDetails, hasContactData } from './contact-details.js';

const nobody: ContactDetails = { name: null, company: null, email: null, phone: null };
const ann: ContactDetails = { name: 'Ann', company: 'Acme', email: 'ann@acme.example', phone: '+380 50 123' };

describe('contact details', () => {
  it('[R47] keep what is left out, take what is new, and lose what is emptied', () => {
    expect(changedDetails(ann, { name: ' Anna ', company: '', phone: undefined })).toEqual({
      ...ann,
      name: 'Anna',
      company: null,
    });
    expect(changedDetails(nobody, { email: ' Bob@Example.ORG ' })).toEqual({ ...nobody, email: 'bob@example.org' });
  });

  it.each([
    ['email', 'nobody'],
    ['email', 'a@b'],
    ['email', 'a b@c.example'],
    ['email', `${'a'.repeat(250)}@b.example`],
    ['phone', '1234'],
    ['phone', 'call me 12345'],
    ['phone', '1'.repeat(41)],
    ['name', 'n'.repeat(201)],
    ['name', 'a\0b'],
    ['company', '\ud800'],
  ])('refuse %s %j and name the field', (field, text) => {
    expect(() => changedDetails(nobody, { [field]: text })).toThrow(InvalidInput);
    expect(() => changedDetails(nobody, { [field]: text })).toThrow(
      expect.objectContaining({ details: { field } }) as Error,
    );
  });

  it('take the longest and the shortest that fit', () => {
    expect(changedDetails(nobody, { name: 'n'.repeat(200) }).name).toHaveLength(200);
    expect(changedDetails(nobody, { phone: '12345' }).phone).toBe('12345');
    expect(changedDetails(nobody, { phone: '+38 (050) 123-45-67 x 9' }).phone).toBe('+38 (050) 123-45-67 x 9');
  });

  it('[R42] are a way back with an email address or a phone number, not with a name alone', () => {
    expect(hasContactData(nobody)).toBe(false);
    expect(hasContactData({ ...nobody, email: 'a@b.example' })).toBe(true);
    expect(hasContactData({ ...nobody, phone: '12345' })).toBe(true);
  });
});
