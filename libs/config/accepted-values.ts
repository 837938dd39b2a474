import { z } from 'zod';
import type { Setting } from './settings-group.js';

const booleanWords = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

/** The truth value of `true/1/yes` and `false/0/no` in any case, or undefined for any other text. */
export function booleanFrom(text: string): boolean | undefined {
  return booleanWords.get(text.trim().toLowerCase());
}

/** Whether the schema is a boolean, also when it is optional or nullable. */
export function isBoolean(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return isBoolean(schema.def.innerType);
  return schema instanceof z.ZodBoolean;
}

/** The accepted values of a setting in words, e.g. `integer from 5 to 3600` or `one of json, short`. */
export function acceptedValues(setting: Setting): string {
  if (setting.range !== undefined) return setting.range;
  if (isBoolean(setting.schema)) return 'true, false, 1, 0, yes or no';
  const shape = z.toJSONSchema(setting.schema, { io: 'input', unrepresentable: 'any' });
  if (shape.enum) return `one of ${shape.enum.join(', ')}`;
  if (shape.type === 'integer' || shape.type === 'number') return shape.type + numberLimits(shape);
  if (shape.format === 'uri') return 'URL';
  if (shape.format !== undefined) return shape.format;
  return `text${limits(shape.minLength, shape.maxLength)}${lengthUnit(shape)}${pattern(shape)}`;
}

function numberLimits(shape: z.core.JSONSchema.JSONSchema): string {
  if (typeof shape.exclusiveMinimum === 'number') return ` above ${shape.exclusiveMinimum}${upTo(shape.maximum)}`;
  return limits(shape.minimum, shape.maximum);
}

function limits(from?: number, to?: number): string {
  // zod states the safe integers' limits for every integer; nobody wants to read them
  const least = from === Number.MIN_SAFE_INTEGER ? undefined : from;
  const most = to === Number.MAX_SAFE_INTEGER ? undefined : to;
  if (least === undefined) return upTo(most);
  return most === undefined ? ` from ${least}` : ` from ${least} to ${most}`;
}

function upTo(most?: number): string {
  return most === undefined || most === Number.MAX_SAFE_INTEGER ? '' : ` up to ${most}`;
}

function lengthUnit(shape: z.core.JSONSchema.JSONSchema): string {
  return shape.minLength === undefined && shape.maxLength === undefined ? '' : ' characters';
}

function pattern(shape: z.core.JSONSchema.JSONSchema): string {
  return shape.pattern === undefined ? '' : ` matching ${shape.pattern}`;
}
