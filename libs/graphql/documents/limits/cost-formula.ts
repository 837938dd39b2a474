/**
 * What an operation costs, as a polynomial in the page sizes that come as variables: worked out once per document, evaluated
 * once per request.
 */
export interface CostFormula {
  readonly fixed: number;
  readonly terms: readonly Term[];
}

interface Term {
  readonly size: VariableSize;
  readonly times: CostFormula;
}

/** The size of a list that a variable gives; `otherwise` counts when the request leaves the variable out. */
export interface VariableSize {
  readonly variable: string;
  readonly otherwise: number;
}

/** The number of items of a list. */
export type ListSize = number | VariableSize;

export const NO_COST: CostFormula = { fixed: 0, terms: [] };

/** The sum of formulas and a fixed number. */
export function sum(fixed: number, formulas: readonly CostFormula[]): CostFormula {
  return {
    fixed: formulas.reduce((total, formula) => total + formula.fixed, fixed),
    terms: formulas.flatMap(({ terms }) => terms),
  };
}

/** A formula as often as a list has items. */
export function multiply(size: ListSize, formula: CostFormula): CostFormula {
  if (typeof size !== 'number') return { fixed: 0, terms: [{ size, times: formula }] };
  return {
    fixed: formula.fixed * size,
    terms: formula.terms.map((term) => ({ size: term.size, times: multiply(size, term.times) })),
  };
}

/** The value of a formula for the variables of a request, at most `Number.MAX_SAFE_INTEGER`. */
export function evaluate(formula: CostFormula, variables: Readonly<Record<string, unknown>>): number {
  return Math.min(Math.ceil(valueOf(formula, variables)), Number.MAX_SAFE_INTEGER);
}

function valueOf({ fixed, terms }: CostFormula, variables: Readonly<Record<string, unknown>>): number {
  let total = fixed;
  for (const { size, times } of terms) {
    const given = Object.hasOwn(variables, size.variable) ? variables[size.variable] : undefined;
    // Anything but a number is refused when the variables are read.
    total += Math.max(0, typeof given === 'number' ? given : size.otherwise) * valueOf(times, variables);
  }
  return total;
}
